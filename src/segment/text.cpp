// Segments in the scenario language's notation: what is ordinary first, then whatever deviates.
#include <fmt/format.h>

#include <algorithm>

#include "segment/options.h"
#include "shakedown/segment.h"

namespace shakedown {

namespace {

constexpr size_t shown_octets = 40;  // longer payloads show their length alone

struct OptionText {
  Seq base;

  std::string operator()(const EolOption&) const { return "eol"; }
  std::string operator()(const NopOption&) const { return "nop"; }
  std::string operator()(const MssOption& option) const { return fmt::format("mss {}", option.mss); }
  std::string operator()(const WindowScaleOption& option) const {
    return fmt::format("wscale {}", option.shift);
  }
  std::string operator()(const SackPermittedOption&) const { return "sackOK"; }
  std::string operator()(const SackOption& option) const {
    std::string text = "sack";
    for (const SackBlock& block : option.blocks)
      text += fmt::format(" {}:{}", block.left - base, block.right - base);
    return text;
  }
  std::string operator()(const TimestampsOption& option) const {
    return fmt::format("ts {} {}", option.value, option.echo);
  }
  std::string operator()(const FastOpenOption& option) const {
    return option.cookie.empty() ? "tfo" : "tfo " + to_hex(option.cookie);
  }
  std::string operator()(const Md5Option& option) const {
    const bool not_yet_signed =
        std::all_of(option.digest.begin(), option.digest.end(), [](uint8_t o) { return o == 0; });
    return not_yet_signed ? "md5" : "md5 " + to_hex(option.digest);
  }
  std::string operator()(const RawOption& option) const {
    return fmt::format("{}:{}:{}", option.kind, option.length, to_hex(option.body));
  }
};

std::string options_text(const Segment& segment, Seq sack_base) {
  if (segment.options.empty() && segment.option_trouble.empty()) return "";
  std::string list;
  for (const Option& option : segment.options)
    list += (list.empty() ? "" : ", ") + to_text(option, sack_base);
  std::string text = " <" + list + ">";
  if (!segment.option_trouble.empty()) text += " (" + segment.option_trouble + ")";
  return text;
}

bool is_text(const Bytes& octets) {
  return std::all_of(octets.begin(), octets.end(), [](uint8_t octet) {
    return (octet >= 0x20 && octet < 0x7f) || octet == '\r' || octet == '\n' || octet == '\t';
  });
}

std::string payload_text(const Bytes& payload) {
  if (payload.empty()) return "";
  if (payload.size() <= shown_octets && is_text(payload)) return " data=" + quoted(payload);
  return fmt::format(" len={}", payload.size());
}

std::string ip_text(const IpHeader& ip) {
  const bool v4 = ip.source.family == Family::v4;
  std::string text;
  if (ip.ttl != 64) text += fmt::format(" ttl={}", ip.ttl);
  if (ip.dscp != 0) text += fmt::format(" tos={}", ip.dscp << 2);
  if (ip.ecn != 0) text += fmt::format(" ecn={}", ip.ecn);
  if (v4 && !ip.dont_fragment) text += " df=0";
  if (ip.more_fragments || ip.fragment_offset != 0)
    text +=
        fmt::format(" (fragment at {}{})", ip.fragment_offset, ip.more_fragments ? ", others follow" : "");
  if (!ip.options.empty()) text += " ipopt=hex:" + to_hex(ip.options);
  return text;
}

// What of the TCP header is out of the ordinary.
std::string oddities(const Segment& segment) {
  std::string text;
  if (segment.urgent != 0 || segment.flags.has(Flag::urg)) text += fmt::format(" urg={}", segment.urgent);
  if (segment.reserved != 0) text += fmt::format(" reserved={}", segment.reserved);
  if (segment.data_offset != 0 && segment.data_offset != implied_data_offset(segment))
    text += fmt::format(" dataofs={}", segment.data_offset & 15);
  if (std::any_of(segment.option_padding.begin(), segment.option_padding.end(),
                  [](uint8_t o) { return o != 0; }))
    text += " padding=" + to_hex(segment.option_padding);
  if (!segment.checksum_good) text += " checksum=bad";
  if (!segment.ip_checksum_good) text += " ip-checksum=bad";
  return text;
}

std::string icmp_name(const IcmpMessage& message) {
  struct Name {
    uint8_t type4, code4, type6, code6;
    const char* text;
  };
  constexpr uint8_t none = 255;
  constexpr Name names[] = {{3, 0, 1, 0, "unreachable-net"},           {3, 1, 1, 3, "unreachable-host"},
                            {3, 2, 4, 1, "unreachable-protocol"},      {3, 3, 1, 4, "unreachable-port"},
                            {3, 13, 1, 1, "unreachable-prohibited"},   {3, 4, 2, 0, "too-big"},
                            {4, 0, none, none, "source-quench"},       {11, 0, 3, 0, "time-exceeded"},
                            {11, 1, 3, 1, "reassembly-time-exceeded"}, {12, 0, 4, 0, "parameter-problem"}};
  const bool v4 = message.ip.source.family == Family::v4;
  for (const Name& name : names)
    if (message.type == (v4 ? name.type4 : name.type6) && message.code == (v4 ? name.code4 : name.code6))
      return name.text;
  return fmt::format("type={} code={}", message.type, message.code);
}

std::string endpoint_text(const Endpoint& endpoint) {
  const char* form = endpoint.address.family == Family::v4 ? "{}:{}" : "[{}]:{}";
  return fmt::format(fmt::runtime(form), to_string(endpoint.address), endpoint.port);
}

std::string icmp_text(const IcmpMessage& message) {
  const std::string name = icmp_name(message);
  std::string text = "ICMP " + name;
  if (name == "too-big") {
    const bool v4 = message.ip.source.family == Family::v4;
    text += fmt::format(" mtu={}", v4 ? message.rest & 0xffff : message.rest);
  }
  if (message.quoted)
    text += fmt::format(" quoting {} > {}", endpoint_text(message.quoted->peer),
                        endpoint_text(message.quoted->target));
  if (!message.checksum_good) text += " checksum=bad";
  return text;
}

}  // namespace

std::string to_string(Flags flags) {
  struct Name {
    Flag flag;
    const char* text;
  };
  constexpr Name names[] = {{Flag::syn, "SYN"}, {Flag::fin, "FIN"}, {Flag::rst, "RST"},
                            {Flag::psh, "PSH"}, {Flag::urg, "URG"}, {Flag::ece, "ECE"},
                            {Flag::cwr, "CWR"}, {Flag::ae, "AE"},   {Flag::ack, "ACK"}};
  std::string text;
  for (const Name& name : names)
    if (flags.has(name.flag)) text += (text.empty() ? "" : "-") + std::string(name.text);
  return text.empty() ? "NOFLAGS" : text;
}

std::string to_text(const Option& option, Seq sack_base) { return std::visit(OptionText{sack_base}, option); }

std::string to_text(const Segment& segment, SeqBase base) {
  std::string text = fmt::format("{} seq={}", to_string(segment.flags), segment.seq - base.seq);
  if (segment.flags.has(Flag::ack))
    text += fmt::format(" ack={}", segment.ack - base.ack);
  else if (segment.ack != Seq(0))
    text += fmt::format(" ack=abs:{}", segment.ack.raw());  // it means nothing: the number as it stands
  text += fmt::format(" win={}", segment.window);
  text += options_text(segment, base.ack);
  text += payload_text(segment.payload);
  return text + oddities(segment) + ip_text(segment.ip);
}

std::string to_text(const Packet& packet, SeqBase base) {
  if (const auto* segment = std::get_if<Segment>(&packet)) return to_text(*segment, base);
  if (const auto* message = std::get_if<IcmpMessage>(&packet)) return icmp_text(*message);
  return "unreadable: " + std::get<Undecoded>(packet).why;
}

}  // namespace shakedown
