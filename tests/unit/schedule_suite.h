#pragma once
// A suite of runs that only the schedule sees: what each run comes to is a function of the test's.

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "engine/schedule.h"

namespace shakedown::test {

// The schedule never looks into a lab.
class NoLab : public Lab {
 public:
  explicit NoLab(const StopSwitch* stop) : stop_(stop) {}
  const LabFacts& facts() const override { return facts_; }
  Instant now() override { return {}; }
  Link& link() override { throw std::logic_error("no link"); }
  Driver& driver() override { throw std::logic_error("no driver"); }
  bool wait(Instant, std::span<const CallRef>) override { return false; }
  Duration clock_step() override { return {}; }
  bool stopping() override { return stop_ && stop_->requested(); }

 private:
  const StopSwitch* stop_;
  LabFacts facts_;
};

struct FakeFactory : LabFactory {
  explicit FakeFactory(const StopSwitch* s, std::optional<Trouble> t) : stop(s), trouble(std::move(t)) {}
  Outcome<std::unique_ptr<Lab>> make(const LabRequest&) override {
    if (trouble) return tl::unexpected(*trouble);
    return std::make_unique<NoLab>(stop);
  }
  const StopSwitch* stop;
  std::optional<Trouble> trouble;
};

struct Recorder : ScheduleListener {
  void started(const PlannedRun& run) override {
    enter();
    starts.push_back(run.run_id);
    leave();
  }
  void finished(const RunResult& result) override {
    enter();
    ends.push_back(result.run.run_id + "#" + std::to_string(result.repeat));
    leave();
  }
  void progress(size_t, size_t total, const std::vector<RunningRun>& running) override {
    enter();
    ++progresses;
    last_total = total;
    last_running = running;
    leave();
  }
  void enter() { CHECK(inside.exchange(true) == false); }
  void leave() { inside = false; }
  std::atomic<bool> inside{false};
  std::vector<std::string> starts, ends;
  std::vector<RunningRun> last_running;
  int progresses = 0;
  size_t last_total = 0;
};

struct Suite {
  std::vector<PlannedRun> plan;
  ScheduleOptions options;
  StopSwitch stop;
  Recorder listener;
  std::optional<Trouble> lab_trouble;
  std::function<RunResult(const PlannedRun&, Lab&, uint64_t)> run = [](const PlannedRun& planned, Lab&,
                                                                       uint64_t) { return passed(planned); };

  std::function<void(const PlannedRun&, RunObserver&)> watched;  // before `run`, when set

  static RunResult passed(const PlannedRun& planned) {
    RunResult result;
    result.run = planned;
    result.verdict = Verdict::pass;
    return result;
  }
  static RunResult failed(const PlannedRun& planned, bool stalled = false) {
    RunResult result = passed(planned);
    result.verdict = Verdict::fail;
    result.reason = "no segment came";
    result.failure.emplace();
    result.failure->time_or_repeat = stalled;
    result.stalled = stalled;
    return result;
  }
  // Ends when the lab is told to stop, as a run of the engine does.
  static RunResult until_stopped(const PlannedRun& planned, Lab& lab) {
    const auto limit = std::chrono::steady_clock::now() + 20s;
    while (!lab.stopping() && std::chrono::steady_clock::now() < limit) std::this_thread::sleep_for(1ms);
    RunResult result = passed(planned);
    result.verdict = Verdict::error;
    result.interrupted = true;
    return result;
  }

  void add(const std::string& id, Duration wait = {}) {
    auto scenario = std::make_shared<Scenario>();
    if (wait > Duration{}) {
      Step step;
      step.what = WaitStep{wait};
      scenario->steps.push_back(step);
    }
    PlannedRun planned;
    planned.id = id;
    planned.run_id = id;
    planned.scenario = scenario;
    plan.push_back(planned);
  }
  void add(std::initializer_list<const char*> ids) {
    for (const char* id : ids) add(std::string(id));
  }
  RunFunction function() {
    return [this](const PlannedRun& planned, Lab& lab, uint64_t seed, RunObserver* observer) {
      if (watched) watched(planned, *observer);
      return run(planned, lab, seed);
    };
  }
  SuiteResult go() {
    const WorkerFactory workers = [this](unsigned) -> Outcome<std::unique_ptr<LabFactory>> {
      return std::make_unique<FakeFactory>(&stop, lab_trouble);
    };
    return schedule(plan, workers, options, stop, listener, function());
  }
};

inline std::string verdicts(const SuiteResult& suite) {
  std::string text;
  for (const RunResult& result : suite.runs) {
    const std::string verdict = result.verdict == Verdict::pass    ? "pass"
                                : result.verdict == Verdict::fail  ? "fail"
                                : result.verdict == Verdict::skip  ? "skip"
                                : result.verdict == Verdict::error ? "error"
                                                                   : "other";
    text += (text.empty() ? "" : " ") + result.run.run_id + ":" + verdict + (result.interrupted ? "!" : "");
  }
  return text;
}

}  // namespace shakedown::test
