#pragma once
// What holds for all runs of one invocation, as reports name it.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "shakedown/time.h"
#include "shakedown/trace.h"

namespace shakedown {

constexpr unsigned most_shards = 10'000;

// One part of a suite that several machines share (--shard).
struct ShardFacts {
  unsigned number = 1, of = 1;
  unsigned rounds = 1;            // --repeat
  std::vector<std::string> plan;  // run ids of the whole suite, in its order
};

struct SuiteFacts {
  std::string version;  // Shakedown's own
  uint64_t seed = 0;
  size_t runs = 0;     // selected
  std::string folder;  // where the program was started; reports may name files below it from there
  std::string kernel;  // the tester's release
  std::string target_stack = "linux", target_release;
  Duration tick{};                                       // of the target's timers
  std::vector<std::pair<std::string, std::string>> lab;  // every pinned setting with its value
  std::optional<ShardFacts> shard;                       // none: the whole suite
};

// Settings of a run's lab that are not the common ones.
std::vector<std::pair<std::string, std::string>> own_settings(const Trace& trace, const SuiteFacts& facts);

}  // namespace shakedown
