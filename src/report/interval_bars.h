#pragma once
// Times that a run's expectations named, against what was measured.

#include "report/html_text.h"
#include "shakedown/trace.h"

namespace shakedown {

// One bar an interval, below the step that named it: how long it took, over the stretch that was allowed and
// a mark where it was expected. What came too early or too late says so in words.
void add_interval_bars(Element parent, const Trace& trace);

}  // namespace shakedown
