#pragma once
// `shakedown list --json`, schema 1. New fields may come; what is there keeps its name and meaning.
//
//   {"schema": 1,
//    "shakedown": "0.1.0",
//    "scenarios": [SCENARIO, ...],      in the order in which they are listed; those with a chosen run
//    "left_out": 2}                     scenarios that only --all or their names take
//
// SCENARIO: {"id": "close/simultaneous", "name", "about", "file", "covers": [...], "tags": [...],
//            "seconds": 0.0,                        the longest that a passing run waits by its own plan
//            "runs": [{"run": "close/simultaneous[4]", "family": 4, "variant": {"mss": "536"}}]}
//
// Fields that the report of a run has too mean the same there.

#include <string>
#include <vector>

#include "shakedown/parse.h"

namespace shakedown {

// A scenario and those of its runs that were chosen.
struct ListedScenario {
  const ParsedFile* file = nullptr;
  std::vector<PlannedRun> runs;  // never empty
};

std::string list_json(const std::vector<ListedScenario>& scenarios, size_t left_out,
                      const std::string& version);

}  // namespace shakedown
