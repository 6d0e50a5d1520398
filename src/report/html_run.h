#pragma once
// One run on the page: a line, and below it, folded, all that is known of it.

#include <string>

#include "report/facts.h"
#include "shakedown/result.h"

namespace shakedown {

std::string html_run(const RunResult& run, const SuiteFacts& facts);

// A sign beside the verdict's word; never instead of it.
const char* verdict_sign(Verdict verdict);

}  // namespace shakedown
