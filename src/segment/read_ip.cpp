#include <fmt/format.h>

#include "segment/ip.h"
#include "segment/octets.h"

namespace shakedown {

namespace {

constexpr size_t least_ipv4 = 20, ipv6_octets = 40;

using Answer = tl::expected<IpPacket, std::string>;

Answer trouble(std::string text) { return tl::unexpected<std::string>(std::move(text)); }

Address read_address(Family family, const uint8_t* at) {
  Address address{family, {}};
  std::memcpy(address.octets.data(), at, address_octets(family));
  return address;
}

Answer read_ipv4(std::span<const uint8_t> octets, Wholeness wholeness) {
  if (octets.size() < least_ipv4) return trouble(fmt::format("{} octets are no IPv4 header", octets.size()));
  const uint8_t* at = octets.data();
  const size_t header = (at[0] & 0x0fu) * 4;
  const size_t total = get16(at + 2);
  if (header < least_ipv4) return trouble(fmt::format("IPv4 header length {} is less than 5", header / 4));
  if (total < header)
    return trouble(fmt::format("IPv4 total length {} is less than its header of {} octets", total, header));
  if (octets.size() < header || (wholeness == Wholeness::whole && octets.size() < total))
    return trouble(fmt::format("IPv4 packet cut short: {} of {} octets", octets.size(), total));

  IpPacket packet;
  IpHeader& ip = packet.header;
  ip.dscp = at[1] >> 2;
  ip.ecn = at[1] & 3;
  ip.id = get16(at + 4);
  ip.dont_fragment = at[6] & 0x40;
  ip.more_fragments = at[6] & 0x20;
  ip.fragment_offset = static_cast<uint16_t>((get16(at + 6) & 0x1fff) * 8);
  ip.ttl = at[8];
  packet.protocol = at[9];
  ip.source = read_address(Family::v4, at + 12);
  ip.destination = read_address(Family::v4, at + 16);
  ip.options.assign(at + least_ipv4, at + header);
  packet.checksum_good = plain_checksum(octets.first(header)) == 0;
  packet.payload = octets.first(std::min(total, octets.size())).subspan(header);
  return packet;
}

// Takes the extension headers off the front of the payload. Each is kept as it stands, but for its first
// octet: that names the header itself instead of the next one, so that the list can be laid out again.
std::string read_extensions(IpPacket& packet) {
  while (is_extension(packet.protocol)) {
    const std::span<const uint8_t> rest = packet.payload;
    const size_t size = rest.size() < 2 ? 8 : extension_octets(packet.protocol, rest[1]);
    if (rest.size() < size)
      return fmt::format("IPv6 extension header {} of {} octets, but {} are left", packet.protocol, size,
                         rest.size());
    const size_t begin = packet.header.options.size();
    append(packet.header.options, rest.first(size));
    packet.header.options[begin] = packet.protocol;
    packet.payload = rest.subspan(size);
    if (packet.protocol == protocol::fragment) {
      packet.header.fragment_offset = get16(&rest[2]) & 0xfff8;
      packet.header.more_fragments = rest[3] & 1;
      packet.header.id = get32(&rest[4]);
    }
    packet.protocol = rest[0];
    if (packet.header.fragment_offset != 0) break;  // what follows is the middle of something
  }
  return "";
}

Answer read_ipv6(std::span<const uint8_t> octets, Wholeness wholeness) {
  if (octets.size() < ipv6_octets) return trouble(fmt::format("{} octets are no IPv6 header", octets.size()));
  const uint8_t* at = octets.data();
  const size_t total = ipv6_octets + get16(at + 4);
  if (wholeness == Wholeness::whole && octets.size() < total)
    return trouble(fmt::format("IPv6 packet cut short: {} of {} octets", octets.size(), total));

  IpPacket packet;
  IpHeader& ip = packet.header;
  const uint16_t begin = get16(at);
  ip.dscp = (begin >> 6) & 0x3f;
  ip.ecn = (begin >> 4) & 3;
  packet.protocol = at[6];
  ip.ttl = at[7];
  ip.source = read_address(Family::v6, at + 8);
  ip.destination = read_address(Family::v6, at + 24);
  packet.payload = octets.first(std::min(total, octets.size())).subspan(ipv6_octets);
  std::string what = read_extensions(packet);
  if (!what.empty()) return trouble(std::move(what));
  return packet;
}

}  // namespace

bool is_extension(uint8_t type) {
  return type == protocol::hop_by_hop || type == protocol::routing || type == protocol::fragment ||
         type == protocol::destination;
}

size_t extension_octets(uint8_t type, uint8_t length) {
  return type == protocol::fragment ? 8 : (size_t{length} + 1) * 8;
}

Answer read_ip(std::span<const uint8_t> octets, Wholeness wholeness) {
  if (octets.empty()) return trouble("an empty packet");
  const int version = octets[0] >> 4;
  if (version == 4) return read_ipv4(octets, wholeness);
  if (version == 6) return read_ipv6(octets, wholeness);
  return trouble(fmt::format("IP version {}", version));
}

}  // namespace shakedown
