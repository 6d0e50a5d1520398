#pragma once
// Reads a JSON report back. It may come from anybody: nothing in it is believed.

#include <cstdio>
#include <string>
#include <tl/expected.hpp>

#include "report/facts.h"
#include "shakedown/result.h"

namespace shakedown {

// Written again, it is the same report.
struct ReadReport {
  SuiteFacts facts;
  SuiteResult result;
};

// Traces take most of the memory; who wants verdicts and times alone leaves them out.
enum class Traces { read, left_out };

// The error says in one line what is wrong, without the file's name: "is no JSON: line 3, column 5".
tl::expected<ReadReport, std::string> read_json_report(std::FILE* file, Traces traces);

}  // namespace shakedown
