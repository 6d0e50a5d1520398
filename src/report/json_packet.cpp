#include "report/json_packet.h"

namespace shakedown {

namespace {

using Json = nlohmann::ordered_json;

Json json_of(const IpHeader& ip) {
  return {{"family", static_cast<int>(ip.source.family)},
          {"source", to_string(ip.source)},
          {"destination", to_string(ip.destination)},
          {"ttl", ip.ttl},
          {"dscp", ip.dscp},
          {"ecn", ip.ecn},
          {"dont_fragment", ip.dont_fragment},
          {"more_fragments", ip.more_fragments},
          {"fragment_offset", ip.fragment_offset},
          {"id", ip.id},
          {"options", to_hex(ip.options)}};
}

void add_fields(Json& json, const EolOption&) { json["name"] = "eol"; }
void add_fields(Json& json, const NopOption&) { json["name"] = "nop"; }
void add_fields(Json& json, const SackPermittedOption&) { json["name"] = "sackOK"; }
void add_fields(Json& json, const MssOption& option) {
  json["name"] = "mss";
  json["mss"] = option.mss;
}
void add_fields(Json& json, const WindowScaleOption& option) {
  json["name"] = "wscale";
  json["shift"] = option.shift;
}
void add_fields(Json& json, const SackOption& option) {
  json["name"] = "sack";
  json["blocks"] = Json::array();
  for (const SackBlock& block : option.blocks)
    json["blocks"].push_back(Json{{"left", block.left.raw()}, {"right", block.right.raw()}});
}
void add_fields(Json& json, const TimestampsOption& option) {
  json["name"] = "ts";
  json["value"] = option.value;
  json["echo"] = option.echo;
}
void add_fields(Json& json, const FastOpenOption& option) {
  json["name"] = "tfo";
  json["cookie"] = to_hex(option.cookie);
}
void add_fields(Json& json, const Md5Option& option) {
  json["name"] = "md5";
  json["digest"] = to_hex(option.digest);
}
void add_fields(Json& json, const RawOption& option) {
  json["name"] = "raw";
  json["length"] = option.length;
  json["body"] = to_hex(option.body);
}

Json json_of(const Option& option) {
  Json json{{"kind", kind_of(option)}};
  std::visit([&](const auto& known) { add_fields(json, known); }, option);
  return json;
}

Json packet_json(const Segment& segment) {
  Json json{{"kind", "tcp"},
            {"ip", json_of(segment.ip)},
            {"source_port", segment.source_port},
            {"destination_port", segment.destination_port},
            {"seq", segment.seq.raw()},
            {"ack", segment.ack.raw()},
            {"data_offset", segment.data_offset},
            {"reserved", segment.reserved},
            {"flags", to_string(segment.flags)},
            {"window", segment.window},
            {"urgent", segment.urgent},
            {"checksum", segment.checksum},
            {"checksum_good", segment.checksum_good},
            {"ip_checksum_good", segment.ip_checksum_good},
            {"options", Json::array()}};
  for (const Option& option : segment.options) json["options"].push_back(json_of(option));
  json["option_padding"] = to_hex(segment.option_padding);
  json["option_trouble"] = segment.option_trouble;
  json["length"] = segment.payload.size();
  json["payload"] = to_hex(segment.payload);
  return json;
}

Json packet_json(const IcmpMessage& message) {
  Json json{{"kind", "icmp"},       {"ip", json_of(message.ip)},     {"type", message.type},
            {"code", message.code}, {"rest", message.rest},          {"checksum_good", message.checksum_good},
            {"quoted", nullptr},    {"quote", to_hex(message.quote)}};
  if (message.quoted)
    json["quoted"] = Json{{"peer", to_string(message.quoted->peer.address)},
                          {"peer_port", message.quoted->peer.port},
                          {"target", to_string(message.quoted->target.address)},
                          {"target_port", message.quoted->target.port}};
  return json;
}

Json packet_json(const Undecoded& packet) { return {{"kind", "undecoded"}, {"why", packet.why}}; }

}  // namespace

nlohmann::ordered_json json_of(const Packet& packet) {
  return std::visit([](const auto& known) { return packet_json(known); }, packet);
}

}  // namespace shakedown
