// What starts when, and in which order results come.

#include <doctest/doctest.h>

#include <map>
#include <mutex>
#include <set>

#include "engine/schedule_rules.h"
#include "unit/schedule_suite.h"

using namespace shakedown;
using namespace shakedown::test;

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
      schedule(suite.plan, workers, suite.options, suite.stop, suite.listener, suite.function());
  CHECK(result.runs.at(0).elapsed >= 5010ms);
  CHECK(result.runs.at(0).overhead >= 1010ms);
  CHECK(result.runs.at(0).overhead < 4s);
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
  REQUIRE(suite.listener.last_running.size() == 1);
  const RunningRun& told = suite.listener.last_running[0];
  CHECK(told.run_id == "a");
  CHECK(told.left > 3s);  // by its plan
  CHECK(told.left < 5s);
  CHECK(told.step.empty());
}

TEST_CASE("schedule: progress tells of the step that waits, when it waits longer than the plan says") {
  Suite suite;
  suite.add("planned", 50s);
  suite.add("longer");
  suite.add("short");
  suite.add("over");
  Step step;
  step.text = "expect: ACK after 60s";
  suite.watched = [&step](const PlannedRun& planned, RunObserver& observer) {
    if (planned.run_id == "over") return observer.waits(step, 100ms);
    observer.waits(step, planned.run_id == "short" ? 99ms : 40s);
  };
  suite.run = [](const PlannedRun& planned, Lab&, uint64_t) {
    std::this_thread::sleep_for(350ms);
    return Suite::passed(planned);
  };
  suite.go();
  const std::vector<RunningRun>& told = suite.listener.last_running;
  REQUIRE(told.size() == 4);
  CHECK((told[0].left > 45s && told[0].step == step.text));
  CHECK((told[1].left > 35s && told[1].left < 40s && told[1].step == step.text));
  CHECK(told[2] == RunningRun{"short", Duration{}, ""});  // shorter than anybody reads
  CHECK(told[3] == RunningRun{"over", Duration{}, ""});
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
