#pragma once
// Words that several reports use for the same thing.

#include <string>

#include "shakedown/result.h"
#include "shakedown/trace.h"

namespace shakedown {

// "close/simultaneous.yaml:12:7"
std::string place(const SourceSpan& span);

std::string to_string(StepOutcome outcome);  // "passed", "not observed"

// "a: ", or nothing for the one connection that needs no name.
std::string named(const std::string& connection);

// A step's text without the word it begins with: "send a: SYN" -> "a: SYN", "expect: ACK" -> "ACK".
std::string without_word(const std::string& step);

// "close/half-close:ipv4" or, where runs are repeated, "close/half-close:ipv4 round 2".
std::string run_and_round(const RunResult& run);

// What is unusual about a run: "round 2, 3 attempts", or "".
std::string remarks(const RunResult& run);

}  // namespace shakedown
