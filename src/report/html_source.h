#pragma once
// A scenario's source on a page, with what its steps came to.

#include "report/html_text.h"
#include "shakedown/result.h"

namespace shakedown {

// The run's file with line and step numbers, the failing step marked and explained below its line; and the
// prelude in which that step stands. Of a long file what lies around the mark is shown. Without the text of
// the file nothing is.
void add_sources(Element parent, const RunResult& run);

}  // namespace shakedown
