#include "scenario/value.h"

#include <fmt/format.h>

#include <algorithm>

#include "scenario/vocabulary.h"
#include "shakedown/parse.h"

namespace shakedown {
namespace {

constexpr const char* value_rule = "a number or a name such as SND.NXT, syn.seq or info.rto";
constexpr const char* time_rule = "a time with its unit, such as 200ms or 1s";
constexpr const char* number_rule = "a decimal number or 0x..., without leading zeros, sign or `_`";

struct Found {
  Term term;
  Quantity quantity;
};

std::optional<Found> parse_number_term(Cursor& cursor) {
  const size_t from = cursor.at;
  const std::string word = cursor.word();
  if (cursor.peek() == '.' && is_digit(cursor.peek(1))) {
    cursor.word(".");
    return cursor.wrong(from, "only whole numbers stand here", "a smaller unit: 1500ms, not 1.5s");
  }
  Found found{{}, Quantity::number};
  if (const std::optional<uint64_t> number = parse_number(word)) {
    found.term.atom = *number;
    return found;
  }
  if (const std::optional<Duration> duration = parse_duration(word)) {
    found.term.atom = *duration;
    found.quantity = Quantity::time;
    return found;
  }
  const size_t unit_at = word.find_first_not_of("0123456789");
  const bool bad_unit = unit_at != word.npos && is_letter(word[unit_at]) && !word.starts_with("0x");
  if (bad_unit)
    return cursor.wrong(from, fmt::format("`{}` is neither a number nor a time", word),
                        "a whole number, alone or with one of us, ms, s, min");
  return cursor.wrong(from, fmt::format("`{}` is not a number that fits", word), number_rule);
}

std::optional<Found> parse_info_term(Cursor& cursor, size_t from, const std::string& field) {
  const std::optional<bool> is_time = look_up(info_words(), field);
  if (!is_time)
    return cursor.wrong(from, fmt::format("TCP_INFO has no field `{}`", field),
                        "a field of TCP_INFO without tcpi_, such as rto, or `timer`",
                        nearest_word(field, words_of(info_words())));
  Found found{{}, *is_time ? Quantity::time : Quantity::number};
  found.term.atom = InfoField{field};
  return found;
}

// NAME.field of a named segment.
std::optional<Found> parse_named_term(Cursor& cursor, const Notation& notation, size_t from,
                                      const std::string& name, const std::string& field) {
  const std::optional<NamedField> known = look_up(named_field_words(), field);
  if (!known) {
    cursor.complaints().error(
        cursor.text(), from + name.size() + 1, cursor.at, fmt::format("a named segment has no `.{}`", field),
        one_of(words_of(named_field_words())), nearest_word(field, words_of(named_field_words())));
    return std::nullopt;
  }
  if (notation.names && !notation.names->known(cursor.text(), from, from + name.size(), name,
                                               *known == NamedField::time, cursor.complaints()))
    return std::nullopt;
  if (*known == NamedField::cookie)
    return cursor.wrong(from, "a cookie is no number", "it to stand in `tfo NAME.cookie` alone");
  Found found{{}, *known == NamedField::time ? Quantity::time : Quantity::number};
  found.term.atom = NamedSegmentField{name, *known};
  return found;
}

std::optional<Found> parse_term(Cursor& cursor, const Notation& notation) {
  const size_t from = cursor.at;
  if (is_digit(cursor.peek())) return parse_number_term(cursor);
  const std::string first = cursor.word();
  if (first.empty()) return cursor.unexpected(value_rule);
  std::string dotted;
  while (cursor.peek() == '.' && is_name_character(cursor.peek(1))) {
    cursor.take(".");
    dotted += (dotted.empty() ? "" : ".") + cursor.word();
  }
  const std::string whole = dotted.empty() ? first : first + "." + dotted;
  if (const std::optional<Variable> variable = look_up(variable_words(), whole)) {
    Found found{{}, Quantity::number};
    found.term.atom = *variable;
    return found;
  }
  if (first == "SND" || first == "RCV" || dotted.empty()) {
    std::vector<std::string> known = words_of(variable_words());
    return cursor.wrong(from, fmt::format("`{}` is no value", whole), value_rule, nearest_word(whole, known));
  }
  if (first == "info") return parse_info_term(cursor, from, dotted);
  return parse_named_term(cursor, notation, from, first, dotted);
}

// `+` or `-` with another term behind it; `+-` begins a percentage.
bool take_sign(Cursor& cursor, bool spaced, bool& minus) {
  const size_t before = cursor.at;
  if (spaced) cursor.skip_spaces();
  const bool sign = (cursor.peek() == '+' || cursor.peek() == '-') && !cursor.ahead("+-");
  if (!sign) {
    cursor.at = before;
    return false;
  }
  minus = cursor.take("-");
  if (!minus) cursor.take("+");
  if (spaced) cursor.skip_spaces();
  return true;
}

std::optional<Value> parse_sum(Cursor& cursor, const Notation& notation, std::optional<Quantity>& quantity,
                               bool spaced) {
  const size_t from = cursor.at;
  Value value;
  value.absolute = cursor.take("abs:");
  if (cursor.peek() == '-') return cursor.unexpected(std::string(number_rule));
  bool minus = false;
  do {
    const size_t term_from = cursor.at;
    std::optional<Found> found = parse_term(cursor, notation);
    if (!found) return std::nullopt;
    if (quantity && found->quantity != *quantity) {
      const bool wants_time = *quantity == Quantity::time;
      return cursor.wrong(term_from,
                          wants_time ? "this is a number, not a time" : "this is a time, not a number",
                          wants_time ? time_rule : "a number");
    }
    quantity = found->quantity;
    found->term.minus = minus;
    value.terms.push_back(found->term);
  } while (take_sign(cursor, spaced, minus));
  value.span = cursor.text().span(from, cursor.at);
  value.text = cursor.text().text.substr(from, cursor.at - from);
  return value;
}

}  // namespace

std::optional<Value> parse_value(Cursor& cursor, const Notation& notation, Quantity want, bool spaced) {
  std::optional<Quantity> quantity = want;
  return parse_sum(cursor, notation, quantity, spaced);
}

std::optional<Value> parse_any_value(Cursor& cursor, const Notation& notation, Quantity& found, bool spaced) {
  std::optional<Quantity> quantity;
  std::optional<Value> value = parse_sum(cursor, notation, quantity, spaced);
  if (value) found = *quantity;
  return value;
}

std::optional<int64_t> constant(const Value& value) {
  int64_t sum = 0;
  for (const Term& term : value.terms) {
    const uint64_t* number = std::get_if<uint64_t>(&term.atom);
    if (!number) return std::nullopt;
    const int64_t part = *number > INT64_MAX ? INT64_MAX : static_cast<int64_t>(*number);
    const bool overflow =
        term.minus ? __builtin_sub_overflow(sum, part, &sum) : __builtin_add_overflow(sum, part, &sum);
    if (overflow) return term.minus ? INT64_MIN : INT64_MAX;
  }
  return sum;
}

std::optional<Duration> constant_time(const Value& value) {
  int64_t sum = 0;
  for (const Term& term : value.terms) {
    const Duration* duration = std::get_if<Duration>(&term.atom);
    if (!duration) return std::nullopt;
    const int64_t part = duration->count();
    const bool overflow =
        term.minus ? __builtin_sub_overflow(sum, part, &sum) : __builtin_add_overflow(sum, part, &sum);
    if (overflow) return term.minus ? Duration::min() : Duration::max();
  }
  return Duration(sum);
}

bool check_range(Cursor& cursor, size_t from, const Value& value, int64_t low, int64_t high,
                 const std::string& what) {
  const std::optional<int64_t> number = constant(value);
  if (!number || (*number >= low && *number <= high)) return true;
  cursor.wrong(from, fmt::format("{} is out of the range of {}", value.text, what),
               fmt::format("{}..{}", std::max<int64_t>(low, 0), high));
  return false;
}

std::optional<Comparison> take_comparison(Cursor& cursor) {
  if (cursor.take("!=")) return Comparison::not_equal;
  if (cursor.take("<=")) return Comparison::less_equal;
  if (cursor.take(">=")) return Comparison::greater_equal;
  if (cursor.take("<")) return Comparison::less;
  if (cursor.take(">")) return Comparison::greater;
  if (cursor.take("=")) return Comparison::equal;
  return std::nullopt;
}

std::optional<uint64_t> parse_plain_number(Cursor& cursor, uint64_t low, uint64_t high,
                                           const std::string& what) {
  const size_t from = cursor.at;
  const std::string word = cursor.word();
  const std::string range = fmt::format("a number in {}..{}", low, high);
  if (word.empty()) return cursor.unexpected(range);
  const std::optional<uint64_t> number = parse_number(word);
  if (!number) return cursor.wrong(from, fmt::format("`{}` is not a number that fits", word), number_rule);
  if (*number < low || *number > high)
    return cursor.wrong(from, fmt::format("{} is out of the range of {}", word, what),
                        fmt::format("{}..{}", low, high));
  return number;
}

}  // namespace shakedown
