#include "text/utf8.h"

#include <algorithm>
#include <cstdint>

namespace shakedown {
namespace {

constexpr char32_t replacement = 0xfffd;

struct Decoded {
  size_t octets = 0;  // 0: not well-formed
  char32_t character = replacement;
};

Decoded decode(std::string_view text) {
  if (text.empty()) return {};
  const auto octet = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t first = octet(0);
  if (first < 0x80) return {1, first};
  const size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return {};
  char32_t character = first & (0xff >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    if ((octet(i) & 0xc0) != 0x80) return {};
    character = character << 6 | (octet(i) & 0x3f);
  }
  const bool too_long = (length == 3 && character < 0x800) || (length == 4 && character < 0x10000);
  const bool surrogate = character >= 0xd800 && character <= 0xdfff;
  if (too_long || surrogate || character > 0x10ffff) return {};
  return {length, character};
}

// C0, DEL and C1 controls, and the marks that turn the direction of a line around.
bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029 || c == 0x200e || c == 0x200f ||
         c == 0xfeff;
}

}  // namespace

size_t utf8_length(std::string_view text) { return decode(text).octets; }

std::optional<size_t> utf8_fault(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const size_t length = utf8_length(text.substr(at));
    if (length == 0) return at;
    at += length;
  }
  return std::nullopt;
}

size_t utf8_count(std::string_view text) {
  size_t count = 0;
  for (size_t at = 0; at < text.size(); ++count) at += std::max<size_t>(1, utf8_length(text.substr(at)));
  return count;
}

std::u32string utf8_visible(std::string_view text) {
  std::u32string visible;
  for (size_t at = 0; at < text.size();) {
    const Decoded next = decode(text.substr(at));
    at += std::max<size_t>(1, next.octets);
    if (next.octets == 1 && next.character == '\t')
      visible += U' ';
    else
      visible += is_control(next.character) ? replacement : next.character;
  }
  return visible;
}

std::string utf8_encode(std::u32string_view text) {
  std::string octets;
  const auto put = [&](char32_t value) { octets += static_cast<char>(static_cast<uint8_t>(value)); };
  for (const char32_t c : text) {
    if (c < 0x80) {
      put(c);
    } else if (c < 0x800) {
      put(0xc0 | c >> 6), put(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
      put(0xe0 | c >> 12), put(0x80 | (c >> 6 & 0x3f)), put(0x80 | (c & 0x3f));
    } else {
      put(0xf0 | c >> 18), put(0x80 | (c >> 12 & 0x3f)), put(0x80 | (c >> 6 & 0x3f)), put(0x80 | (c & 0x3f));
    }
  }
  return octets;
}

}  // namespace shakedown
