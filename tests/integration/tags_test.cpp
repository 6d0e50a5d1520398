// Tags `slow` and `very-slow` say how long a passing run may wait: 5 s or more, 60 s or more. Compared with
// the plan of every bundled scenario, its slowest variant deciding.

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "shakedown/parse.h"
#include "support/bundled.h"

using namespace shakedown;
using namespace shakedown::test;
using namespace std::chrono_literals;

namespace {

std::string tag_of(Duration wait) { return wait >= 60s ? "very-slow" : wait >= 5s ? "slow" : ""; }

// What a scenario's tags claim; all its runs have the same, unless a variant has tags of its own.
std::set<std::string> tags_of_speed(const Scenario& scenario) {
  std::set<std::string> found;
  for (const std::string& tag : scenario.tags)
    if (tag == "slow" || tag == "very-slow") found.insert(tag);
  return found;
}

std::set<std::string> wanted(Duration wait) {
  const std::string tag = tag_of(wait);
  return tag.empty() ? std::set<std::string>{} : std::set<std::string>{tag};
}

}  // namespace

TEST_CASE("tags: what is slow is what the plan can wait for") {
  const std::vector<PlannedRun> runs = bundled_runs(SHAKEDOWN_SOURCE_DIR);
  REQUIRE(runs.size() > 50);
  std::map<std::string, Duration> longest;
  for (const PlannedRun& run : runs) {
    Duration& wait = longest[run.id];
    wait = std::max(wait, longest_wait(*run.scenario));
  }
  std::map<std::string, int> count;
  for (const PlannedRun& run : runs) {
    const Duration wait = longest[run.id];
    INFO(run.run_id, " can wait ", to_string_duration(wait));
    CHECK(tags_of_speed(*run.scenario) == wanted(wait));
    ++count[tag_of(wait)];
  }
  // Each sort is there, so that none of the comparisons is empty.
  CHECK(count[""] > 0);
  CHECK(count["slow"] > 0);
  CHECK(count["very-slow"] > 0);
}

TEST_CASE("tags: the limits belong to the slower side") {
  CHECK(tag_of(5s - 1us) == "");
  CHECK(tag_of(5s) == "slow");
  CHECK(tag_of(60s - 1us) == "slow");
  CHECK(tag_of(60s) == "very-slow");
}
