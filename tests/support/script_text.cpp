#include "support/script_text.h"

#include <stdexcept>

#include "shakedown/parse.h"

namespace shakedown::test {

namespace {

uint32_t number_of(const Value& value) {
  uint64_t sum = 0;
  for (const Term& term : value.terms) {
    const uint64_t* number = std::get_if<uint64_t>(&term.atom);
    if (!number) throw std::invalid_argument("a script takes plain numbers: " + value.text);
    sum = term.minus ? sum - *number : sum + *number;
  }
  return static_cast<uint32_t>(sum);
}

uint32_t number_of(const std::optional<Value>& value) {
  if (!value) throw std::invalid_argument("a script frees no value");
  return number_of(*value);
}

uint32_t number_of(const TimestampSpec::Side& side) {
  const Value* value = std::get_if<Value>(&side);
  if (!value) throw std::invalid_argument("a script's ts takes numbers");
  return number_of(*value);
}

struct ToOption {
  const Conversation& conversation;
  Option operator()(const MssSpec& mss) const {
    return MssOption{static_cast<uint16_t>(number_of(mss.value))};
  }
  Option operator()(const SackPermittedOption& option) const { return option; }
  Option operator()(const NopOption& option) const { return option; }
  Option operator()(const EolOption& option) const { return option; }
  Option operator()(const WindowScaleSpec& scale) const {
    return WindowScaleOption{static_cast<uint8_t>(number_of(scale.value))};
  }
  Option operator()(const TimestampSpec& ts) const {
    return TimestampsOption{number_of(ts.value), number_of(ts.echo)};
  }
  Option operator()(const SackSpec& sack) const {
    SackOption option;
    for (const auto& [left, right] : sack.blocks)
      option.blocks.push_back(
          {conversation.peer_isn + number_of(left), conversation.peer_isn + number_of(right)});
    return option;
  }
  Option operator()(const RawSpec& raw) const { return RawOption{raw.kind, raw.length, raw.body}; }
  Option operator()(const FastOpenSpec&) const { throw std::invalid_argument("a script knows no tfo"); }
  Option operator()(const Md5Spec&) const { throw std::invalid_argument("a script knows no md5"); }
};

void set_field(Segment& segment, const FieldSpec& field, const Conversation& conversation) {
  if (field.comparison != Comparison::equal) throw std::invalid_argument("a script's fields are numbers");
  const uint32_t number = number_of(field.value);
  switch (field.field) {
    case Field::seq:
      segment.seq = conversation.target_isn + number;
      break;
    case Field::ack:
      segment.ack = conversation.peer_isn + number;
      break;
    case Field::win:
      segment.window = static_cast<uint16_t>(number);
      break;
    case Field::urg:
      segment.urgent = static_cast<uint16_t>(number);
      break;
    case Field::ttl:
      segment.ip.ttl = static_cast<uint8_t>(number);
      break;
    case Field::tos:
      segment.ip.dscp = static_cast<uint8_t>(number >> 2);
      break;
    case Field::ecn:
      segment.ip.ecn = static_cast<uint8_t>(number);
      break;
    case Field::df:
      segment.ip.dont_fragment = number != 0;
      break;
    case Field::id:
      segment.ip.id = number;
      break;
    case Field::len: {
      const uint32_t first = segment.seq - (conversation.target_isn + 1);
      segment.payload = pattern(first, number);
      break;
    }
    default:
      throw std::invalid_argument("a script knows no such field");
  }
}

}  // namespace

Segment script_segment(const std::string& text, Conversation& conversation) {
  const auto parsed = parse_segment(text, SourceSpan{"script", 1, 1, 1}, false);
  if (!parsed) throw std::invalid_argument(text + ": " + parsed.error().message);
  const TcpSpec* spec = std::get_if<TcpSpec>(&parsed->what);
  if (!spec) throw std::invalid_argument(text + ": a script knows no ICMP");

  Segment segment;
  segment.ip.source = conversation.tuple.target.address;
  segment.ip.destination = conversation.tuple.peer.address;
  segment.source_port = conversation.tuple.target.port;
  segment.destination_port = conversation.tuple.peer.port;
  segment.flags = spec->flags;
  segment.seq = conversation.next;
  if (spec->flags.has(Flag::ack)) segment.ack = conversation.acknowledge;
  segment.window = spec->flags.has(Flag::rst) ? 0 : 65535;
  if (spec->data) segment.payload = spec->data->octets;
  if (spec->reserved) segment.reserved = *spec->reserved;
  if (spec->data_offset) segment.data_offset = *spec->data_offset;
  for (const FieldSpec& field : spec->fields)
    if (field.field != Field::len) set_field(segment, field, conversation);
  if (const FieldSpec* length = spec->find(Field::len)) set_field(segment, *length, conversation);
  if (spec->options)
    for (const OptionSpec& option : spec->options->options)
      segment.options.push_back(std::visit(ToOption{conversation}, option.what));
  conversation.next = latest(conversation.next, segment.seq_end());
  return segment;
}

}  // namespace shakedown::test
