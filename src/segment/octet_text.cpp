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

QuotedPair quoted_apart(std::span<const uint8_t> expected, std::span<const uint8_t> received,
                        size_t at_most) {
  constexpr size_t before = 8;  // what is shown of the octets on which they agree
  size_t apart = 0;
  while (apart < expected.size() && apart < received.size() && expected[apart] == received[apart]) ++apart;
  const bool same = apart == expected.size() && apart == received.size();
  if (same || apart + before < at_most) return {quoted(expected, at_most), quoted(received, at_most)};
  const size_t from = apart - before;
  const auto tail = [&](std::span<const uint8_t> octets) {
    return fmt::format("octet {} on: {}", from, quoted(octets.subspan(from), at_most));
  };
  return {tail(expected), tail(received)};
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
