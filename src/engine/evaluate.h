#pragma once
// Values of the language -> numbers, in the light of a run.

#include "engine/session.h"

namespace shakedown {

// A number (modulo 2^32), a time, or a cookie.
using Quantity = std::variant<uint32_t, Duration, Bytes>;

Progress<Quantity> evaluate(Session& session, const Connection& connection, const Value& value);
Progress<uint32_t> evaluate_number(Session& session, const Connection& connection, const Value& value);
Progress<Duration> evaluate_duration(Session& session, const Connection& connection, const Value& value);
Progress<TimeRange> evaluate_time(Session& session, const Connection& connection, const TimeSpec& time);
// A sequence number as written -> the real one: relative to `base` unless `abs:`.
Progress<Seq> evaluate_seq(Session& session, const Connection& connection, const Value& value, Seq base);

struct ConditionOutcome {
  bool holds = false;
  std::string text;  // "retransmits is 0, not >= 1"
  std::string left;  // the left side's value
};
Progress<ConditionOutcome> evaluate_condition(Session& session, const Connection& connection,
                                              const Condition& condition);

}  // namespace shakedown
