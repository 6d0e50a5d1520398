#pragma once
// The octets of one pcapng block (draft-ietf-opsawg-pcapng): type, length, body, options, length once more;
// little-endian, everything filled up to 32 bits.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace shakedown {

class PcapngBlock {
 public:
  explicit PcapngBlock(uint32_t type);

  // The fixed part, in order.
  void add16(uint16_t number);
  void add32(uint32_t number);
  void add64(uint64_t number);
  void add_octets(std::span<const uint8_t> octets);

  // Options, behind the fixed part. Text is made harmless UTF-8 and, were it too long for an option, cut; an
  // empty one is left out.
  void option_text(uint16_t code, const std::string& text);
  void option8(uint16_t code, uint8_t number);
  void option32(uint16_t code, uint32_t number);

  // The whole block; nothing may be added afterwards.
  std::string finish();

 private:
  void option(uint16_t code, std::string_view value);
  void fill_up();

  std::string octets_;
  bool options_ = false;
};

}  // namespace shakedown
