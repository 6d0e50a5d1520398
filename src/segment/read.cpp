// Octets -> packet. Written by hand since what arrives may be malformed on purpose: a packet library refuses
// such a segment as a whole, while here what can be read is read and the rest is named.
#include <fmt/format.h>

#include "segment/ip.h"
#include "segment/octets.h"
#include "segment/options.h"

namespace shakedown {

namespace {

constexpr size_t least_tcp = 20;

Packet read_tcp(const IpPacket& packet) {
  const std::span<const uint8_t> octets = packet.payload;
  if (octets.size() < least_tcp) return Undecoded{fmt::format("{} octets are no TCP header", octets.size())};
  const uint8_t* at = octets.data();
  const unsigned words = at[12] >> 4;
  if (words < 5) return Undecoded{fmt::format("data offset {} is less than 5", words)};
  if (words * 4 > octets.size())
    return Undecoded{
        fmt::format("data offset {} points behind the segment of {} octets", words, octets.size())};

  Segment segment;
  segment.ip = packet.header;
  segment.ip_checksum_good = packet.checksum_good;
  segment.source_port = get16(at);
  segment.destination_port = get16(at + 2);
  segment.seq = Seq(get32(at + 4));
  segment.ack = Seq(get32(at + 8));
  segment.data_offset = static_cast<uint8_t>(words);
  segment.reserved = (at[12] >> 1) & 7;
  segment.flags.bits = get16(at + 12) & 0x1ff;
  segment.window = get16(at + 14);
  segment.checksum = get16(at + 16);
  segment.urgent = get16(at + 18);
  segment.checksum_good = transport_checksum(packet.header, protocol::tcp, octets) == 0;
  read_options(octets.subspan(least_tcp, words * 4 - least_tcp), segment);
  segment.payload.assign(octets.begin() + words * 4, octets.end());
  return segment;
}

Packet read_fragment(const IpPacket& packet) {
  const size_t begin = packet.header.fragment_offset;
  return Undecoded{fmt::format("IP fragment: {} octets at {}{}", packet.payload.size(), begin,
                               packet.header.more_fragments ? ", others follow" : ", the last")};
}

}  // namespace

Packet read_packet(std::span<const uint8_t> octets) {
  const auto packet = read_ip(octets, Wholeness::whole);
  if (!packet) return Undecoded{packet.error()};
  if (is_fragment(packet->header)) return read_fragment(*packet);
  const bool v4 = packet->header.source.family == Family::v4;
  if (packet->protocol == protocol::tcp) return read_tcp(*packet);
  if (packet->protocol == (v4 ? protocol::icmp : protocol::icmpv6)) return read_icmp(*packet);
  return Undecoded{fmt::format("IP protocol {}", packet->protocol)};
}

}  // namespace shakedown
