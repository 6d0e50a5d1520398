#pragma once
// Segments and packets that the tests of reading and crafting share.

#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "shakedown/segment.h"

namespace shakedown::test {

inline Bytes from_hex(const std::string& hex) {
  Bytes octets;
  for (size_t i = 0; i + 1 < hex.size(); i += 2)
    octets.push_back(static_cast<uint8_t>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  return octets;
}

constexpr Family families[] = {Family::v4, Family::v6};

// An ordinary data segment; every field that could be anything has a value of its own.
inline Segment sample(Family family) {
  Segment segment;
  const bool v4 = family == Family::v4;
  segment.ip.source = Address::parse(v4 ? "192.0.2.1" : "2001:db8::1");
  segment.ip.destination = Address::parse(v4 ? "192.0.2.2" : "2001:db8::2");
  segment.ip.id = v4 ? 0x1234 : 0;
  segment.source_port = 40000;
  segment.destination_port = 8080;
  segment.seq = Seq(0x01020304);
  segment.ack = Seq(0xfffefdfc);
  segment.flags = Flags{}.with(Flag::ack).with(Flag::psh);
  segment.window = 65160;
  segment.payload = {'h', 'e', 'l', 'l', 'o'};
  return segment;
}

// Every field of a segment but the checksum's value, so that two can be compared and shown.
inline std::string describe(const Segment& s) {
  std::string text =
      fmt::format("{} > {} ttl={} dscp={} ecn={} df={} mf={} at={} id={} ipopt={}\n", to_string(s.ip.source),
                  to_string(s.ip.destination), s.ip.ttl, s.ip.dscp, s.ip.ecn, s.ip.dont_fragment,
                  s.ip.more_fragments, s.ip.fragment_offset, s.ip.id, to_hex(s.ip.options));
  text +=
      fmt::format("{} > {} seq={} ack={} offset={} reserved={} flags={:03x} window={} urgent={} good={}/{}\n",
                  s.source_port, s.destination_port, s.seq.raw(), s.ack.raw(), s.data_offset, s.reserved,
                  s.flags.bits, s.window, s.urgent, s.checksum_good, s.ip_checksum_good);
  for (const Option& option : s.options)
    text += fmt::format("<{}:{}> ", option.index(), to_text(option, Seq(0)));
  return text + fmt::format("padding={} trouble={}\n{}", to_hex(s.option_padding), s.option_trouble,
                            to_hex(s.payload));
}

inline Bytes craft_one(const Segment& segment, const CraftOptions& options = {}) {
  const std::vector<Bytes> packets = craft(segment, options);
  if (packets.size() != 1) throw std::runtime_error("not one packet");
  return packets.front();
}

// The segment in these octets; throws when they are none.
inline Segment read_one(const Bytes& octets) {
  const Packet packet = read_packet(octets);
  if (const auto* undecoded = std::get_if<Undecoded>(&packet)) throw std::runtime_error(undecoded->why);
  return std::get<Segment>(packet);
}

// Why these octets are no segment; "" when they are one.
inline std::string why_not(const Bytes& octets) {
  const Packet packet = read_packet(octets);
  const auto* undecoded = std::get_if<Undecoded>(&packet);
  return undecoded == nullptr ? "" : undecoded->why;
}

constexpr size_t ip_octets(Family family) { return family == Family::v4 ? 20 : 40; }

// What Linux 6.18 put on a wire, as notation with real numbers.
struct Recorded {
  std::string name, octets, text;
};
const std::vector<Recorded>& recorded();

}  // namespace shakedown::test
