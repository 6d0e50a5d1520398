#include "support/mutations.h"

#include <fmt/format.h>

#include <algorithm>

#include "support/octets.h"

namespace shakedown::test {

namespace {

// Collects the changes of one packet: as a segment taken apart and put together, or octet by octet.
class Collector {
 public:
  Collector(const Bytes& packet, const Segment& segment) : packet_(packet), segment_(segment) {}

  template <typename Change>
  void change(const std::string& kind, Change change, const CraftOptions& craft_options = {}) {
    Segment changed = segment_;
    change(changed);
    Bytes crafted = craft(changed, craft_options).at(0);
    if (packet_[0] >> 4 == 6) {  // a segment keeps no flow label
      crafted[1] = static_cast<uint8_t>((crafted[1] & 0xf0) | (packet_[1] & 0x0f));
      std::copy_n(packet_.begin() + 2, 2, crafted.begin() + 2);
    }
    add(kind, std::move(crafted));
  }
  template <typename Change>
  void change_octets(const std::string& kind, Change change) {
    Bytes changed = packet_;
    change(changed);
    add(kind, std::move(changed));
  }
  std::vector<Mutation> take() { return std::move(mutations_); }
  const Segment& segment() const { return segment_; }

 private:
  void add(const std::string& kind, Bytes packet) {
    if (packet != packet_) mutations_.push_back({kind, std::move(packet)});
  }
  const Bytes& packet_;
  const Segment& segment_;
  std::vector<Mutation> mutations_;
};

void change_header(Collector& all) {
  constexpr Flag flags[] = {Flag::fin, Flag::syn, Flag::rst, Flag::psh, Flag::ack,
                            Flag::urg, Flag::ece, Flag::cwr, Flag::ae};
  for (const Flag flag : flags) {
    const std::string name = to_string(Flags{}.with(flag));
    const std::string how = all.segment().flags.has(flag) ? "cleared" : "set";
    all.change(fmt::format("flag {} {}", name, how),
               [flag](Segment& s) { s.flags.bits ^= static_cast<uint16_t>(flag); });
  }
  all.change("seq +1", [](Segment& s) { s.seq += 1; });
  all.change("seq -1", [](Segment& s) { s.seq = s.seq - 1; });
  all.change("ack +1", [](Segment& s) { s.ack += 1; });
  all.change("ack -1", [](Segment& s) { s.ack = s.ack - 1; });
  all.change("window 0", [](Segment& s) { s.window = 0; });
  all.change("window +1", [](Segment& s) { ++s.window; });
  all.change("window -1", [](Segment& s) { --s.window; });
  all.change("window half", [](Segment& s) { s.window = static_cast<uint16_t>(s.window / 2); });
  all.change("window 65535", [](Segment& s) { s.window = 65535; });
  all.change("urgent pointer 1", [](Segment& s) { s.urgent = static_cast<uint16_t>(s.urgent + 1); });
  for (const int bit : {1, 2, 4})
    all.change("reserved bit set",
               [bit](Segment& s) { s.reserved = static_cast<uint8_t>(s.reserved ^ bit); });
  all.change("data offset +1",
             [](Segment& s) { s.data_offset = static_cast<uint8_t>(s.data_offset + 1) & 15; });
  all.change("data offset -1", [](Segment& s) { --s.data_offset; });
  all.change("checksum bad", [](Segment&) {}, {ChecksumMode::bad, 0, {}, false});
  all.change("checksum zero", [](Segment&) {}, {ChecksumMode::zero, 0, {}, false});
  all.change("source port +1", [](Segment& s) { ++s.source_port; });
  all.change("destination port +1", [](Segment& s) { ++s.destination_port; });
}

void change_ip(Collector& all) {
  const bool v4 = all.segment().ip.source.family == Family::v4;
  const size_t last = v4 ? 3 : 15;
  all.change("source address", [last](Segment& s) { s.ip.source.octets[last] ^= 0x40; });
  all.change("destination address", [last](Segment& s) { s.ip.destination.octets[last] ^= 0x40; });
  all.change("ttl -1", [](Segment& s) { --s.ip.ttl; });
  all.change("dscp changed", [](Segment& s) { s.ip.dscp ^= 8; });
  for (const int ecn : {0, 1, 2, 3})
    all.change(fmt::format("ecn {}", ecn), [ecn](Segment& s) { s.ip.ecn = static_cast<uint8_t>(ecn); });
  if (!v4) {
    all.change_octets("flow label changed", [](Bytes& octets) { octets[3] ^= 1; });
    return;
  }
  all.change("id changed", [](Segment& s) { s.ip.id ^= 1; });
  all.change("df flipped", [](Segment& s) { s.ip.dont_fragment = !s.ip.dont_fragment; });
  all.change_octets("ip checksum bad", [](Bytes& octets) { octets[10] ^= 1; });
  all.change_octets("reserved ip bit set", [](Bytes& octets) {
    octets[6] ^= 0x80;
    fix_ip_checksum(octets);
  });
}

void change_payload(Collector& all) {
  const Bytes& payload = all.segment().payload;
  all.change("payload longer", [](Segment& s) { s.payload.push_back('x'); });
  if (payload.empty()) return;
  all.change("payload shorter", [](Segment& s) { s.payload.pop_back(); });
  // Every octet of a short one; of a long one the ends and some between.
  const size_t stride = payload.size() <= 32 ? 1 : payload.size() / 8;
  for (size_t i = 0; i < payload.size(); i += stride)
    all.change("payload octet", [i](Segment& s) { s.payload[i] ^= 1; });
  all.change("payload octet", [](Segment& s) { s.payload.back() ^= 0x80; });
}

std::string name_of(const Option& option) {
  switch (kind_of(option)) {
    case 0:
      return "eol";
    case 1:
      return "nop";
    case 2:
      return "mss";
    case 3:
      return "wscale";
    case 4:
      return "sackOK";
    case 5:
      return "sack";
    case 8:
      return "ts";
    case 19:
      return "md5";
    case 34:
      return "tfo";
    default:
      return fmt::format("kind {}", kind_of(option));
  }
}

void change_values(Collector& all, size_t i) {
  const auto change = [&all, i](const std::string& kind, auto value) {
    all.change(kind, [i, value](Segment& s) { value(s.options[i]); });
  };
  const Option& option = all.segment().options[i];
  if (std::holds_alternative<MssOption>(option)) {
    change("option mss +1", [](Option& o) { ++std::get<MssOption>(o).mss; });
    change("option mss -1", [](Option& o) { --std::get<MssOption>(o).mss; });
  } else if (std::holds_alternative<WindowScaleOption>(option)) {
    change("option wscale +1", [](Option& o) { ++std::get<WindowScaleOption>(o).shift; });
    change("option wscale -1", [](Option& o) { --std::get<WindowScaleOption>(o).shift; });
    change("option wscale 15", [](Option& o) { std::get<WindowScaleOption>(o).shift = 15; });
  } else if (std::holds_alternative<TimestampsOption>(option)) {
    change("option ts value +1", [](Option& o) { ++std::get<TimestampsOption>(o).value; });
    change("option ts value -1", [](Option& o) { --std::get<TimestampsOption>(o).value; });
    change("option ts value -1000", [](Option& o) { std::get<TimestampsOption>(o).value -= 1000; });
    change("option ts echo +1", [](Option& o) { ++std::get<TimestampsOption>(o).echo; });
    change("option ts echo -1", [](Option& o) { --std::get<TimestampsOption>(o).echo; });
    change("option ts echo 0", [](Option& o) { std::get<TimestampsOption>(o).echo = 0; });
  } else if (const auto* sack = std::get_if<SackOption>(&option)) {
    for (size_t b = 0; b < sack->blocks.size(); ++b) {
      change("option sack left +1", [b](Option& o) { std::get<SackOption>(o).blocks[b].left += 1; });
      change("option sack right +1", [b](Option& o) { std::get<SackOption>(o).blocks[b].right += 1; });
      change("option sack right -1", [b](Option& o) {
        Seq& right = std::get<SackOption>(o).blocks[b].right;
        right = right - 1;
      });
    }
    change("option sack block twice", [](Option& o) {
      auto& blocks = std::get<SackOption>(o).blocks;
      if (blocks.size() < 3) blocks.push_back(blocks.front());
    });
  }
}

void change_options(Collector& all) {
  const std::vector<Option>& options = all.segment().options;
  const uint32_t room = 60 - header_octets(options);
  const auto refit = [](Segment& s) {  // the data offset follows the list
    s.data_offset = 0;
    s.option_padding.clear();
  };
  for (size_t i = 0; i < options.size(); ++i) {
    all.change(fmt::format("option {} removed", name_of(options[i])), [&, i](Segment& s) {
      s.options.erase(s.options.begin() + static_cast<std::ptrdiff_t>(i));
      refit(s);
    });
    if (i + 1 < options.size())
      all.change("options reordered", [i](Segment& s) { std::swap(s.options[i], s.options[i + 1]); });
    change_values(all, i);
  }
  const std::vector<Option> more = {NopOption{},           MssOption{536},         WindowScaleOption{1},
                                    SackPermittedOption{}, TimestampsOption{1, 0}, RawOption{253, 4, {1, 2}}};
  for (const Option& option : more) {
    if (room < 12) break;
    all.change(fmt::format("option {} added", name_of(option)), [&](Segment& s) {
      s.options.push_back(option);
      refit(s);
    });
  }
}

}  // namespace

std::vector<Mutation> mutations_of(const Bytes& packet) {
  if (!layout_of(packet)) return {};
  const Packet read = read_packet(packet);
  const Segment* segment = std::get_if<Segment>(&read);
  if (!segment) return {};
  Collector all(packet, *segment);
  change_header(all);
  change_ip(all);
  change_options(all);
  change_payload(all);
  return all.take();
}

}  // namespace shakedown::test
