#pragma once
// Words that several reports use for the same thing.

#include <string>

#include "shakedown/trace.h"

namespace shakedown {

// "close/simultaneous.yaml:12:7"
std::string place(const SourceSpan& span);

std::string to_string(StepOutcome outcome);  // "passed", "not observed"

}  // namespace shakedown
