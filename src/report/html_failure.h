#pragma once
// Why a run did not pass, on a page: what differs, field by field.

#include "report/html_text.h"
#include "shakedown/result.h"

namespace shakedown {

// Nothing for a run that has nothing to explain.
void add_failure(Element parent, const RunResult& run);

}  // namespace shakedown
