// Whole segments in notation: flags, then fields and options in any order.

#include <fmt/format.h>

#include <algorithm>

#include "scenario/notation.h"
#include "scenario/vocabulary.h"
#include "shakedown/parse.h"

namespace shakedown {
namespace {

std::vector<std::string> first_words() {
  std::vector<std::string> words = words_of(flag_words());
  words.insert(words.end(), {"NOFLAGS", "ANY", "ICMP"});
  return words;
}

constexpr const char* flags_rule =
    "flags joined by `-`: SYN ACK FIN RST PSH URG ECE CWR AE, or NOFLAGS, ANY, ICMP";

bool parse_flags(Cursor& cursor, Side side, TcpSpec& segment) {
  const size_t begin = cursor.at;
  const std::string all = cursor.next_word("-");
  if (all == "NOFLAGS" || all == "ANY") {
    cursor.at += all.size();
    segment.any = all == "ANY";
    if (!segment.any || side == Side::expect) return true;
    cursor.wrong(begin, "`ANY` is for an expectation; a send needs flags", flags_rule);
    return false;
  }
  if (all.empty() || field_ahead(cursor)) {
    cursor.unexpected(flags_rule, first_words());
    return false;
  }
  do {
    const size_t from = cursor.at;
    const std::string word = cursor.word();
    const std::optional<Flag> flag = look_up(flag_words(), word);
    if (!flag) {
      const std::string message =
          word.empty() ? "a flag is missing here" : fmt::format("unknown flag `{}`", word);
      cursor.wrong(from, message, flags_rule, nearest_word(word, first_words()));
      cursor.word("-");
      return false;
    }
    if (segment.flags.has(*flag)) {
      cursor.wrong(from, fmt::format("the flag `{}` stands twice", word), "it once");
      cursor.word("-");
      return false;
    }
    segment.flags = segment.flags.with(*flag);
  } while (cursor.take("-"));
  return true;
}

// A field, an option list or a misplaced word; false: what stands here is no part of a segment.
bool parse_part(Cursor& cursor, const Notation& notation, Side side, TcpSpec& segment, bool& good) {
  const size_t from = cursor.at;
  if (cursor.peek() == '<') {
    const bool twice = segment.options.has_value();
    std::optional<OptionListSpec> list = parse_option_list(cursor, notation, side);
    good = good && list && !twice;
    if (twice) cursor.wrong(from, "a second list of options", "one");
    if (list) segment.options = list;
    return true;
  }
  if (!field_ahead(cursor)) {
    const std::vector<std::string> names = segment_field_names();
    const std::string word = cursor.next_word();
    if (word.empty() || std::find(names.begin(), names.end(), word) == names.end()) return false;
    cursor.word();
    cursor.wrong(from, fmt::format("`{}` has no value", word), fmt::format("`{}=V`, without spaces", word));
    good = false;
    cursor.skip_spaces();
    if (is_digit(cursor.peek()) || cursor.peek() == '=') cursor.skip_token();
    return true;
  }
  if (!parse_field(cursor, notation, side, segment)) {
    good = false;
    cursor.skip_token();
  } else if (!cursor.done() && cursor.peek() != ' ' && cursor.peek() != '\t') {
    cursor.unexpected("a space and the next field");
    cursor.skip_token();
    good = false;
  }
  return true;
}

uint32_t headers_of(const TcpSpec& segment, Family family) {
  const uint32_t ip = family == Family::v4 ? 20 : 40;
  const uint32_t ip_options = segment.ip_options ? static_cast<uint32_t>(segment.ip_options->size()) : 0;
  return ip + ip_options + 20 + (segment.options ? option_octets(*segment.options) : 0);
}

bool check_whole(Cursor& cursor, const Notation& notation, size_t from, const TcpSpec& segment) {
  const FieldSpec* length = segment.find(Field::len);
  const FieldSpec* psh = segment.find(Field::psh);
  if (length && segment.data) {
    cursor.wrong(from, "`len` and `data` both say how long the segment is", "one of them");
    return false;
  }
  if (segment.find(Field::win) && segment.find(Field::wnd)) {
    cursor.wrong(from, "`win` and `wnd` are the same field, raw and scaled", "one of them");
    return false;
  }
  if (psh && segment.flags.has(Flag::psh)) {
    cursor.wrong(from, "PSH is among the flags already", "one of: PSH, psh=");
    return false;
  }
  int64_t octets = segment.data ? static_cast<int64_t>(segment.data->octets.size()) : 0;
  const bool at_least = length && length->comparison == Comparison::equal;
  if (at_least) octets = constant(length->value).value_or(0);
  const uint32_t headers = headers_of(segment, notation.family);
  if (segment.fragment_octets || octets + headers <= notation.mtu) return true;
  cursor.wrong(from,
               fmt::format("{} octets of data behind {} of headers do not fit the link's {} in IPv{}", octets,
                           headers, notation.mtu, static_cast<int>(notation.family)),
               fmt::format("at most {} octets of data, or frag=N", int64_t{notation.mtu} - headers));
  return false;
}

std::optional<TcpSpec> parse_tcp(Cursor& cursor, const Notation& notation, Side side) {
  const size_t from = cursor.at;
  TcpSpec segment;
  bool good = parse_flags(cursor, side, segment);
  if (!good && field_ahead(cursor)) cursor.skip_token();
  size_t end = cursor.at;
  for (cursor.skip_spaces(); !cursor.done() && parse_part(cursor, notation, side, segment, good);
       cursor.skip_spaces())
    end = cursor.at;
  cursor.at = end;
  if (!good || !check_whole(cursor, notation, from, segment)) return std::nullopt;
  return segment;
}

bool parse_icmp_field(Cursor& cursor, const Notation& notation, IcmpSpec& icmp) {
  const size_t from = cursor.at;
  const std::string name = cursor.word();
  const bool equal = cursor.take("=");
  if (equal && name == "quote") {
    const size_t begin = cursor.at;
    icmp.quote = cursor.word();
    if (icmp.quote.empty()) return cursor.unexpected("the name of a segment"), false;
    return !notation.names ||
           notation.names->known(cursor.text(), begin, cursor.at, icmp.quote, false, cursor.complaints());
  }
  if (equal && name == "mtu") {
    const size_t begin = cursor.at;
    icmp.mtu = parse_value(cursor, notation, Quantity::number);
    const int64_t most = notation.family == Family::v4 ? UINT16_MAX : UINT32_MAX;
    return icmp.mtu && check_range(cursor, begin, *icmp.mtu, 0, most, "mtu");
  }
  cursor.wrong(from, fmt::format("unknown field `{}`", name), "one of: quote=NAME, mtu=N",
               nearest_word(name, {"quote", "mtu"}));
  return false;
}

std::optional<IcmpSpec> parse_icmp(Cursor& cursor, const Notation& notation, Side side) {
  const size_t begin = cursor.at;
  cursor.take("ICMP");
  cursor.skip_spaces();
  const size_t from = cursor.at;
  const std::string word = cursor.word("-");
  const std::vector<std::string> known = words_of(icmp_words());
  if (word.empty()) return cursor.unexpected(one_of(known));
  const std::optional<IcmpKind> kind = look_up(icmp_words(), word);
  const bool absent = kind == IcmpKind::source_quench && notation.family == Family::v6;
  if (!kind || absent) {
    if (absent)
      cursor.wrong(from, "ICMPv6 has no source-quench", "`family: 4`");
    else
      cursor.wrong(from, fmt::format("unknown ICMP message `{}`", word), one_of(known),
                   nearest_word(word, known));
    for (cursor.skip_spaces(); field_ahead(cursor); cursor.skip_spaces()) cursor.skip_token();
    return std::nullopt;
  }
  IcmpSpec icmp{*kind, {}, ""};
  bool good = true;
  size_t end = cursor.at;
  for (cursor.skip_spaces(); field_ahead(cursor); cursor.skip_spaces()) {
    if (!parse_icmp_field(cursor, notation, icmp)) {
      good = false;
      cursor.skip_token();
    }
    end = cursor.at;
  }
  cursor.at = end;
  if (!good) return std::nullopt;
  if (icmp.quote.empty() && side == Side::send)
    return cursor.wrong(begin, "this message quotes no segment", "`quote=NAME`, a segment named with `as`");
  const bool too_big = icmp.kind == IcmpKind::too_big;
  if (too_big && !icmp.mtu && side == Side::send)
    return cursor.wrong(begin, "too-big says no MTU", "`mtu=N`");
  if (!too_big && icmp.mtu) return cursor.wrong(begin, "only too-big says an MTU", "no `mtu`");
  return icmp;
}

}  // namespace

std::optional<SegmentSpec> parse_segment_notation(Cursor& cursor, const Notation& notation, Side side) {
  cursor.skip_spaces();
  const size_t from = cursor.at;
  SegmentSpec spec;
  if (cursor.next_word("-") == "ICMP") {
    std::optional<IcmpSpec> icmp = parse_icmp(cursor, notation, side);
    if (!icmp) return std::nullopt;
    spec.what = *icmp;
  } else {
    std::optional<TcpSpec> tcp = parse_tcp(cursor, notation, side);
    if (!tcp) return std::nullopt;
    spec.what = std::move(*tcp);
  }
  spec.span = cursor.text().span(from, cursor.at);
  spec.text = cursor.text().text.substr(from, cursor.at - from);
  return spec;
}

std::optional<WithSpec> parse_with(Cursor& cursor, const Notation& notation) {
  TcpSpec segment;
  bool good = true;
  cursor.skip_spaces();
  if (cursor.done()) return cursor.unexpected("`win=N`, `<options>`, or both");
  for (; !cursor.done(); cursor.skip_spaces()) {
    const bool window = cursor.ahead("win=");
    if (!window && cursor.peek() != '<') return cursor.unexpected("`win=N`, `<options>`, or both", {"win="});
    parse_part(cursor, notation, Side::send, segment, good);
  }
  if (!good) return std::nullopt;
  WithSpec with;
  if (const FieldSpec* window = segment.find(Field::win)) with.win = window->value;
  with.options = segment.options;
  return with;
}

tl::expected<SegmentSpec, Diagnostic> parse_segment(const std::string& text, const SourceSpan& at,
                                                    bool expectation) {
  const auto source =
      std::make_shared<const Source>(at.file, text, std::max(1, at.line), std::max(1, at.column));
  const Text whole = whole_text(source);
  Complaints complaints;
  Cursor cursor(whole, complaints);
  const Notation notation{Family::v4, UINT16_MAX, nullptr};
  std::optional<SegmentSpec> spec =
      parse_segment_notation(cursor, notation, expectation ? Side::expect : Side::send);
  cursor.skip_spaces();
  if (spec && !cursor.done()) cursor.unexpected(one_of(segment_field_names()), segment_field_names());
  if (complaints.errors() > 0 || !spec) return tl::unexpected(complaints.sorted().at(0));
  return *spec;
}

}  // namespace shakedown
