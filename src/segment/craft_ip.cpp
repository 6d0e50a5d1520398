// The IP layer around a payload. libtins lays out the fixed headers; IPv4 options and IPv6 extension headers
// go ahead of the payload as raw octets, since libtins takes neither as they stand.
#include <tins/ip.h>
#include <tins/ipv6.h>
#include <tins/rawpdu.h>

#include <algorithm>

#include "segment/ip.h"
#include "segment/octets.h"

namespace shakedown {

namespace {

// Which part of a payload a packet carries.
struct Piece {
  std::span<const uint8_t> octets;
  uint32_t offset = 0;
  bool more = false;
};

void put_address(Bytes& packet, size_t at, const Address& address) {
  std::copy_n(address.octets.begin(), address_octets(address.family),
              packet.begin() + static_cast<ptrdiff_t>(at));
}

Bytes craft_ipv4(const IpHeader& header, uint8_t protocol, const Piece& piece, bool dont_fragment) {
  Bytes behind = header.options;
  behind.resize((behind.size() + 3) / 4 * 4);
  const size_t words = std::min<size_t>(15, 5 + behind.size() / 4);
  append(behind, piece.octets);

  // Asked for the source 0.0.0.0, libtins would look for an interface of its own: both are put in afterwards.
  Tins::IP ip("127.0.0.1", "127.0.0.1");
  ip.tos(static_cast<uint8_t>(header.dscp << 2 | (header.ecn & 3)));
  ip.id(static_cast<uint16_t>(header.id));
  ip.ttl(header.ttl);
  ip.protocol(protocol);
  ip.fragment_offset(static_cast<uint16_t>((piece.offset / 8) & 0x1fff));
  ip.flags(static_cast<Tins::IP::Flags>((dont_fragment ? 2 : 0) | (piece.more ? 1 : 0)));
  ip.inner_pdu(new Tins::RawPDU(std::move(behind)));
  Bytes packet = ip.serialize();
  packet[0] = static_cast<uint8_t>(0x40 | words);
  put_address(packet, 12, header.source);
  put_address(packet, 16, header.destination);
  put16(&packet[10], 0);
  put16(&packet[10], plain_checksum({packet.data(), words * 4}));
  return packet;
}

// Lays out the extension headers, each of which names itself in its first octet, so that each names the next
// one, the last one `last`. Answers what the header before them has to name.
uint8_t link_extensions(Bytes& headers, uint8_t last) {
  uint8_t first = last;
  uint8_t* link = &first;
  for (size_t at = 0; at + 1 < headers.size();) {
    const uint8_t type = headers[at];
    *link = type;
    link = &headers[at];
    at += extension_octets(type, headers[at + 1]);
  }
  *link = last;
  return first;
}

Bytes craft_ipv6(const IpHeader& header, uint8_t protocol, const Piece& piece, bool fragment_header) {
  Bytes behind = header.options;
  if (fragment_header) {
    append16(behind, protocol::fragment << 8);
    append16(behind, (piece.offset & 0xfff8) | (piece.more ? 1 : 0));
    append32(behind, header.id);
  }
  const uint8_t next = link_extensions(behind, protocol);
  append(behind, piece.octets);

  Tins::IPv6 ip("::1", "::1");
  ip.traffic_class(static_cast<uint8_t>(header.dscp << 2 | (header.ecn & 3)));
  ip.hop_limit(header.ttl);
  ip.inner_pdu(new Tins::RawPDU(std::move(behind)));
  Bytes packet = ip.serialize();
  packet[6] = next;
  put_address(packet, 8, header.source);
  put_address(packet, 24, header.destination);
  return packet;
}

Bytes craft_piece(const IpHeader& header, uint8_t protocol, const Piece& piece, bool fragmented) {
  if (header.source.family == Family::v4)
    return craft_ipv4(header, protocol, piece, header.dont_fragment && !fragmented);
  const Bytes& own = header.options;
  bool has_fragment_header = false;  // one that was written as it stands
  for (size_t at = 0; at + 1 < own.size(); at += extension_octets(own[at], own[at + 1]))
    has_fragment_header |= own[at] == protocol::fragment;
  const bool wanted = (piece.more || piece.offset != 0) && !has_fragment_header;
  return craft_ipv6(header, protocol, piece, fragmented || wanted);
}

}  // namespace

std::vector<Bytes> craft_ip(const IpHeader& header, uint8_t protocol, std::span<const uint8_t> payload,
                            uint16_t fragment_octets) {
  if (fragment_octets == 0)
    return {craft_piece(header, protocol, {payload, header.fragment_offset, header.more_fragments}, false)};
  const size_t size = std::max<size_t>(8, fragment_octets / 8 * 8);
  std::vector<Bytes> packets;
  for (size_t at = 0; at < payload.size(); at += size) {
    const size_t octets = std::min(size, payload.size() - at);
    const bool last = at + octets == payload.size();
    const Piece piece{payload.subspan(at, octets), static_cast<uint32_t>(at), !last};
    packets.push_back(craft_piece(header, protocol, piece, true));
  }
  return packets;
}

}  // namespace shakedown
