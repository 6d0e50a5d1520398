// The fields of a segment in notation.

#include <fmt/format.h>

#include <algorithm>

#include "scenario/literal.h"
#include "scenario/notation.h"
#include "scenario/vocabulary.h"

namespace shakedown {
namespace {

constexpr int64_t max32 = UINT32_MAX;

struct Range {
  int64_t low, high;
};
Range range_of(Field field, Family family) {
  switch (field) {
    case Field::seq:
    case Field::ack:
      return {-max32, max32};  // a sum modulo 2^32
    case Field::wnd:
      return {0, int64_t{UINT16_MAX} << 14};
    case Field::ttl:
      return {0, UINT8_MAX};
    case Field::tos:
      return {0, 0xfc};
    case Field::ecn:
      return {0, 3};
    case Field::df:
    case Field::psh:
      return {0, 1};
    case Field::id:
      return {0, family == Family::v4 ? int64_t{UINT16_MAX} : max32};
    default:
      return {0, UINT16_MAX};
  }
}

bool wraps(Field field) { return field == Field::seq || field == Field::ack; }

struct FieldParser {
  Cursor& cursor;
  const Notation& notation;
  Side side;
  TcpSpec& segment;
  size_t from;       // of the field's name
  std::string name;  // the field's

  bool wrong(std::string message, std::string expected = "") {
    cursor.wrong(from, std::move(message), std::move(expected));
    return false;
  }

  bool only_equal(std::optional<Comparison> comparison) {
    if (comparison == Comparison::equal) return true;
    return wrong(fmt::format("`{}` takes `=` alone", name), fmt::format("`{}=...`", name));
  }

  bool send_only() {
    if (side == Side::send) return true;
    cursor.skip_token();
    return wrong(fmt::format("`{}` is for a send; what arrives must be right", name));
  }

  std::optional<Value> value(Field field) {
    const size_t begin = cursor.at;
    std::optional<Value> found = parse_value(cursor, notation, Quantity::number);
    if (!found) return std::nullopt;
    const Range range = range_of(field, notation.family);
    if (!check_range(cursor, begin, *found, range.low, range.high, name)) return std::nullopt;
    if (found->absolute && !wraps(field))
      return cursor.wrong(begin, "`abs:` is for sequence numbers alone", "seq or ack");
    const std::optional<int64_t> number = constant(*found);
    if (field == Field::tos && number && *number % 4 != 0)
      return cursor.wrong(begin, "the last two bits of this octet are `ecn`", "a multiple of 4");
    return found;
  }

  bool comparable(Field field) {
    FieldSpec spec{};
    spec.field = field;
    const std::optional<Comparison> comparison = take_comparison(cursor);
    spec.comparison = *comparison;
    if (side == Side::send && spec.comparison != Comparison::equal) {
      cursor.skip_token();
      return wrong(fmt::format("a send gives `{}` one value", name), fmt::format("`{}=V`", name));
    }
    if (cursor.take("*")) {
      if (spec.comparison != Comparison::equal)
        return wrong("`*` stands behind `=` alone", fmt::format("`{}=*`", name));
      if (side == Side::send)
        return wrong("`=*` frees a field in an expectation; a send needs a value",
                     fmt::format("`{}=V`", name));
      spec.comparison = Comparison::any;
    } else {
      std::optional<Value> low = value(field);
      if (!low) return false;
      spec.value = *low;
      if (cursor.take("..") && !range(spec)) return false;
    }
    spec.span = cursor.text().span(from, cursor.at);
    if (field == Field::psh && side == Side::send)
      return wrong("a send names PSH among its flags", "`PSH-ACK`");
    segment.fields.push_back(spec);
    return true;
  }

  bool range(FieldSpec& spec) {
    if (side == Side::send || spec.comparison != Comparison::equal) {
      cursor.skip_token();
      return wrong("a range stands behind `=`, in an expectation", fmt::format("`{}=V`", name));
    }
    spec.high = value(spec.field);
    if (!spec.high) return false;
    spec.comparison = Comparison::in_range;
    const std::optional<int64_t> low = constant(spec.value), high = constant(*spec.high);
    if (!wraps(spec.field) && low && high && *low > *high)
      return wrong("this range is empty", "the smaller end first");
    return true;
  }

