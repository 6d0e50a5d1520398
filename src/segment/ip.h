#pragma once
// The IP layer of a packet, read tolerantly (RFC 791, RFC 8200).

#include <span>
#include <string>
#include <tl/expected.hpp>

#include "shakedown/segment.h"

namespace shakedown {

struct IpPacket {
  IpHeader header;
  uint8_t protocol = 0;  // of the payload
  bool checksum_good = true;
  std::span<const uint8_t> payload;
};

enum class Wholeness {
  whole,   // every octet that the IP header counts must be there
  quoted,  // as much as an ICMP error quotes
};

// Octets behind the length that the IP header gives are left out. The error says what is wrong.
tl::expected<IpPacket, std::string> read_ip(std::span<const uint8_t> octets, Wholeness wholeness);

inline bool is_fragment(const IpHeader& ip) { return ip.more_fragments || ip.fragment_offset != 0; }

// Whether an IPv6 header of this type is skipped on the way to TCP.
bool is_extension(uint8_t type);
// Octets of the extension header of `type` whose second octet is `length`.
size_t extension_octets(uint8_t type, uint8_t length);

// One IP packet, or its fragments when fragment_octets is not 0, with the payload of `protocol`.
std::vector<Bytes> craft_ip(const IpHeader& header, uint8_t protocol, std::span<const uint8_t> payload,
                            uint16_t fragment_octets);

// --- ICMP -------------------------------------------------------------------------------------------
Packet read_icmp(const IpPacket& packet);

}  // namespace shakedown
