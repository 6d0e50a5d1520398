// TCP options in notation.

#include <fmt/format.h>

#include "scenario/literal.h"
#include "scenario/notation.h"
#include "scenario/vocabulary.h"
#include "shakedown/parse.h"

namespace shakedown {
namespace {

constexpr uint32_t option_room = 40;  // a header's 60 octets less its fixed 20
constexpr int64_t max32 = UINT32_MAX;

using What = decltype(OptionSpec::what);

const std::vector<std::string>& entry_words() {
  static const std::vector<std::string> words{"mss N|link",  "sackOK",       "sack A:B",  "ts VAL ECR",
                                              "wscale N",    "nop",          "eol",       "tfo",
                                              "md5 \"KEY\"", "KIND:LEN:HEX", "no OPTION", "..."};
  return words;
}

struct OptionParser {
  Cursor& cursor;
  const Notation& notation;
  Side side;

  // `*`, which frees a value in an expectation.
  std::optional<bool> take_any() {
    if (cursor.peek() != '*') return false;
    if (side == Side::send) {
      ++cursor.at;
      return cursor.wrong(cursor.at - 1, "`*` frees a value in an expectation; a send needs one", "a value");
    }
    ++cursor.at;
    return true;
  }

  std::optional<std::optional<Value>> number(int64_t high, const std::string& what) {
    cursor.skip_spaces();
    const std::optional<bool> any = take_any();
    if (!any) return std::nullopt;
    if (*any) return std::optional<Value>();
    const size_t from = cursor.at;
    std::optional<Value> value = parse_value(cursor, notation, Quantity::number);
    if (!value || !check_range(cursor, from, *value, 0, high, what)) return std::nullopt;
    return value;
  }

  std::optional<What> mss() {
    cursor.skip_spaces();
    if (cursor.next_word() == "link") {
      cursor.word();
      return MssSpec{true, {}};
    }
    const auto value = number(UINT16_MAX, "mss");
    if (!value) return std::nullopt;
    return MssSpec{false, *value};
  }

  std::optional<What> wscale() {
    const auto value = number(UINT8_MAX, "wscale");
    if (!value) return std::nullopt;
    return WindowScaleSpec{*value};
  }

  std::optional<What> sack() {
    SackSpec spec;
    cursor.skip_spaces();
    const std::optional<bool> any = take_any();
    if (!any) return std::nullopt;
    if (*any) {
      spec.any = true;
      return spec;
    }
    do {
      const size_t from = cursor.at;
      std::optional<Value> left = parse_value(cursor, notation, Quantity::number);
      if (!left || !check_range(cursor, from, *left, -max32, max32, "a sequence number")) return std::nullopt;
      if (!cursor.take(":")) return cursor.unexpected("`:` and the octet behind the block");
      const size_t right_from = cursor.at;
      std::optional<Value> right = parse_value(cursor, notation, Quantity::number);
      if (!right || !check_range(cursor, right_from, *right, -max32, max32, "a sequence number"))
        return std::nullopt;
      spec.blocks.emplace_back(*left, *right);
      cursor.skip_spaces();
    } while (cursor.peek() != ',' && cursor.peek() != '>' && !cursor.done());
    return spec;
  }

  std::optional<TimestampSpec::Side> timestamp() {
    cursor.skip_spaces();
    const std::optional<bool> any = take_any();
    if (!any) return std::nullopt;
    if (*any) return TimestampSpec::Any{};
    const std::string word = cursor.next_word();
    if (word == "last") {
      cursor.word();
      return TimestampSpec::Last{};
    }
    if (word == "now") {
      cursor.word();
      TimestampSpec::Now now;
      if (cursor.take("-")) {
        const std::optional<uint64_t> minus = parse_plain_number(cursor, 0, UINT32_MAX, "milliseconds");
        if (!minus) return std::nullopt;
        now.minus = static_cast<uint32_t>(*minus);
      }
      return now;
    }
    if (word.empty()) return cursor.unexpected("`ts VAL ECR`, each a number, now, now-N, last or *");
    const size_t from = cursor.at;
    std::optional<Value> value = parse_value(cursor, notation, Quantity::number);
    if (!value || !check_range(cursor, from, *value, -max32, max32, "a timestamp")) return std::nullopt;
    return *value;
  }

