#pragma once
// One run of a JSON report as the values that it was written from.

#include "report/json_fields.h"
#include "shakedown/result.h"

namespace shakedown {

// What stands in the report's head alone (kernel, common settings) is not filled in.
RunResult run_of(const JsonFields& fields);

}  // namespace shakedown
