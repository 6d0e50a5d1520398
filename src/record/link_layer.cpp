#include "record/link_layer.h"

#include "segment/octets.h"

namespace shakedown {
namespace {

constexpr uint16_t type_ipv4 = 0x0800, type_ipv6 = 0x86dd;
constexpr uint16_t type_vlan = 0x8100, type_service_vlan = 0x88a8, type_old_service_vlan = 0x9100;

using Octets = std::span<const uint8_t>;

bool is_vlan(uint16_t type) {
  return type == type_vlan || type == type_service_vlan || type == type_old_service_vlan;
}

// `rest` stands behind the type field.
std::optional<Octets> behind_type(uint16_t type, Octets rest) {
  while (is_vlan(type) && rest.size() >= 4) {
    type = get16(&rest[2]);
    rest = rest.subspan(4);
  }
  if (type != type_ipv4 && type != type_ipv6) return std::nullopt;
  return rest;
}

// A frame whose type field stands at `at`, in a header of `size` octets.
std::optional<Octets> typed(Octets frame, size_t at, size_t size) {
  if (frame.size() < size) return std::nullopt;
  return behind_type(get16(&frame[at]), frame.subspan(size));
}

}  // namespace

std::optional<Octets> ip_packet_of(LinkLayer link, Octets frame) {
  std::optional<Octets> packet;
  switch (link) {
    case LinkLayer::ethernet:
      packet = typed(frame, 12, 14);
      break;
    case LinkLayer::linux_cooked:
      packet = typed(frame, 14, 16);
      break;
    case LinkLayer::linux_cooked_2:
      packet = typed(frame, 0, 20);
      break;
    case LinkLayer::family_word:  // its number and octet order are the capturing system's: IP's version tells
      if (frame.size() >= 4) packet = frame.subspan(4);
      break;
    case LinkLayer::raw_ip:
      packet = frame;
      break;
  }
  if (!packet || packet->empty()) return std::nullopt;
  const int version = packet->front() >> 4;
  if (version != 4 && version != 6) return std::nullopt;
  return packet;
}

}  // namespace shakedown
