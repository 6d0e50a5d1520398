#include "engine/schedule.h"

#include <doctest/doctest.h>

#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>

#include "engine/schedule_rules.h"

using namespace shakedown;

namespace {

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
  void progress(size_t, size_t total, const std::vector<std::string>& running) override {
    enter();
    ++progresses;
    last_total = total;
    last_running = running;
    leave();
  }
  void enter() { CHECK(inside.exchange(true) == false); }
  void leave() { inside = false; }
  std::atomic<bool> inside{false};
  std::vector<std::string> starts, ends, last_running;
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
  SuiteResult go() {
    const WorkerFactory workers = [this](unsigned) -> Outcome<std::unique_ptr<LabFactory>> {
      return std::make_unique<FakeFactory>(&stop, lab_trouble);
    };
    return schedule(plan, workers, options, stop, listener, run);
  }
};

std::string verdicts(const SuiteResult& suite) {
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

}  // namespace

TEST_CASE("schedule: results come in the order of the plan, whatever ends first") {
  Suite suite;
  suite.add({"a", "b", "c", "d"});
  suite.options.jobs = 4;
  suite.run = [](const PlannedRun& planned, Lab&, uint64_t) {
    std::this_thread::sleep_for(planned.run_id == "a" ? 60ms : planned.run_id == "b" ? 30ms : 0ms);
    return Suite::passed(planned);
  };
  const SuiteResult result = suite.go();
  CHECK(verdicts(result) == "a:pass b:pass c:pass d:pass");
  CHECK(suite.listener.ends == std::vector<std::string>{"a#0", "b#0", "c#0", "d#0"});
  CHECK(suite.listener.starts.size() == 4);
  CHECK(result.not_run == 0);
  CHECK_FALSE(result.interrupted);
}

TEST_CASE("schedule: the longest wait starts first, otherwise the plan's order") {
  Suite suite;
  suite.add("a");
  suite.add("b", 2s);
  suite.add("c", 60s);
  suite.add("d");
  suite.add("e", 2s);
  suite.options.jobs = 1;
  const SuiteResult result = suite.go();
  CHECK(suite.listener.starts == std::vector<std::string>{"c", "b", "e", "a", "d"});
  CHECK(suite.listener.ends == std::vector<std::string>{"a#0", "b#0", "c#0", "d#0", "e#0"});
}

TEST_CASE("schedule: waits overlap by default") {
  Suite suite;
  for (int i = 0; i < 40; ++i) suite.add("r" + std::to_string(i));
  suite.run = [](const PlannedRun& planned, Lab&, uint64_t) {
    std::this_thread::sleep_for(100ms);
    return Suite::passed(planned);
  };
  const SuiteResult result = suite.go();
  CHECK(result.runs.size() == 40);
  CHECK(result.elapsed < 2s);
}

TEST_CASE("schedule: no more at a time than asked for") {
  Suite suite;
  for (int i = 0; i < 12; ++i) suite.add("r" + std::to_string(i));
  suite.options.jobs = 3;
  std::atomic<int> now{0}, most{0};
  suite.run = [&](const PlannedRun& planned, Lab&, uint64_t) {
    const int mine = ++now;
    for (int seen = most; mine > seen && !most.compare_exchange_weak(seen, mine);) {
    }
    std::this_thread::sleep_for(5ms);
    --now;
    return Suite::passed(planned);
  };
  suite.go();
  CHECK(most == 3);
}

