#pragma once
// Octets as base64 (RFC 4648), for pages that carry files.

#include <string>
#include <string_view>

namespace shakedown {

std::string to_base64(std::string_view octets);

}  // namespace shakedown
