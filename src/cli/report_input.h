#pragma once
// JSON reports that the command line names, read back.

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "cli/options.h"
#include "report/json_read.h"

namespace shakedown {

// `-` is standard input. The error names the file.
tl::expected<ReadReport, UsageError> read_report(const std::string& path, Traces traces);

}  // namespace shakedown
