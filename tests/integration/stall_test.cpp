// A tester that stands still for 20 ms at any kind of step never makes a sound kernel look wrong.

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "engine/schedule_rules.h"
#include "lab_bench.h"
#include "support/bundled.h"
#include "support/decorators.h"

using namespace shakedown;
using namespace shakedown::test;
using namespace lab_test;

namespace {

using At = StallingLab::At;
constexpr At kinds[] = {At::send, At::receive, At::start, At::progress, At::state, At::info, At::wait};
constexpr const char* names[] = {"send", "receive", "start", "progress", "state", "info", "wait"};

// One run that is held up once, in its first attempt.
struct Job {
  PlannedRun run;
  size_t kind = 0, nth = 0;
};

struct Tally {
  std::mutex mutex;
  std::string wrong;                            // what no attempt made good
  std::array<int, std::size(kinds)> held_up{};  // how often each kind was met
  int again = 0;                                // runs whose first attempt was not believed
};

bool tagged(const PlannedRun& run, const std::string& tag) {
  const std::vector<std::string>& tags = run.scenario->tags;
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

std::vector<Job> jobs() {
  std::vector<Job> result;
  for (const PlannedRun& run : bundled_runs(SHAKEDOWN_SOURCE_DIR))
    if (run.family == Family::v4 && !tagged(run, "slow") && !tagged(run, "very-slow"))
      for (size_t kind = 0; kind < std::size(kinds); ++kind)
        for (const size_t nth : {1, 4}) result.push_back({run, kind, nth});
  return result;
}

void do_job(const Job& job, LabFactory& labs, Tally& tally) {
  RunResult result;
  bool met = false;
  // Where other programs hold us up as well, three attempts may not be enough.
  for (int attempt = 1; attempt <= 6; ++attempt) {
    const std::unique_ptr<Lab> lab = must(labs.make(job.run.scenario->lab));
    StallingLab stalling(*lab, kinds[job.kind], attempt == 1 ? job.nth : SIZE_MAX - 1, stall_really);
    result = run_in_lab(job.run, stalling, 1);
    result.attempts = 1;
    if (attempt == 1) met = stalling.stalled();
    if (next_attempt(result) == NextAttempt::none) break;
    const std::lock_guard lock(tally.mutex);
    if (attempt == 1) ++tally.again;
  }
  const std::lock_guard lock(tally.mutex);
  if (met) ++tally.held_up[job.kind];
  if (result.verdict == Verdict::pass || result.verdict == Verdict::known) return;
  tally.wrong += "\n  " + job.run.run_id + ", held up at " + names[job.kind] + " " + std::to_string(job.nth) +
                 ": " + to_string(result.verdict) + ": " + result.reason;
}

void hold_up_everything() {
  StopSwitch stop;
  const std::unique_ptr<Keeper> keeper = must(Keeper::start({}));
  const std::vector<Job> all = jobs();
  Tally tally;
  std::atomic<size_t> next = 0;
  std::vector<std::thread> threads;
  for (unsigned number = 0; number < 24; ++number)
    threads.emplace_back([&, number] {
      const std::unique_ptr<LabFactory> labs = must(keeper->worker(number, stop));
      for (size_t i = next++; i < all.size(); i = next++) do_job(all[i], *labs, tally);
    });
  for (std::thread& thread : threads) thread.join();
  demand(tally.wrong.empty(), "a stall became a verdict:" + tally.wrong);
  for (size_t kind = 0; kind < std::size(kinds); ++kind)
    demand(tally.held_up[kind] > 0, std::string("nothing was held up at ") + names[kind]);
  demand(tally.again > 0, "no stall made any difference: this test tells nothing");
}

// Held up in every attempt, so that nothing can be said of the target.
class AlwaysLate : public LabFactory {
 public:
  explicit AlwaysLate(std::unique_ptr<LabFactory> inner) : inner_(std::move(inner)) {}
  Outcome<std::unique_ptr<Lab>> make(const LabRequest& request) override {
    Outcome<std::unique_ptr<Lab>> made = inner_->make(request);
    if (!made) return made;
    return std::make_unique<Late>(std::move(*made));
  }

 private:
  struct Owner {
    std::unique_ptr<Lab> lab;
  };
  struct Late : private Owner, public StallingLab {
    explicit Late(std::unique_ptr<Lab> inner)
        : Owner{std::move(inner)}, StallingLab(*lab, At::send, 0, stall_really) {}
  };
  std::unique_ptr<LabFactory> inner_;
};

RunResult held_up_always(const std::string& steps) {
  const std::string text = "name: late\nabout: late\nfamily: 4\nsteps:\n" + steps;
  const auto parsed = parse_text(text, ScenarioFile{"late.yaml", "late", SHAKEDOWN_SOURCE_DIR "/scenarios"},
                                 SHAKEDOWN_SOURCE_DIR "/scenarios");
  demand(parsed.has_value(), "the scenario of this test does not parse");
  StopSwitch stop;
  const std::unique_ptr<Keeper> keeper = must(Keeper::start({}));
  const WorkerFactory workers = [&](unsigned number) -> Outcome<std::unique_ptr<LabFactory>> {
    return std::make_unique<AlwaysLate>(must(keeper->worker(number, stop)));
  };
  ScheduleListener nobody;
  SuiteResult suite = run_all(parsed->runs, workers, {}, stop, nobody);
  demand(suite.runs.size() == 1, "one run has one result");
  return std::move(suite.runs.front());
}

}  // namespace

TEST_CASE("stall: at every kind of step, no verdict changes") { CHECK(apart(hold_up_everything) == ""); }

TEST_CASE("stall: in all attempts, a fail about time becomes an error that says so") {
  CHECK(apart([] {
          const RunResult result =
              held_up_always("  - target: listen\n  - send: SYN\n  - expect: SYN-ACK after 300ms\n");
          demand(result.verdict == Verdict::error, "is " + to_string(result.verdict) + ": " + result.reason);
          demand(result.attempts == 3, "attempts: " + std::to_string(result.attempts));
          demand(result.reason.find("the machine stalled in all three attempts") == 0, result.reason);
        }) == "");
}

TEST_CASE("stall: a fail about anything else stands at the first attempt") {
  CHECK(apart([] {
          const RunResult result =
              held_up_always("  - target: listen\n  - send: SYN\n  - expect: SYN-ACK ack=2\n");
          demand(result.verdict == Verdict::fail, "is " + to_string(result.verdict) + ": " + result.reason);
          demand(result.attempts == 1 && result.stalled, "attempts: " + std::to_string(result.attempts));
        }) == "");
}
