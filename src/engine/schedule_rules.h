#pragma once
// The schedule's decisions as pure functions: what starts first, with which seed, and what is run again.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "shakedown/engine.h"

namespace shakedown {

// One run of one round, as the schedule sees it.
struct ScheduledRun {
  size_t plan_index = 0;
  int round = 0;
  Duration longest_wait{};
  uint64_t seed = 0;
};

// Every run of every round, in the order in which results are given: round by round, each in the plan's
// order.
std::vector<ScheduledRun> all_rounds(const std::vector<PlannedRun>& plan, const ScheduleOptions& options);

// Indices into `runs` in the order of their start: the longest wait first, so that the last to end is not
// also the last to begin; otherwise as given.
std::vector<size_t> start_order(const std::vector<ScheduledRun>& runs);

// The same for a run whatever runs beside it, in whatever order, and in every attempt; another in each round.
uint64_t seed_of_run(uint64_t suite_seed, std::string_view run_id, int round);

// How many runs go on at a time: as many as asked for, or enough that waits overlap.
unsigned worker_count(unsigned asked, size_t runs);

inline constexpr int most_attempts = 3;

enum class NextAttempt {
  none,    // the result stands
  now,     // once more
  alone,   // once more, with nothing beside it
  give_up  // the machine stalled too often: no verdict on the target
};
// A failure that hangs on time or repeats in a run during which the tester itself was late says nothing about
// the target. `result.attempts` counts the attempts made so far.
NextAttempt next_attempt(const RunResult& result);

// The result of a run that is given up: an error that says so.
void give_up_stalled(RunResult& result);

// A further attempt was due and the end came first: what the last one found may be the tester's own doing.
void cut_off(RunResult& result);

}  // namespace shakedown
