// ICMP errors (RFC 792) and ICMPv6 errors (RFC 4443): eight octets and as much of the offending packet.
#include <fmt/format.h>

#include <algorithm>

#include "segment/ip.h"
#include "segment/octets.h"

namespace shakedown {

namespace {

constexpr size_t head_octets = 8;

bool is_error(Family family, uint8_t type) {
  if (family == Family::v6) return type < 128;
  constexpr uint8_t errors[] = {3, 4, 5, 11, 12};
  return std::find(std::begin(errors), std::end(errors), type) != std::end(errors);
}

std::optional<FourTuple> quoted_tuple(std::span<const uint8_t> quote) {
  const auto packet = read_ip(quote, Wholeness::quoted);
  if (!packet || packet->protocol != protocol::tcp) return std::nullopt;
  if (packet->header.fragment_offset != 0 || packet->payload.size() < 4) return std::nullopt;
  const uint8_t* ports = packet->payload.data();
  return FourTuple{{packet->header.source, get16(ports)}, {packet->header.destination, get16(ports + 2)}};
}

uint16_t icmp_checksum(const IpHeader& ip, std::span<const uint8_t> octets) {
  return ip.source.family == Family::v4 ? plain_checksum(octets)
                                        : transport_checksum(ip, protocol::icmpv6, octets);
}

}  // namespace

Packet read_icmp(const IpPacket& packet) {
  const std::span<const uint8_t> octets = packet.payload;
  const Family family = packet.header.source.family;
  const char* name = family == Family::v4 ? "ICMP" : "ICMPv6";
  if (octets.size() < head_octets)
    return Undecoded{fmt::format("{} octets are no {} message", octets.size(), name)};
  if (!is_error(family, octets[0])) return Undecoded{fmt::format("{} type {} is no error", name, octets[0])};
  IcmpMessage message;
  message.ip = packet.header;
  message.type = octets[0];
  message.code = octets[1];
  message.rest = get32(&octets[4]);
  message.checksum_good = icmp_checksum(packet.header, octets) == 0;
  const std::span<const uint8_t> quote = octets.subspan(head_octets);
  message.quote.assign(quote.begin(), quote.end());
  message.quoted = quoted_tuple(quote);
  return message;
}

std::vector<Bytes> craft(const IcmpMessage& message) {
  Bytes octets{message.type, message.code, 0, 0};
  append32(octets, message.rest);
  append(octets, message.quote);
  put16(&octets[2], icmp_checksum(message.ip, octets));
  const bool v4 = message.ip.source.family == Family::v4;
  return craft_ip(message.ip, v4 ? protocol::icmp : protocol::icmpv6, octets, 0);
}

}  // namespace shakedown