TEST_CASE("schedule: when a result stands and when it is run again") {
  struct Row {
    std::string name;
    Verdict verdict;
    bool failure, time_or_repeat, stalled;
    int attempts;
    NextAttempt next;
  };
  const std::vector<Row> rows = {
      {"pass", Verdict::pass, false, false, false, 1, NextAttempt::none},
      {"pass in a stall", Verdict::pass, false, false, true, 1, NextAttempt::none},
      {"fail", Verdict::fail, true, false, false, 1, NextAttempt::none},
      {"fail on time, no stall", Verdict::fail, true, true, false, 1, NextAttempt::none},
      {"fail on a field, stall", Verdict::fail, true, false, true, 1, NextAttempt::none},
      {"first stalled fail", Verdict::fail, true, true, true, 1, NextAttempt::now},
      {"second stalled fail", Verdict::fail, true, true, true, 2, NextAttempt::alone},
      {"third stalled fail", Verdict::fail, true, true, true, 3, NextAttempt::give_up},
      {"warn", Verdict::warn, true, true, true, 1, NextAttempt::now},
      {"warning of a step alone", Verdict::warn, false, false, true, 1, NextAttempt::none},
      {"known", Verdict::known, true, true, true, 2, NextAttempt::alone},
      {"error", Verdict::error, true, true, true, 1, NextAttempt::none},
      {"skip", Verdict::skip, true, true, true, 1, NextAttempt::none},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    RunResult result;
    result.verdict = row.verdict;
    result.stalled = row.stalled;
    result.attempts = row.attempts;
    if (row.failure) result.failure.emplace().time_or_repeat = row.time_or_repeat;
    CHECK(next_attempt(result) == row.next);
    result.interrupted = true;
    CHECK(next_attempt(result) == NextAttempt::none);
  }
}

TEST_CASE("schedule: a stalled failure is run again, and the attempts are shown") {
  struct Row {
    std::string name;
    std::vector<std::string> attempts;  // what each would come to
    std::string verdicts, reason;
    int made;
  };
  const std::vector<Row> rows = {
      {"second passes", {"stall", "pass"}, "a:pass", "", 2},
      {"third passes", {"stall", "stall", "pass"}, "a:pass", "", 3},
      {"second fails truly", {"stall", "fail", "pass"}, "a:fail", "no segment came", 2},
      {"third fails truly", {"stall", "stall", "fail", "pass"}, "a:fail", "no segment came", 3},
      {"all stall",
       {"stall", "stall", "stall", "pass"},
       "a:error",
       "the machine stalled in all three attempts: no segment came",
       3},
      {"a true failure is never hidden", {"fail", "pass"}, "a:fail", "no segment came", 1},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Suite suite;
    suite.add({"a"});
    size_t made = 0;
    std::set<uint64_t> seeds;
    suite.run = [&](const PlannedRun& planned, Lab&, uint64_t seed) {
      seeds.insert(seed);
      const std::string what = row.attempts.at(made++);
      return what == "pass" ? Suite::passed(planned) : Suite::failed(planned, what == "stall");
    };
    const SuiteResult result = suite.go();
    CHECK(verdicts(result) == row.verdicts);
    CHECK(result.runs.at(0).reason == row.reason);
    CHECK(result.runs.at(0).attempts == row.made);
    CHECK(made == static_cast<size_t>(row.made));
    CHECK(seeds.size() == 1);
    CHECK(suite.listener.starts.size() == 1);
    CHECK(suite.listener.ends.size() == 1);
  }
}

TEST_CASE("schedule: nothing runs beside a last attempt") {
  Suite suite;
  for (int i = 0; i < 30; ++i) suite.add("r" + std::to_string(i));
  suite.options.jobs = 8;
  std::atomic<int> now{0}, company{0}, alone{0};
  std::mutex mutex;
  std::map<std::string, int> made;
  suite.run = [&](const PlannedRun& planned, Lab&, uint64_t) {
    int attempt = 0;
    {
      const std::lock_guard lock(mutex);
      attempt = ++made[planned.run_id];
    }
    ++now;
    std::this_thread::sleep_for(2ms);
    if (attempt == 3) {
      ++alone;
      if (now != 1) ++company;
    }
    --now;
    const bool bad = planned.run_id == "r3" || planned.run_id == "r17" || planned.run_id == "r29";
    return bad ? Suite::failed(planned, true) : Suite::passed(planned);
  };
  const SuiteResult result = suite.go();
  CHECK(alone == 3);
  CHECK(company == 0);
  CHECK(result.runs.at(17).verdict == Verdict::error);
  CHECK(result.runs.at(18).verdict == Verdict::pass);
  CHECK(suite.listener.ends.size() == 30);
}

