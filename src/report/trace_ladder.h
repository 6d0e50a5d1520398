#pragma once
// What happened in a run, as a ladder.

#include "report/ladder_rows.h"
#include "shakedown/result.h"

namespace shakedown {

// In time order, each segment where it crossed our end of the link. A step that has left no row of its own
// gets one when it has ended. The rows' octets are the trace's.
Ladder ladder_of(const RunResult& run);
Ladder ladder_of(RunResult&&) = delete;

}  // namespace shakedown
