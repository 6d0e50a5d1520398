#pragma once
// A planned run as a ladder: what it sends, expects and asks, without running it.

#include <string>

#include "report/ladder_rows.h"
#include "report/style.h"
#include "shakedown/scenario.h"

namespace shakedown {

// Preludes come first. Steps are numbered as they stand; those inside another step stand in its bracket.
Ladder ladder_of(const PlannedRun& run);

// Run id, name and purpose above the ladder.
std::string plan_text(const PlannedRun& run, const Style& style);

}  // namespace shakedown
