// libFuzzer: a whole scenario file. Whatever it holds, there is a plan or a complaint that can be shown.

#include <cstdint>
#include <string>

#include "shakedown/parse.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(data, data + size);
  // No folder has this name, so that no prelude is read from a disk.
  const auto parsed = shakedown::parse_text(text, {"fuzz.yaml", "fuzz", "/nonexistent"}, "/nonexistent");
  if (parsed) {
    for (const shakedown::PlannedRun& run : parsed->runs)
      if (shakedown::longest_wait(*run.scenario) < shakedown::Duration()) __builtin_trap();
  } else if (shakedown::render(parsed.error()).empty()) {
    __builtin_trap();
  }
  return 0;
}
