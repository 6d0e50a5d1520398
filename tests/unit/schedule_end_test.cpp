// Ends before the last run: failures, a time limit, an interrupt, labs and workers that fail.

#include <doctest/doctest.h>

#include "unit/schedule_suite.h"

using namespace shakedown;
using namespace shakedown::test;

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
        schedule(suite.plan, workers, suite.options, suite.stop, suite.listener, suite.function());
    CHECK(verdicts(result) == "a:pass b:pass c:pass");
  }
  SUBCASE("none is left") {
    const WorkerFactory workers = [](unsigned number) -> Outcome<std::unique_ptr<LabFactory>> {
      if (number == 0) throw std::runtime_error("boom");
      return tl::unexpected(Trouble{"internal error: boom"});
    };
    const SuiteResult result =
        schedule(suite.plan, workers, suite.options, suite.stop, suite.listener, suite.function());
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
  CHECK_THROWS_WITH(schedule(suite.plan, workers, suite.options, suite.stop, thrower, suite.function()),
                    "disk full");
  CHECK(suite.stop.requested());
}