  std::optional<What> ts() {
    const std::optional<TimestampSpec::Side> value = timestamp();
    if (!value) return std::nullopt;
    const std::optional<TimestampSpec::Side> echo = timestamp();
    if (!echo) return std::nullopt;
    return TimestampSpec{*value, *echo};
  }

  std::optional<What> tfo() {
    FastOpenSpec spec;
    cursor.skip_spaces();
    const std::optional<bool> any = take_any();
    if (!any) return std::nullopt;
    spec.any = *any;
    const size_t from = cursor.at;
    const std::string word = cursor.next_word(".");
    if (word.empty()) return spec;
    if (const size_t dot = word.find('.'); dot != word.npos) {
      cursor.at += word.size();
      const std::string name = word.substr(0, dot);
      if (word.substr(dot) != ".cookie")
        return cursor.wrong(from, "this is no cookie", "hexadecimal octets or NAME.cookie");
      const bool unknown = notation.names && !notation.names->known(cursor.text(), from, from + dot, name,
                                                                    false, cursor.complaints());
      if (unknown) return std::nullopt;
      spec.cookie = NamedSegmentField{name, NamedField::cookie};
      return spec;
    }
    const std::optional<Bytes> octets = parse_hex(cursor);
    if (!octets) return std::nullopt;
    spec.cookie = *octets;
    return spec;
  }

  std::optional<What> md5() {
    cursor.skip_spaces();
    if (cursor.next_word() == "bad") {
      cursor.word();
      if (side == Side::expect)
        return cursor.wrong(cursor.at - 3, "`md5 bad` is for a send", "`md5 \"KEY\"`: signed with this key");
      return Md5Spec{};
    }
    const size_t from = cursor.at;
    if (cursor.peek() != '"') return cursor.unexpected("`md5 \"KEY\"` or `md5 bad`");
    const std::optional<Bytes> key = parse_quoted(cursor);
    if (!key) return std::nullopt;
    constexpr size_t longest_key = 80;  // Linux takes no more
    if (key->empty() || key->size() > longest_key)
      return cursor.wrong(from, "this key does not have 1 to 80 octets", "a key of 1 to 80 octets");
    return Md5Spec{std::string(key->begin(), key->end())};
  }

  std::optional<What> raw() {
    const std::optional<uint64_t> kind = parse_plain_number(cursor, 0, UINT8_MAX, "an option's kind");
    if (!kind) return std::nullopt;
    if (!cursor.take(":")) return cursor.unexpected("KIND:LEN:HEX, an option's octets");
    const std::optional<uint64_t> length = parse_plain_number(cursor, 0, UINT8_MAX, "an option's length");
    if (!length) return std::nullopt;
    if (!cursor.take(":")) return cursor.unexpected("KIND:LEN:HEX, an option's octets");
    const std::optional<Bytes> body = parse_hex(cursor);
    if (!body) return std::nullopt;
    return RawSpec{static_cast<uint8_t>(*kind), static_cast<uint8_t>(*length), *body};
  }

  std::optional<What> option() {
    if (is_digit(cursor.peek())) return raw();
    const size_t from = cursor.at;
    const std::string word = cursor.word();
    if (word == "mss") return mss();
    if (word == "sackOK") return SackPermittedOption{};
    if (word == "sack") return sack();
    if (word == "ts") return ts();
    if (word == "wscale") return wscale();
    if (word == "nop") return NopOption{};
    if (word == "eol") return EolOption{};
    if (word == "tfo") return tfo();
    if (word == "md5") return md5();
    if (word.empty()) return cursor.unexpected(one_of(entry_words()));
    return cursor.wrong(from, fmt::format("unknown option `{}`", word), one_of(entry_words()),
                        nearest_word(word, words_of(option_kind_words())));
  }

  std::optional<uint8_t> absent_kind() {
    cursor.skip_spaces();
    const size_t from = cursor.at;
    if (is_digit(cursor.peek())) {
      const std::optional<uint64_t> kind = parse_plain_number(cursor, 0, UINT8_MAX, "an option's kind");
      if (!kind) return std::nullopt;
      return static_cast<uint8_t>(*kind);
    }
    const std::string word = cursor.word();
    const std::vector<std::string> known = words_of(option_kind_words());
    if (word.empty()) return cursor.unexpected(one_of(known));
    const std::optional<uint8_t> kind = look_up(option_kind_words(), word);
    if (!kind)
      return cursor.wrong(from, fmt::format("unknown option `{}`", word), one_of(known),
                          nearest_word(word, known));
    return kind;
  }

