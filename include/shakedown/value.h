#pragma once
// Values of the scenario language: sums of numbers and names, and conditions on them.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "shakedown/diagnostic.h"
#include "shakedown/time.h"

namespace shakedown {

enum class Variable { snd_nxt, snd_una, snd_wnd, snd_mss, rcv_nxt, rcv_wnd, rcv_mss, pmtu };  // the peer's

enum class NamedField { seq, seq_abs, ack, ack_abs, win, wnd, len, mss, wscale, tsval, tsecr, cookie, time };
struct NamedSegmentField {
  std::string segment;  // the name given with `as`
  NamedField field;
};
struct InfoField {
  std::string name;  // of TCP_INFO without tcpi_ ("rto", "retransmits"), or "timer"
};

struct Term {
  bool minus = false;
  std::variant<uint64_t, Duration, Variable, NamedSegmentField, InfoField> atom;
};

struct Value {
  std::vector<Term> terms;  // at least one
  bool absolute = false;    // written `abs:V`: a real sequence number rather than a relative one
  SourceSpan span;
  std::string text;  // as written
};

enum class Comparison { equal, in_range, not_equal, less, less_equal, greater, greater_equal, any };

// `lhs in A..B`, `lhs >= V`: high is there for in_range alone.
struct Condition {
  Value lhs;
  Comparison comparison = Comparison::equal;
  Value rhs;
  std::optional<Value> high;
};

}  // namespace shakedown
