// The stream whose content a scenario does not write. Letters and digits in strides of 1, 2, 3, 4 and 5: it
// can be read, no two neighbours are equal, and two octets in a row already tell the place within the period.
#include <array>
#include <string_view>

#include "shakedown/segment.h"

namespace shakedown {

namespace {

constexpr size_t period = 251;  // prime, so that no segment size hides a shift by whole segments
constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ012345678";
static_assert(alphabet.size() == 61, "prime, so that each stride visits every letter");

constexpr std::array<uint8_t, period> make_table() {
  std::array<uint8_t, period> table{};
  size_t letter = 0;
  for (size_t i = 0; i < period; ++i) {
    table[i] = static_cast<uint8_t>(alphabet[letter]);
    letter = (letter + 1 + i / alphabet.size()) % alphabet.size();
  }
  return table;
}
constexpr std::array<uint8_t, period> table = make_table();

}  // namespace

uint8_t pattern_octet(uint64_t n) { return table[n % period]; }

Bytes pattern(uint64_t offset, size_t octets) {
  Bytes bytes(octets);
  size_t at = offset % period;
  for (uint8_t& octet : bytes) {
    octet = table[at];
    if (++at == period) at = 0;
  }
  return bytes;
}

}  // namespace shakedown