  bool entry(OptionListSpec& list) {
    const size_t from = cursor.at;
    if (cursor.take("...")) {
      if (list.open) cursor.wrong(from, "`...` stands twice", "it once");
      list.open = true;
      return true;
    }
    if (cursor.next_word() == "no") {
      cursor.word();
      const std::optional<uint8_t> kind = absent_kind();
      if (kind) list.absent.push_back(*kind);
      return kind.has_value();
    }
    const std::optional<What> what = option();
    if (what) list.options.push_back({*what, cursor.text().span(from, cursor.at)});
    return what.has_value();
  }

  // To the `,` or `>` behind an entry that was not understood.
  void skip_entry() {
    bool quoted = false;
    for (; !cursor.done(); ++cursor.at) {
      if (cursor.peek() == '"') quoted = !quoted;
      if (!quoted && (cursor.peek() == ',' || cursor.peek() == '>')) return;
    }
  }
};

bool check_list(Cursor& cursor, size_t from, const OptionListSpec& list) {
  if (!list.absent.empty() && !list.open) {
    cursor.wrong(from, "`no` in a list without `...` says nothing: what is not written is not there",
                 "`<..., no ts>`");
    return false;
  }
  const uint32_t octets = option_octets(list);
  if (octets <= option_room) return true;
  cursor.wrong(
      from, fmt::format("these options take {} octets; a TCP header has room for {}", octets, option_room));
  return false;
}

uint32_t octets_of(const OptionSpec& option) {
  struct {
    uint32_t operator()(const MssSpec&) const { return 4; }
    uint32_t operator()(const SackPermittedOption&) const { return 2; }
    uint32_t operator()(const SackSpec& sack) const {
      return 2 + 8 * static_cast<uint32_t>(sack.blocks.size());
    }
    uint32_t operator()(const TimestampSpec&) const { return 10; }
    uint32_t operator()(const WindowScaleSpec&) const { return 3; }
    uint32_t operator()(const NopOption&) const { return 1; }
    uint32_t operator()(const EolOption&) const { return 1; }
    uint32_t operator()(const FastOpenSpec& tfo) const {
      const Bytes* octets = tfo.cookie ? std::get_if<Bytes>(&*tfo.cookie) : nullptr;
      return 2 + (octets ? static_cast<uint32_t>(octets->size()) : 0);
    }
    uint32_t operator()(const Md5Spec&) const { return 18; }
    uint32_t operator()(const RawSpec& raw) const { return 2 + static_cast<uint32_t>(raw.body.size()); }
  } size;
  return std::visit(size, option.what);
}

}  // namespace

uint32_t option_octets(const OptionListSpec& list) {
  uint32_t octets = 0;
  for (const OptionSpec& option : list.options) octets += octets_of(option);
  return (octets + 3) / 4 * 4;
}

std::optional<OptionListSpec> parse_option_list(Cursor& cursor, const Notation& notation, Side side) {
  const size_t from = cursor.at;
  OptionParser parser{cursor, notation, side};
  OptionListSpec list;
  bool good = true;
  cursor.take("<");
  cursor.skip_spaces();
  while (!cursor.take(">")) {
    const bool understood = parser.entry(list);
    cursor.skip_spaces();
    if (understood && !cursor.done() && cursor.peek() != ',' && cursor.peek() != '>') {
      const size_t rest = cursor.at;
      parser.skip_entry();
      cursor.wrong(
          rest, fmt::format("`{}` is not understood here", cursor.text().text.substr(rest, cursor.at - rest)),
          "`,` and the next option, or `>`");
      good = false;
    }
    good = good && understood;
    if (!understood) parser.skip_entry();
    if (cursor.done()) {
      if (good) cursor.wrong(from, "this `<` is never closed", "`>` behind the last option");
      return std::nullopt;
    }
    const size_t comma = cursor.at;
    if (!cursor.take(",")) continue;
    cursor.skip_spaces();
    if (cursor.peek() != '>') continue;
    cursor.at = comma + 1;
    cursor.wrong(comma, "no option stands behind this comma", one_of(entry_words()));
    good = false;
    cursor.skip_spaces();
  }
  list.span = cursor.text().span(from, cursor.at);
  if (!good || !check_list(cursor, from, list)) return std::nullopt;
  return list;
}

}  // namespace shakedown
