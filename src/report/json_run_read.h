#pragma once
// One run of a JSON report as the values that it was written from.

#include <map>
#include <memory>
#include <string>

#include "report/json_fields.h"
#include "shakedown/result.h"

namespace shakedown {

// What files hold; a report tells it once, with the first run that came from one.
using Sources = std::map<std::string, std::shared_ptr<const std::string>>;

// What stands in the report's head alone (kernel, common settings) is not filled in.
RunResult run_of(const JsonFields& fields, Sources& sources);

}  // namespace shakedown
