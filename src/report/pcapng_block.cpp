#include "report/pcapng_block.h"

#include "report/style.h"

namespace shakedown {

namespace {

constexpr size_t longest_option = 65535;
constexpr size_t length_at = 4;  // of the first length, behind the type

std::string little_endian(uint64_t number, int octets) {
  std::string text;
  for (int i = 0; i < octets; ++i) text += static_cast<char>(number >> (8 * i) & 0xff);
  return text;
}

// At most `most` octets, ending with a whole character.
std::string cut(const std::string& text, size_t most) {
  const std::string mark = "...";
  if (text.size() <= most) return text;
  size_t end = most - mark.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + mark;
}

}  // namespace

PcapngBlock::PcapngBlock(uint32_t type) {
  add32(type);
  add32(0);  // known at the end
}

void PcapngBlock::add16(uint16_t number) { octets_ += little_endian(number, 2); }
void PcapngBlock::add32(uint32_t number) { octets_ += little_endian(number, 4); }
void PcapngBlock::add64(uint64_t number) { octets_ += little_endian(number, 8); }

void PcapngBlock::add_octets(std::span<const uint8_t> octets) {
  octets_.append(octets.begin(), octets.end());
  fill_up();
}

void PcapngBlock::option_text(uint16_t code, const std::string& text) {
  if (!text.empty()) option(code, cut(printable(text, true), longest_option));
}
void PcapngBlock::option8(uint16_t code, uint8_t number) { option(code, little_endian(number, 1)); }
void PcapngBlock::option32(uint16_t code, uint32_t number) { option(code, little_endian(number, 4)); }

std::string PcapngBlock::finish() {
  if (options_) add32(0);  // opt_endofopt
  const std::string length = little_endian(octets_.size() + 4, 4);
  octets_.replace(length_at, length.size(), length);
  return octets_ + length;
}

void PcapngBlock::option(uint16_t code, std::string_view value) {
  options_ = true;
  add16(code);
  add16(static_cast<uint16_t>(value.size()));
  octets_ += value;
  fill_up();
}

void PcapngBlock::fill_up() { octets_.resize((octets_.size() + 3) / 4 * 4, '\0'); }

}  // namespace shakedown
