#pragma once
// A hash that is the same on every machine and in every release.

#include <cstdint>
#include <string_view>

namespace shakedown {

// FNV-1a, 64 bits (draft-eastlake-fnv).
constexpr uint64_t fnv1a(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

}  // namespace shakedown
