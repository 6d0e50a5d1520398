#include <bit>

#include "segment/octets.h"

namespace shakedown {

void ChecksumSum::add(std::span<const uint8_t> octets) {
  const uint8_t* at = octets.data();
  size_t left = octets.size();
  for (; left >= 4; at += 4, left -= 4) {
    uint32_t word;
    std::memcpy(&word, at, 4);
    sum_ += word;
  }
  if (left == 0) return;
  uint32_t word = 0;  // an odd octet counts as if a 0 followed
  std::memcpy(&word, at, left);
  sum_ += word;
}

uint16_t ChecksumSum::checksum() const {
  uint64_t sum = sum_;
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  const auto native = static_cast<uint16_t>(~sum);
  if constexpr (std::endian::native == std::endian::big) return native;
  return static_cast<uint16_t>(native << 8 | native >> 8);
}

uint16_t transport_checksum(const IpHeader& ip, uint8_t protocol, std::span<const uint8_t> octets) {
  const size_t size = address_octets(ip.source.family);
  ChecksumSum sum;
  sum.add({ip.source.octets.data(), size});
  sum.add({ip.destination.octets.data(), size});
  sum.add32(protocol);
  sum.add32(static_cast<uint32_t>(octets.size()));
  sum.add(octets);
  return sum.checksum();
}

uint16_t plain_checksum(std::span<const uint8_t> octets) {
  ChecksumSum sum;
  sum.add(octets);
  return sum.checksum();
}

}  // namespace shakedown
