#pragma once
// What holds for all runs of one invocation, as reports name it.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "shakedown/time.h"
#include "shakedown/trace.h"

namespace shakedown {

struct SuiteFacts {
  std::string version;  // Shakedown's own
  uint64_t seed = 0;
  size_t runs = 0;     // selected
  std::string folder;  // where the program was started; reports may name files below it from there
  std::string kernel;  // the tester's release
  std::string target_stack = "linux", target_release;
  Duration tick{};                                       // of the target's timers
  std::vector<std::pair<std::string, std::string>> lab;  // every pinned setting with its value
};

// Settings of a run's lab that are not the common ones.
std::vector<std::pair<std::string, std::string>> own_settings(const Trace& trace, const SuiteFacts& facts);

}  // namespace shakedown
