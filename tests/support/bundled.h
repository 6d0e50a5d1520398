#pragma once
// The bundled scenarios and the recordings of their runs, as they lie in a checkout.

#include <map>
#include <string>
#include <vector>

#include "shakedown/parse.h"
#include "support/recording.h"

namespace shakedown::test {

// Every bundled run in the order of ids; throws std::runtime_error with the complaints where a file is wrong.
std::vector<PlannedRun> bundled_runs(const std::string& checkout);

// Where the recordings of a scenario's runs are kept, and all recordings of a checkout by run id.
std::string recording_path(const std::string& checkout, const std::string& scenario_id);
std::map<std::string, Recording> bundled_recordings(const std::string& checkout);

}  // namespace shakedown::test
