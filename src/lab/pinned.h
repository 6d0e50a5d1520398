#pragma once
// The settings that a verdict may hang on. A new namespace takes many of them over from its host, so the lab
// gives each a value of its own.

#include <span>

namespace shakedown {

struct PinnedSetting {
  const char* name;    // below /proc/sys, with slashes
  const char* values;  // the wanted value; after a `|` what will do where the kernel refuses it
};

std::span<const PinnedSetting> pinned_settings();

}  // namespace shakedown
