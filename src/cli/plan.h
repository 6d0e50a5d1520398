#pragma once
// What every command does first: find the files, read and plan them, choose the runs.

#include <tl/expected.hpp>

#include "cli/find.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/select.h"
#include "report/facts.h"

namespace shakedown {

struct Plan {
  Found found;
  std::vector<ParsedFile> files;
  Selection selection;
  std::optional<ShardFacts> shard;  // of the selection, which then holds its runs alone
};

// Complaints go to `talk`; the error is the exit code.
tl::expected<Plan, int> make_plan(const Options& options, Output& talk);

// Says so when a report would take a scenario's place.
bool spares_scenarios(const Options& options, const Plan& plan, Output& talk);

// Says what is wrong with the command line.
void complain(const UsageError& error, Output& talk);

}  // namespace shakedown
