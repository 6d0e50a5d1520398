#include "support/octets.h"

#include <algorithm>
#include <span>

namespace shakedown::test {

namespace {

constexpr uint8_t tcp_protocol = 6;

uint32_t word_at(const Bytes& octets, size_t at) { return (uint32_t{octets[at]} << 8) | octets[at + 1]; }

// The Internet checksum's sum, to be folded (RFC 1071).
uint32_t sum_of(std::span<const uint8_t> octets) {
  uint32_t sum = 0;
  for (size_t i = 0; i < octets.size(); ++i) sum += i % 2 ? octets[i] : uint32_t{octets[i]} << 8;
  return sum;
}

void put_checksum(Bytes& packet, size_t at, uint32_t sum) {
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  const uint32_t checksum = ~sum & 0xffff;
  packet[at] = static_cast<uint8_t>(checksum >> 8);
  packet[at + 1] = static_cast<uint8_t>(checksum);
}

}  // namespace

std::optional<PacketLayout> layout_of(const Bytes& packet) {
  PacketLayout layout;
  if (packet.size() < 20) return std::nullopt;
  layout.v4 = packet[0] >> 4 == 4;
  if (layout.v4) {
    const bool fragment = (word_at(packet, 6) & 0x3fff) != 0;
    if (packet[9] != tcp_protocol || fragment) return std::nullopt;
    layout.tcp = size_t{packet[0] % 16U} * 4;
    layout.end = word_at(packet, 2);
  } else {
    if (packet.size() < 40 || packet[6] != tcp_protocol) return std::nullopt;
    layout.tcp = 40;
    layout.end = 40 + word_at(packet, 4);
  }
  if (layout.end > packet.size() || layout.tcp + 20 > layout.end) return std::nullopt;
  layout.payload = layout.tcp + size_t{packet[layout.tcp + 12] / 16U} * 4;
  layout.payload = std::min(layout.payload, layout.end);
  return layout;
}

void fix_ip_checksum(Bytes& packet) {
  const std::optional<PacketLayout> layout = layout_of(packet);
  if (!layout || !layout->v4) return;
  packet[10] = packet[11] = 0;
  put_checksum(packet, 10, sum_of(std::span(packet).first(layout->tcp)));
}

void fix_checksums(Bytes& packet) {
  const std::optional<PacketLayout> layout = layout_of(packet);
  if (!layout) return;
  fix_ip_checksum(packet);
  const size_t at = layout->tcp + 16;
  packet[at] = packet[at + 1] = 0;
  const std::span<const uint8_t> all(packet);
  const uint32_t addresses = layout->v4 ? sum_of(all.subspan(12, 8)) : sum_of(all.subspan(8, 32));
  const size_t length = layout->end - layout->tcp;
  put_checksum(
      packet, at,
      addresses + tcp_protocol + static_cast<uint32_t>(length) + sum_of(all.subspan(layout->tcp, length)));
}

}  // namespace shakedown::test
