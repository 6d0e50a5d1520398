#include "engine/schedule_rules.h"

#include <algorithm>
#include <numeric>

#include "shakedown/parse.h"
#include "text/hash.h"

namespace shakedown {

namespace {

// Runs mostly sleep, so the count is not one of processors: it covers the suite's long waits with room for
// the short runs beside them. More would only queue for labs, which are made two at a time.
constexpr unsigned default_jobs = 48;

// SplitMix64's finalizer: every bit of the input moves every bit of the output.
uint64_t mix(uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

}  // namespace

uint64_t seed_of_run(uint64_t suite_seed, std::string_view run_id, int round) {
  return mix(mix(suite_seed ^ fnv1a(run_id)) + static_cast<uint64_t>(round));
}

std::vector<ScheduledRun> all_rounds(const std::vector<PlannedRun>& plan, const ScheduleOptions& options) {
  std::vector<Duration> waits;
  waits.reserve(plan.size());
  for (const PlannedRun& run : plan) waits.push_back(run.scenario ? longest_wait(*run.scenario) : Duration{});

  std::vector<ScheduledRun> runs;
  const unsigned rounds = std::max(options.repeat, 1U);
  runs.reserve(plan.size() * rounds);
  for (int round = 0; round < static_cast<int>(rounds); ++round)
    for (size_t i = 0; i < plan.size(); ++i)
      runs.push_back({i, round, waits[i], seed_of_run(options.seed, plan[i].run_id, round)});
  return runs;
}

std::vector<size_t> start_order(const std::vector<ScheduledRun>& runs) {
  std::vector<size_t> order(runs.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&runs](size_t a, size_t b) { return runs[a].longest_wait > runs[b].longest_wait; });
  return order;
}

unsigned worker_count(unsigned asked, size_t runs) {
  const unsigned wanted = asked ? asked : default_jobs;
  return runs < wanted ? static_cast<unsigned>(runs) : wanted;
}

NextAttempt next_attempt(const RunResult& result) {
  const bool judged =
      result.verdict == Verdict::fail || result.verdict == Verdict::warn || result.verdict == Verdict::known;
  if (!judged || !result.failure || !result.failure->time_or_repeat || !result.stalled || result.interrupted)
    return NextAttempt::none;
  if (result.attempts >= most_attempts) return NextAttempt::give_up;
  return result.attempts == most_attempts - 1 ? NextAttempt::alone : NextAttempt::now;
}

void give_up_stalled(RunResult& result) {
  const std::string& why = result.reason.empty() && result.failure ? result.failure->summary : result.reason;
  result.reason = "the machine stalled in all three attempts: " + why;
  result.verdict = Verdict::error;
}

void cut_off(RunResult& result) {
  result.interrupted = true;
  result.verdict = Verdict::error;
  result.failure.reset();
}

}  // namespace shakedown
