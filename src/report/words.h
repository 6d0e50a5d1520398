#pragma once
// Words that several reports use for the same thing.

#include <string>

#include "shakedown/result.h"

namespace shakedown {

// "close/simultaneous.yaml:12:7"
std::string place(const SourceSpan& span);

std::string to_string(StepOutcome outcome);  // "passed", "not observed"

// What is unusual about a run: "round 2, 3 attempts", or "".
std::string remarks(const RunResult& run);

}  // namespace shakedown
