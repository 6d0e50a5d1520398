#pragma once
// The TCP MD5 signature (RFC 2385 2.0).

#include <array>
#include <span>
#include <string>

#include "segment/options.h"

namespace shakedown {

// Digest of the segment `tcp`, whose header is `header_octets` long and whose checksum counts as 0.
std::array<uint8_t, md5_octets> md5_signature(const IpHeader& ip, std::span<const uint8_t> tcp,
                                              size_t header_octets, const std::string& key);

}  // namespace shakedown
