#pragma once
// Where things lie in the octets of an IP packet that carries one whole TCP segment.

#include <cstddef>
#include <cstdint>
#include <optional>

#include "shakedown/segment.h"

namespace shakedown::test {

struct PacketLayout {
  size_t tcp = 0;      // first octet of the TCP header
  size_t payload = 0;  // first octet behind it
  size_t end = 0;
  bool v4 = true;
};
// None when the packet is no whole TCP segment (IPv6 extension headers are not followed).
std::optional<PacketLayout> layout_of(const Bytes& packet);

// Checksums of IP and TCP made right again; nothing happens to what is no whole TCP segment.
void fix_checksums(Bytes& packet);
void fix_ip_checksum(Bytes& packet);

}  // namespace shakedown::test
