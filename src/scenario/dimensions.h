#pragma once
// What a file is run once for each of: families, variants, matrix values, preludes.

#include "scenario/scenario_reader.h"
#include "scenario/substitution.h"

namespace shakedown {

struct Choice {
  Family family = Family::v4;
  std::vector<std::pair<std::string, std::string>> variant;  // as PlannedRun has it
  Keys keys;
};

// Every choice, 4 before 6, then variants, matrix values and preludes as written.
std::vector<Choice> choices_of(const YamlNode& tree, Complaints& complaints);

}  // namespace shakedown
