#include "lab/packet_fields.h"

#include <algorithm>

namespace shakedown {
namespace {

constexpr uint8_t protocol_igmp = 2, protocol_tcp = 6, protocol_icmpv6 = 58;
constexpr size_t v4_header = 20, v6_header = 40;

int version_of(std::span<const uint8_t> packet) { return packet.empty() ? 0 : packet[0] >> 4; }

struct Payload {
  uint8_t protocol = 0;
  std::span<const uint8_t> octets;
};

// Steps over hop-by-hop, routing, destination and fragment headers; later fragments have no payload for us.
std::optional<Payload> v6_payload(std::span<const uint8_t> packet) {
  if (packet.size() < v6_header) return std::nullopt;
  uint8_t next = packet[6];
  std::span<const uint8_t> rest = packet.subspan(v6_header);
  for (int headers = 0; headers < 8; ++headers) {
    const bool fragment = next == 44;
    if (next != 0 && next != 43 && next != 60 && !fragment) return Payload{next, rest};
    if (rest.size() < 8) return std::nullopt;
    if (fragment && ((rest[2] << 8 | rest[3]) & 0xfff8) != 0) return std::nullopt;
    const size_t length = fragment ? 8 : 8 * (1 + size_t{rest[1]});
    if (rest.size() < length) return std::nullopt;
    next = rest[0];
    rest = rest.subspan(length);
  }
  return std::nullopt;
}

std::optional<Payload> payload_of(std::span<const uint8_t> packet) {
  if (version_of(packet) == 6) return v6_payload(packet);
  if (version_of(packet) != 4 || packet.size() < v4_header) return std::nullopt;
  const size_t header = 4 * size_t{packet[0] & 0x0fU};
  if (header < v4_header || packet.size() < header) return std::nullopt;
  if (((packet[6] << 8 | packet[7]) & 0x1fff) != 0) return std::nullopt;
  return Payload{packet[9], packet.subspan(header)};
}

}  // namespace

std::optional<keeper::TupleOnWire> tuple_of(std::span<const uint8_t> packet, bool from_peer) {
  const std::optional<Payload> payload = payload_of(packet);
  if (!payload || payload->protocol != protocol_tcp || payload->octets.size() < 4) return std::nullopt;
  const bool v4 = version_of(packet) == 4;
  const size_t first = v4 ? 12 : 8, length = v4 ? 4 : 16;
  const auto port = [&payload](size_t at) {
    return static_cast<uint16_t>(payload->octets[at] << 8 | payload->octets[at + 1]);
  };
  keeper::TupleOnWire tuple{port(from_peer ? 0 : 2), port(from_peer ? 2 : 0), {}, {}};
  std::copy_n(packet.begin() + static_cast<ptrdiff_t>(first), length,
              (from_peer ? tuple.peer : tuple.target).begin());
  std::copy_n(packet.begin() + static_cast<ptrdiff_t>(first + length), length,
              (from_peer ? tuple.target : tuple.peer).begin());
  return tuple;
}

bool is_neighbour_traffic(std::span<const uint8_t> packet) {
  const std::optional<Payload> payload = payload_of(packet);
  if (!payload) return false;
  if (version_of(packet) == 4) return payload->protocol == protocol_igmp;
  if (payload->protocol != protocol_icmpv6 || payload->octets.empty()) return false;
  const uint8_t type = payload->octets[0];
  return (type >= 130 && type <= 137) || type == 143;  // MLD, router and neighbour discovery, redirect, MLDv2
}

std::array<uint8_t, 6> frame_destination(std::span<const uint8_t> packet) {
  if (version_of(packet) == 4 && packet.size() >= v4_header) {
    const std::span<const uint8_t> to = packet.subspan(16, 4);
    if (to[0] >= 224 && to[0] <= 239)
      return {0x01, 0x00, 0x5e, static_cast<uint8_t>(to[1] & 0x7f), to[2], to[3]};
    // The lab's own broadcast address (its network is a /24) and the limited one.
    if (to[3] == 255) return {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
  }
  if (version_of(packet) == 6 && packet.size() >= v6_header && packet[24] == 0xff)
    return {0x33, 0x33, packet[36], packet[37], packet[38], packet[39]};
  return keeper::target_mac;
}

}  // namespace shakedown
