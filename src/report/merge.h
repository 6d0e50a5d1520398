#pragma once
// Several reports of one suite as one: what the shards of `run --shard` wrote, or runs of different files.

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "report/json_read.h"

namespace shakedown {

struct Part {
  std::string name;  // of its file
  ReadReport report;
};

struct Merged {
  SuiteFacts facts;
  SuiteResult result;                // in the order of the suite's plan, where the parts know it
  std::vector<std::string> missing;  // "shard 3/4 is missing": the whole is not judged
  std::vector<std::string> remarks;  // what the parts do not share: kernels, seeds
};

// The error: the parts are not parts of one whole. A run that stands in two of them is one as well, since
// either verdict would hide the other.
tl::expected<Merged, std::string> merge_reports(std::vector<Part> parts);

}  // namespace shakedown
