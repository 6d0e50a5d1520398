#pragma once
// A step that waits for something, as one try among several (any-order, one-of): it is polled whenever
// anything may have happened, until it holds, cannot hold any more, or its time is over.

#include <memory>
#include <vector>

#include "engine/session.h"

namespace shakedown {

class Attempt {
 public:
  enum class Poll { waiting, holds, rejects };
  virtual ~Attempt() = default;
  // Looks at the front of its queue, at its call, at the state … without taking anything.
  virtual Progress<Poll> poll(Session& session) = 0;
  // It holds: takes the segment or the end of the call.
  virtual Progress<void> take(Session& session) = 0;
  // When it is too late.
  virtual Instant deadline() const = 0;
  // How long it may go on waiting, for people.
  virtual Instant waits_until() const { return deadline(); }
  // When to look again although nothing arrived.
  virtual Instant next_look(Instant /*now*/) const { return deadline(); }
  // What to say when its time is over.
  virtual Failure late(Session& session) = 0;
  // The queue of arrivals it looks at.
  virtual std::optional<size_t> queue() const { return std::nullopt; }

  Failure rejection;       // why it rejected, and how far off it was
  int differences = 1000;  // fewer is closer
};

// Whether every attempt has to hold sooner or later, or one is enough.
enum class Among { all_must_hold, one_is_enough };
// Waits until one holds and takes it; answers which. Arrivals that all reject are spared when an `optional`
// or an `allow` takes them, else the run fails with the closest rejection (where one is enough: once no other
// may hold).
Progress<size_t> wait_for(Session& session, const std::vector<std::unique_ptr<Attempt>>& attempts,
                          Among among = Among::all_must_hold);

// The attempt that a step makes, or none when the step does not wait.
Progress<std::unique_ptr<Attempt>> make_attempt(Session& session, const Step& step, StepIndex index);

// One file each.
Progress<std::unique_ptr<Attempt>> make_expect_attempt(Session& session, const Step& step, StepIndex index);
Progress<std::unique_ptr<Attempt>> make_optional_attempt(Session& session, const Step& step, StepIndex index);
Progress<std::unique_ptr<Attempt>> make_call_attempt(Session& session, const Step& step, StepIndex index);
Progress<std::unique_ptr<Attempt>> make_state_attempt(Session& session, const Step& step, StepIndex index);
std::unique_ptr<Attempt> make_condition_attempt(Session& session, const Step& step, StepIndex index);
std::unique_ptr<Attempt> make_silence_attempt(Session& session, const Step& step, StepIndex index,
                                              Duration duration);

// Times of a waiting step: when it is too late, and what `after` demands.
struct Times {
  Instant since;
  std::optional<TimeBounds> bounds;  // `after`
  Instant latest;
  Duration allowed{};  // how long it may wait, for messages
};
Progress<Times> times_of(Session& session, const Connection& connection,
                         const std::optional<AfterSpec>& after, const std::optional<Duration>& within,
                         Duration normal);
// Does this moment satisfy it? The row says what was wanted and what came.
FieldRow time_row(const Times& times, Instant at);
// What became of the time that `after` names, for the trace; none where none is named, or only of a later
// segment (`acked`).
std::optional<Interval> interval_of(const Times& times, StepIndex step, std::optional<Instant> came);
void record_interval(Session& session, const Times& times, StepIndex step, Instant came);

}  // namespace shakedown
