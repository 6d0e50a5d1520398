#pragma once
// --shard i/n: which runs of a suite are this machine's. Pure: ids and times in, numbers out.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "shakedown/result.h"

namespace shakedown {

struct Shard {
  unsigned number = 1, of = 1;  // from 1
};
std::optional<Shard> parse_shard(const std::string& text);  // "3/4"

// How long each run took; several rounds count their mean. Sums of what a file says must not run over.
using RunTime = std::chrono::duration<double>;
using RunTimes = std::map<std::string, RunTime>;
RunTimes times_of(const std::vector<RunResult>& runs);

// For each run the shard, 1 to `of`, that it belongs to. Nothing but the set of run ids and the times
// decides: the longest first, each to the shard that has least; a run whose time is not known counts as the
// median of the others. Without times all count alike.
std::vector<unsigned> shards_of(const std::vector<std::string>& run_ids, const RunTimes& times, unsigned of);

}  // namespace shakedown
