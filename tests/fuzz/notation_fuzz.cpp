// libFuzzer: one segment in notation, as sent and as expected, and the other small languages.

#include <cstdint>
#include <string>

#include "shakedown/parse.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(data, data + size);
  for (const bool expectation : {false, true}) {
    const auto spec = shakedown::parse_segment(text, {"fuzz", 1, 1, 1}, expectation);
    if (!spec && shakedown::render(spec.error()).empty()) __builtin_trap();
  }
  if (const auto duration = shakedown::parse_duration(text)) {
    if (duration->count() < 0) __builtin_trap();
  }
  shakedown::parse_number(text);
  return 0;
}
