// What is run again when the tester was late.

#include <doctest/doctest.h>

#include <map>
#include <mutex>
#include <set>

#include "engine/schedule_rules.h"
#include "unit/schedule_suite.h"

using namespace shakedown;
using namespace shakedown::test;

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