TEST_CASE("schedule: after so many failures the rest is not run") {
  Suite suite;
  suite.add({"a", "b", "c", "d", "e"});
  suite.options.jobs = 1;
  suite.options.max_failures = 2;
  suite.run = [](const PlannedRun& planned, Lab&, uint64_t) {
    if (planned.run_id == "c") throw std::runtime_error("boom");
    return planned.run_id == "b" ? Suite::failed(planned) : Suite::passed(planned);
  };
  const SuiteResult result = suite.go();
  CHECK(verdicts(result) == "a:pass b:fail c:error");
  CHECK(result.runs.at(2).reason == "internal error: boom");
  CHECK(result.not_run == 2);
  CHECK_FALSE(result.interrupted);
  CHECK_FALSE(result.time_limit);
}

TEST_CASE("schedule: what a last failure cuts off counts as not run") {
  Suite suite;
  suite.add({"long", "bad"});
  suite.options.jobs = 2;
  suite.options.max_failures = 1;
  suite.run = [](const PlannedRun& planned, Lab& lab, uint64_t) {
    return planned.run_id == "bad" ? Suite::failed(planned) : Suite::until_stopped(planned, lab);
  };
  const SuiteResult result = suite.go();
  CHECK(verdicts(result) == "bad:fail");
  CHECK(result.not_run == 1);
  CHECK(result.elapsed < 5s);
}

TEST_CASE("schedule: the time limit ends all, and what is unfinished is an error") {
  Suite suite;
  suite.add("quick");
  suite.add("long", 60s);
  suite.add("next", 0s);
  suite.options.jobs = 1;
  suite.options.time_limit = 50ms;
  suite.run = [](const PlannedRun& planned, Lab& lab, uint64_t) {
    return Suite::until_stopped(planned, lab);
  };
  const SuiteResult result = suite.go();
  CHECK(verdicts(result) == "quick:error long:error next:error");
  CHECK(result.runs.at(0).reason == "time limit: not begun");
  CHECK(result.runs.at(1).reason == "time limit");
  CHECK(result.time_limit);
  CHECK_FALSE(result.interrupted);
  CHECK(result.not_run == 0);
  CHECK(result.elapsed >= 50ms);
  CHECK(result.elapsed < 5s);
  CHECK(suite.listener.ends.size() == 3);
}

TEST_CASE("schedule: a time limit that is not reached changes nothing") {
  Suite suite;
  suite.add({"a", "b"});
  suite.options.time_limit = 60s;
  const SuiteResult result = suite.go();
  CHECK(verdicts(result) == "a:pass b:pass");
  CHECK_FALSE(result.time_limit);
  CHECK(result.elapsed < 5s);
}

TEST_CASE("schedule: an interrupt keeps what has ended, marks what was cut and counts the rest") {
  Suite suite;
  suite.add({"a", "b", "c", "d"});
  suite.options.jobs = 1;
  suite.run = [&suite](const PlannedRun& planned, Lab& lab, uint64_t) {
    if (planned.run_id != "b") return Suite::passed(planned);
    suite.stop.request();
    return Suite::until_stopped(planned, lab);
  };
  const SuiteResult result = suite.go();
  CHECK(verdicts(result) == "a:pass b:error!");
  CHECK(result.runs.at(1).reason == "interrupted");
  CHECK(result.not_run == 2);
  CHECK(result.interrupted);
  CHECK(suite.listener.ends == std::vector<std::string>{"a#0", "b#0"});
}

TEST_CASE("schedule: an interrupt between attempts leaves no verdict") {
  for (const int interrupted_attempt : {1, 2}) {
    CAPTURE(interrupted_attempt);
    Suite suite;
    suite.add({"a"});
    int made = 0;
    suite.run = [&](const PlannedRun& planned, Lab&, uint64_t) {
      if (++made == interrupted_attempt) suite.stop.request();
      return Suite::failed(planned, true);
    };
    const SuiteResult result = suite.go();
    CHECK(verdicts(result) == "a:error!");
    CHECK(result.runs.at(0).reason == "interrupted");
    CHECK_FALSE(result.runs.at(0).failure);
    CHECK(made == interrupted_attempt);
  }
}

