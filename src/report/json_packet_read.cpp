#include <arpa/inet.h>

#include "report/json_packet.h"
#include "shakedown/parse.h"

namespace shakedown {

namespace {

Address address_of(const JsonFields& fields, const char* name) {
  const std::string text = fields.text(name);
  std::array<uint8_t, 16> octets{};
  const bool fine = inet_pton(AF_INET, text.c_str(), octets.data()) == 1 ||
                    inet_pton(AF_INET6, text.c_str(), octets.data()) == 1;
  if (fine) return Address::parse(text);
  fields.complain(name, "is no address");
  return {};
}

IpHeader ip_of(const JsonFields& packet) {
  IpHeader ip;
  const auto fields = packet.object("ip");
  if (!fields) return ip;
  ip.source = address_of(*fields, "source");
  ip.destination = address_of(*fields, "destination");
  ip.ttl = fields->number<uint8_t>("ttl");
  ip.dscp = static_cast<uint8_t>(fields->number("dscp", 0, 63));
  ip.ecn = static_cast<uint8_t>(fields->number("ecn", 0, 3));
  ip.dont_fragment = fields->flag("dont_fragment");
  ip.more_fragments = fields->flag("more_fragments");
  ip.fragment_offset = fields->number<uint16_t>("fragment_offset");
  ip.id = fields->number<uint32_t>("id");
  ip.options = fields->octets("options");
  return ip;
}

Flags flags_of(const JsonFields& packet) {
  const auto segment = parse_segment(packet.text("flags"), {}, false);
  const auto* tcp = segment ? std::get_if<TcpSpec>(&segment->what) : nullptr;
  if (tcp != nullptr) return tcp->flags;
  packet.complain("flags", "holds no flags");
  return {};
}

SackOption sack_of(const JsonFields& fields) {
  SackOption option;
  for (const JsonFields& block : fields.objects("blocks"))
    option.blocks.push_back({Seq(block.number<uint32_t>("left")), Seq(block.number<uint32_t>("right"))});
  return option;
}

Option option_of(const JsonFields& fields) {
  const std::string name = fields.text("name");
  if (name == "eol") return EolOption{};
  if (name == "nop") return NopOption{};
  if (name == "sackOK") return SackPermittedOption{};
  if (name == "mss") return MssOption{fields.number<uint16_t>("mss")};
  if (name == "wscale") return WindowScaleOption{fields.number<uint8_t>("shift")};
  if (name == "sack") return sack_of(fields);
  if (name == "ts")
    return TimestampsOption{fields.number<uint32_t>("value"), fields.number<uint32_t>("echo")};
  if (name == "tfo") return FastOpenOption{fields.octets("cookie")};
  if (name == "md5") return Md5Option{fields.octets("digest")};
  if (name != "raw") fields.complain("name", "is no option's");
  return RawOption{fields.number<uint8_t>("kind"), fields.number<uint8_t>("length"), fields.octets("body")};
}

Segment segment_of(const JsonFields& fields) {
  Segment segment;
  segment.ip = ip_of(fields);
  segment.source_port = fields.number<uint16_t>("source_port");
  segment.destination_port = fields.number<uint16_t>("destination_port");
  segment.seq = Seq(fields.number<uint32_t>("seq"));
  segment.ack = Seq(fields.number<uint32_t>("ack"));
  segment.data_offset = fields.number<uint8_t>("data_offset");
  segment.reserved = static_cast<uint8_t>(fields.number("reserved", 0, 7));
  segment.flags = flags_of(fields);
  segment.window = fields.number<uint16_t>("window");
  segment.urgent = fields.number<uint16_t>("urgent");
  segment.checksum = fields.number<uint16_t>("checksum");
  segment.checksum_good = fields.flag("checksum_good");
  segment.ip_checksum_good = fields.flag("ip_checksum_good");
  for (const JsonFields& option : fields.objects("options")) segment.options.push_back(option_of(option));
  segment.option_padding = fields.octets("option_padding");
  segment.option_trouble = fields.text("option_trouble");
  segment.payload = fields.octets("payload");
  return segment;
}

IcmpMessage message_of(const JsonFields& fields) {
  IcmpMessage message;
  message.ip = ip_of(fields);
  message.type = fields.number<uint8_t>("type");
  message.code = fields.number<uint8_t>("code");
  message.rest = fields.number<uint32_t>("rest");
  message.checksum_good = fields.flag("checksum_good");
  message.quote = fields.octets("quote");
  if (const auto quoted = fields.object("quoted"))
    message.quoted = FourTuple{{address_of(*quoted, "peer"), quoted->number<uint16_t>("peer_port")},
                               {address_of(*quoted, "target"), quoted->number<uint16_t>("target_port")}};
  return message;
}

}  // namespace

Packet packet_of(const JsonFields& fields) {
  const std::string kind = fields.text("kind");
  if (kind == "tcp") return segment_of(fields);
  if (kind == "icmp") return message_of(fields);
  if (kind != "undecoded") fields.complain("kind", "is no packet's");
  return Undecoded{fields.text("why")};
}

}  // namespace shakedown
