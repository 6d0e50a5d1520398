#include "engine/known.h"

#include <doctest/doctest.h>

using namespace shakedown;

TEST_CASE("a known deviation speaks of a stack and, if need be, of releases") {
  const struct {
    KnownDeviation known;
    const char* stack;
    const char* release;
    bool applies;
  } rows[] = {
      {{"linux", Comparison::any, "", "x"}, "linux", "6.18.44-amd64", true},
      {{"linux", Comparison::any, "", "x"}, "lwip", "2.1.3", false},
      {{"linux", Comparison::less, "6.12", "x"}, "linux", "6.1.0-28-amd64", true},
      {{"linux", Comparison::less, "6.12", "x"}, "linux", "6.12.3", false},
      {{"linux", Comparison::less_equal, "6.12", "x"}, "linux", "6.12.3", true},
      {{"linux", Comparison::greater_equal, "6.12", "x"}, "linux", "6.2.9", false},
      {{"linux", Comparison::greater_equal, "6.12", "x"}, "linux", "10.0", true},
      {{"linux", Comparison::greater, "6.12", "x"}, "linux", "6.12.9", false},
      {{"linux", Comparison::equal, "6.18.44", "x"}, "linux", "6.18.44-fc", true},
      {{"linux", Comparison::not_equal, "6.18", "x"}, "linux", "6.18.44", false},
  };
  for (const auto& row : rows) {
    CAPTURE(std::string(row.release));
    CHECK(applies(row.known, row.stack, row.release) == row.applies);
  }
}

TEST_CASE("what a verdict becomes in the light of known deviations and advice") {
  const KnownDeviation listed{"linux", Comparison::any, "", "it always did"};
  const struct {
    const char* name;
    Verdict before;
    bool is_listed, advice;
    Verdict after;
  } rows[] = {
      {"a fail", Verdict::fail, false, false, Verdict::fail},
      {"a listed fail", Verdict::fail, true, false, Verdict::known},
      {"a listed pass is unexpected", Verdict::pass, true, false, Verdict::fail},
      {"a fail of mere advice", Verdict::fail, false, true, Verdict::warn},
      {"a pass", Verdict::pass, false, true, Verdict::pass},
      {"an error stays one", Verdict::error, true, true, Verdict::error},
      {"a skip stays one", Verdict::skip, true, true, Verdict::skip},
  };
  for (const auto& row : rows) {
    SUBCASE(row.name) {
      RunResult result;
      result.verdict = row.before;
      result.trace.target_release = "6.18.44";
      Scenario scenario;
      if (row.is_listed) scenario.known.push_back(listed);
      judge_known(result, scenario, row.advice);
      CHECK(result.verdict == row.after);
    }
  }
}
