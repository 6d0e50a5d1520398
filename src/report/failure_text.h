#pragma once
// A failure explained: where, what was expected, what came, what had happened up to there.

#include <string>

#include "report/style.h"
#include "shakedown/result.h"

namespace shakedown {

// The whole block below a run's line; ends in a newline. Without `run.failure` the reason alone.
std::string failure_text(const RunResult& run, const Style& style);

// Expected and received in two columns, one line a field, `!` before what differs; one below the other where
// the columns are too narrow.
std::string comparison_text(const std::vector<FieldRow>& rows, const Style& style);

// The requirements that a scenario covers, one paragraph each, with level and summary.
std::string requirements_text(const std::vector<std::string>& covers, const Style& style);

}  // namespace shakedown
