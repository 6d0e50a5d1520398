#pragma once
// The addresses of a lab, from the ranges kept for documentation (RFC 5737, RFC 3849).

#include "shakedown/lab.h"

namespace shakedown {

// Fills in the family and every address of it.
void set_addresses(LabFacts& facts, Family family);

constexpr size_t octets_of(Family family) { return family == Family::v4 ? 4 : 16; }
constexpr uint8_t prefix_length(Family family) { return family == Family::v4 ? 24 : 64; }

}  // namespace shakedown