TEST_CASE("schedule: an interrupt wakes who waits for a last attempt") {
  Suite suite;
  suite.add({"a", "b"});
  suite.options.jobs = 4;
  suite.run = [&](const PlannedRun& planned, Lab& lab, uint64_t) {
    if (planned.run_id == "a") return Suite::failed(planned, true);
    std::this_thread::sleep_for(20ms);
    suite.stop.request();
    return Suite::until_stopped(planned, lab);
  };
  const SuiteResult result = suite.go();
  CHECK(verdicts(result) == "a:error! b:error!");
  CHECK(result.elapsed < 5s);
}

TEST_CASE("schedule: rounds follow each other in the results") {
  Suite suite;
  suite.add({"a", "b"});
  suite.options.repeat = 3;
  std::mutex mutex;
  std::set<uint64_t> seeds;
  suite.run = [&](const PlannedRun& planned, Lab&, uint64_t seed) {
    const std::lock_guard lock(mutex);
    seeds.insert(seed);
    return Suite::passed(planned);
  };
  const SuiteResult result = suite.go();
  CHECK(suite.listener.ends == std::vector<std::string>{"a#0", "b#0", "a#1", "b#1", "a#2", "b#2"});
  CHECK(result.runs.at(5).repeat == 2);
  CHECK(seeds.size() == 6);
}

TEST_CASE("schedule: a run's seed hangs on the suite's seed, the run and the round alone") {
  std::map<std::string, uint64_t> first, second;
  for (std::map<std::string, uint64_t>* seeds : {&first, &second}) {
    Suite suite;
    suite.options.seed = 7;
    suite.options.jobs = seeds == &first ? 1 : 4;
    if (seeds == &first) {
      suite.add({"a", "b", "c"});
    } else {
      suite.add({"c", "x", "a", "b"});
    }
    std::mutex mutex;
    suite.run = [&](const PlannedRun& planned, Lab&, uint64_t seed) {
      const std::lock_guard lock(mutex);
      (*seeds)[planned.run_id] = seed;
      return Suite::passed(planned);
    };
    CHECK(suite.go().seed == 7);
  }
  for (const auto& [id, seed] : first) CHECK(second.at(id) == seed);
  // Reports quote seeds for years: the derivation must not drift.
  CHECK(seed_of_run(1, "handshake/passive-open[4]", 0) == 0xbb30132510a76d35U);
  CHECK(seed_of_run(1, "a", 0) != seed_of_run(2, "a", 0));
  CHECK(seed_of_run(1, "a", 0) != seed_of_run(1, "a", 1));
}

TEST_CASE("schedule: a lab that cannot be made") {
  Suite suite;
  suite.add({"a"});
  suite.lab_trouble = Trouble{"no such sysctl", true};
  CHECK(verdicts(suite.go()) == "a:skip");
  suite.lab_trouble = Trouble{"no memory", false};
  const SuiteResult result = suite.go();
  CHECK(verdicts(result) == "a:error");
  CHECK(result.runs.at(0).reason == "no memory");
}

TEST_CASE("schedule: time spent on making a lab counts") {
  struct SlowFactory : LabFactory {
    Outcome<std::unique_ptr<Lab>> make(const LabRequest&) override {
      std::this_thread::sleep_for(10ms);
      return std::make_unique<NoLab>(nullptr);
    }
  };
  Suite suite;
  suite.add({"a"});
  const WorkerFactory workers = [](unsigned) -> Outcome<std::unique_ptr<LabFactory>> {
    return std::make_unique<SlowFactory>();
  };
  suite.run = [](const PlannedRun& planned, Lab&, uint64_t) {
    RunResult result = Suite::passed(planned);
    result.elapsed = 5s;
    result.overhead = 1s;
    return result;
  };
  const SuiteResult result =
      schedule(suite.plan, workers, suite.options, suite.stop, suite.listener, suite.run);
  CHECK(result.runs.at(0).elapsed >= 5010ms);
  CHECK(result.runs.at(0).overhead >= 1010ms);
  CHECK(result.runs.at(0).overhead < 4s);
}

