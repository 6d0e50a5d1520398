// Octets as people read them.
#include <fmt/format.h>

#include "shakedown/segment.h"

namespace shakedown {

std::string quoted(std::span<const uint8_t> octets, size_t at_most) {
  std::string text = "\"";
  for (const uint8_t octet : octets.first(std::min(at_most, octets.size()))) {
    switch (octet) {
      case '"':
        text += "\\\"";
        break;
      case '\\':
        text += "\\\\";
        break;
      case '\n':
        text += "\\n";
        break;
      case '\r':
        text += "\\r";
        break;
      case '\t':
        text += "\\t";
        break;
      default:
        if (octet >= 0x20 && octet < 0x7f)
          text += static_cast<char>(octet);
        else
          text += fmt::format("\\x{:02x}", octet);
    }
  }
  text += '"';
  if (octets.size() > at_most) text += "...";
  return text;
}

std::string to_hex(std::span<const uint8_t> octets) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(octets.size() * 2);
  for (const uint8_t octet : octets) {
    text += digits[octet >> 4];
    text += digits[octet & 15];
  }
  return text;
}

}  // namespace shakedown