  bool data() {
    const std::optional<Bytes> octets = parse_octets(cursor);
    if (!octets) return false;
    if (octets->size() > UINT16_MAX)
      return wrong("this is more than a segment holds", "at most 65535 octets");
    if (segment.data) return wrong("`data` stands twice", "it once");
    segment.data = DataSpec{*octets, cursor.text().span(from, cursor.at)};
    return true;
  }

  bool address(std::optional<AddressName>& where) {
    const size_t begin = cursor.at;
    const std::string word = cursor.word(".:");
    const std::optional<AddressName> address = look_up(address_words(), word);
    if (where) return wrong(fmt::format("`{}` stands twice", name), "it once");
    if (!address) {
      const std::vector<std::string> known = words_of(address_words());
      cursor.wrong(begin, fmt::format("`{}` is no address: a scenario names no host", word), one_of(known),
                   nearest_word(word, known));
      return false;
    }
    where = address;
    return true;
  }

  bool checksum() {
    const size_t begin = cursor.at;
    const std::string word = cursor.word();
    if (word != "bad" && word != "zero") {
      cursor.wrong(begin, fmt::format("`{}` is no checksum", word), "one of: bad, zero",
                   nearest_word(word, {"bad", "zero"}));
      return false;
    }
    segment.checksum = word == "bad" ? ChecksumMode::bad : ChecksumMode::zero;
    return true;
  }

  template <typename T>
  bool number(std::optional<T>& where, uint64_t low, uint64_t high) {
    const std::optional<uint64_t> value = parse_plain_number(cursor, low, high, name);
    if (!value) return false;
    if (where) return wrong(fmt::format("`{}` stands twice", name), "it once");
    where = static_cast<T>(*value);
    return true;
  }

  bool fragment() {
    if (!number(segment.fragment_octets, 8, 65528)) return false;
    if (*segment.fragment_octets % 8 == 0) return true;
    return wrong("fragments hold a multiple of 8 octets", "a multiple of 8");
  }

  bool ip_options() {
    cursor.take("hex:");
    const std::optional<Bytes> octets = parse_hex(cursor);
    if (!octets) return false;
    const bool v4 = notation.family == Family::v4;
    if (octets->empty() || octets->size() % (v4 ? 4 : 8) != 0 || (v4 && octets->size() > 40))
      return wrong(v4 ? "IPv4 options take 4 to 40 octets, a multiple of 4"
                      : "IPv6 extension headers take a multiple of 8 octets");
    segment.ip_options = *octets;
    return true;
  }

  bool named() {
    if (name == "data") return data();
    if (name == "src") return address(segment.source);
    if (name == "dst") return address(segment.destination);
    if (!send_only()) return false;
    if (name == "checksum") return checksum();
    if (name == "dataofs") return number(segment.data_offset, 0, 15);
    if (name == "reserved") return number(segment.reserved, 0, 7);
    if (name == "frag") return fragment();
    return ip_options();
  }
};

const std::vector<std::string>& special_fields() {
  static const std::vector<std::string> names{"data",    "src",      "dst",  "checksum",
                                              "dataofs", "reserved", "frag", "ipopt"};
  return names;
}

}  // namespace

std::vector<std::string> segment_field_names() {
  std::vector<std::string> names = words_of(field_words());
  names.insert(names.end(), special_fields().begin(), special_fields().end());
  return names;
}

bool field_ahead(const Cursor& cursor) {
  const std::string word = cursor.next_word();
  if (word.empty()) return false;
  const char c = cursor.peek(word.size());
  return c == '=' || c == '<' || c == '>' || (c == '!' && cursor.peek(word.size() + 1) == '=');
}

bool parse_field(Cursor& cursor, const Notation& notation, Side side, TcpSpec& segment) {
  const size_t from = cursor.at;
  const std::string name = cursor.word();
  FieldParser parser{cursor, notation, side, segment, from, name};
  if (const std::optional<Field> field = look_up(field_words(), name)) {
    if (segment.find(*field)) {
      cursor.skip_token();
      return parser.wrong(fmt::format("`{}` stands twice", name), "it once");
    }
    return parser.comparable(*field);
  }
  const std::vector<std::string>& special = special_fields();
  if (std::find(special.begin(), special.end(), name) == special.end()) {
    cursor.wrong(from, fmt::format("unknown field `{}`", name), one_of(segment_field_names()),
                 nearest_word(name, segment_field_names()));
    return false;
  }
  return parser.only_equal(take_comparison(cursor)) && parser.named();
}

}  // namespace shakedown