TEST_CASE("schedule: workers that cannot work") {
  Suite suite;
  suite.add({"a", "b", "c"});
  suite.options.jobs = 3;
  SUBCASE("one is left") {
    const WorkerFactory workers = [&](unsigned number) -> Outcome<std::unique_ptr<LabFactory>> {
      if (number == 1) return std::make_unique<FakeFactory>(&suite.stop, std::nullopt);
      return tl::unexpected(Trouble{"refused"});
    };
    const SuiteResult result =
        schedule(suite.plan, workers, suite.options, suite.stop, suite.listener, suite.run);
    CHECK(verdicts(result) == "a:pass b:pass c:pass");
  }
  SUBCASE("none is left") {
    const WorkerFactory workers = [](unsigned number) -> Outcome<std::unique_ptr<LabFactory>> {
      if (number == 0) throw std::runtime_error("boom");
      return tl::unexpected(Trouble{"internal error: boom"});
    };
    const SuiteResult result =
        schedule(suite.plan, workers, suite.options, suite.stop, suite.listener, suite.run);
    CHECK(verdicts(result) == "a:error b:error c:error");
    CHECK(result.runs.at(0).reason == "internal error: boom");
    CHECK(suite.listener.ends.size() == 3);
  }
}

TEST_CASE("schedule: exceptions of a run end that run alone") {
  Suite suite;
  suite.add({"a", "b", "c"});
  suite.run = [](const PlannedRun& planned, Lab& lab, uint64_t) -> RunResult {
    if (planned.run_id == "a") throw 1;
    if (planned.run_id == "b") lab.link();
    return Suite::passed(planned);
  };
  const SuiteResult result = suite.go();
  CHECK(verdicts(result) == "a:error b:error c:pass");
  CHECK(result.runs.at(0).reason == "internal error");
  CHECK(result.runs.at(1).reason == "internal error: no link");
}

TEST_CASE("schedule: a listener's exception reaches the caller when every worker has ended") {
  struct Thrower : ScheduleListener {
    void finished(const RunResult&) override { throw std::runtime_error("disk full"); }
  };
  Suite suite;
  suite.add({"a", "b", "c"});
  suite.run = [](const PlannedRun& planned, Lab& lab, uint64_t) {
    return planned.run_id == "a" ? Suite::passed(planned) : Suite::until_stopped(planned, lab);
  };
  Thrower thrower;
  const WorkerFactory workers = [&suite](unsigned) -> Outcome<std::unique_ptr<LabFactory>> {
    return std::make_unique<FakeFactory>(&suite.stop, std::nullopt);
  };
  CHECK_THROWS_WITH(schedule(suite.plan, workers, suite.options, suite.stop, thrower, suite.run),
                    "disk full");
  CHECK(suite.stop.requested());
}

TEST_CASE("schedule: progress is told while something runs") {
  Suite suite;
  suite.add("a", 5s);
  suite.run = [](const PlannedRun& planned, Lab&, uint64_t) {
    std::this_thread::sleep_for(450ms);
    return Suite::passed(planned);
  };
  suite.go();
  CHECK(suite.listener.progresses >= 2);
  CHECK(suite.listener.progresses <= 5);
  CHECK(suite.listener.last_total == 1);
  CHECK(suite.listener.last_running == std::vector<std::string>{"a 5 s"});
}

TEST_CASE("schedule: traces are kept unless they are not wanted") {
  for (const bool keep : {true, false}) {
    Suite suite;
    suite.add({"a"});
    suite.options.keep_traces = keep;
    suite.run = [](const PlannedRun& planned, Lab&, uint64_t) {
      RunResult result = Suite::passed(planned);
      result.trace.peer = "192.0.2.1";
      return result;
    };
    CHECK(suite.go().runs.at(0).trace.peer == (keep ? "192.0.2.1" : ""));
  }
}

TEST_CASE("schedule: an empty plan") {
  Suite suite;
  const SuiteResult result = suite.go();
  CHECK(result.runs.empty());
  CHECK(result.not_run == 0);
}
