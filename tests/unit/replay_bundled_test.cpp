// Every bundled run against a recording of a real kernel: the whole engine, without a kernel.

#include <doctest/doctest.h>

#include "shakedown/engine.h"
#include "support/bundled.h"
#include "support/replay_lab.h"

using namespace shakedown;
using namespace shakedown::test;

TEST_CASE("replay: every bundled run that was recorded passes again") {
  const std::map<std::string, Recording> recordings = bundled_recordings(SHAKEDOWN_SOURCE_DIR);
  size_t replayed = 0;
  for (const PlannedRun& planned : bundled_runs(SHAKEDOWN_SOURCE_DIR)) {
    const auto recording = recordings.find(planned.run_id);
    INFO(planned.run_id);
    CHECK_MESSAGE(recording != recordings.end(), "no recording: run record-runs");
    if (recording == recordings.end()) continue;
    ++replayed;
    ReplayLab lab(recording->second);
    const RunResult result = run_in_lab(planned, lab, recording->second.seed);
    const bool sound = result.verdict == Verdict::pass || result.verdict == Verdict::known;
    CHECK_MESSAGE(sound, to_string(result.verdict), ": ", result.reason);
    CHECK_FALSE(result.stalled);
    for (const std::string& difference : lab.differences()) CHECK_MESSAGE(false, difference);
  }
  CHECK(replayed > 0);
}
