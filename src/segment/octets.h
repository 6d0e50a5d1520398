#pragma once
// Numbers in network order, and the Internet checksum (RFC 1071).

#include <cstdint>
#include <cstring>
#include <span>

#include "shakedown/address.h"
#include "shakedown/segment.h"

namespace shakedown {

inline uint16_t get16(const uint8_t* at) { return static_cast<uint16_t>(at[0] << 8 | at[1]); }
inline uint32_t get32(const uint8_t* at) { return uint32_t{get16(at)} << 16 | get16(at + 2); }

inline void put16(uint8_t* at, uint32_t value) {
  at[0] = static_cast<uint8_t>(value >> 8);
  at[1] = static_cast<uint8_t>(value);
}
inline void put32(uint8_t* at, uint32_t value) {
  put16(at, value >> 16);
  put16(at + 2, value);
}
inline void append8(Bytes& to, uint32_t value) { to.push_back(static_cast<uint8_t>(value)); }
inline void append16(Bytes& to, uint32_t value) {
  append8(to, value >> 8);
  append8(to, value);
}
inline void append32(Bytes& to, uint32_t value) {
  append16(to, value >> 16);
  append16(to, value);
}
inline void append(Bytes& to, std::span<const uint8_t> octets) {
  to.insert(to.end(), octets.begin(), octets.end());
}

namespace protocol {
constexpr uint8_t hop_by_hop = 0, icmp = 1, tcp = 6, routing = 43, fragment = 44, icmpv6 = 58,
                  destination = 60;
}

constexpr size_t address_octets(Family family) { return family == Family::v4 ? 4 : 16; }

// The one's complement sum; every part but the last has an even number of octets.
class ChecksumSum {
 public:
  void add(std::span<const uint8_t> octets);
  void add32(uint32_t value) {
    uint8_t octets[4];
    put32(octets, value);
    add(octets);
  }
  // What the checksum field must hold when it was 0 in the sum; 0 when the sum took in a right checksum.
  uint16_t checksum() const;

 private:
  uint64_t sum_ = 0;  // in the machine's own order, which the sum does not mind
};

// Checksum of `octets`, the whole of what `protocol` carries, with the pseudo header of RFC 9293 3.1 or
// RFC 8200 8.1 ahead. Both families' pseudo headers have the same sum but for the addresses.
uint16_t transport_checksum(const IpHeader& ip, uint8_t protocol, std::span<const uint8_t> octets);
uint16_t plain_checksum(std::span<const uint8_t> octets);

}  // namespace shakedown
