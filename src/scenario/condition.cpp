// Conditions and times: comparisons between values, and spans around a nominal time.

#include <fmt/format.h>

#include "scenario/value.h"
#include "scenario/vocabulary.h"
#include "shakedown/parse.h"

namespace shakedown {
namespace {

constexpr const char* comparison_rule = "one of: =, !=, <, <=, >, >=, in A..B";

// A bare field of TCP_INFO, as `info` steps have it.
std::optional<Value> parse_info_field(Cursor& cursor, Quantity& quantity) {
  const size_t from = cursor.at;
  const std::string name = cursor.word(".");
  const std::optional<bool> is_time = look_up(info_words(), name);
  if (!is_time) {
    if (name.empty()) return cursor.unexpected("a field of TCP_INFO without tcpi_, or `timer`");
    const bool prefixed = name.starts_with("info.") || name.starts_with("tcpi_");
    const std::string bare = prefixed ? name.substr(5) : name;
    const std::vector<std::string> known = words_of(info_words());
    return cursor.wrong(from, fmt::format("TCP_INFO has no field `{}`", name),
                        "a field of TCP_INFO without tcpi_, such as rto, or `timer`",
                        look_up(info_words(), bare) ? bare : nearest_word(bare, known));
  }
  quantity = *is_time ? Quantity::time : Quantity::number;
  Value value;
  value.terms.push_back({false, InfoField{name}});
  value.span = cursor.text().span(from, cursor.at);
  value.text = name;
  return value;
}

bool check_order(Cursor& cursor, size_t from, const Value& low, const Value& high, bool wraps) {
  const std::optional<int64_t> a = constant(low), b = constant(high);
  const std::optional<Duration> s = constant_time(low), t = constant_time(high);
  const bool wrong = (!wraps && a && b && *a > *b) || (s && t && *s > *t);
  if (wrong) cursor.wrong(from, "this range is empty", "the smaller end first");
  return !wrong;
}

}  // namespace

std::optional<Condition> parse_condition(Cursor& cursor, const Notation& notation, bool info) {
  Condition condition;
  Quantity quantity{};
  std::optional<Value> lhs =
      info ? parse_info_field(cursor, quantity) : parse_any_value(cursor, notation, quantity, true);
  if (!lhs) return std::nullopt;
  condition.lhs = *lhs;
  cursor.skip_spaces();
  if (cursor.ahead("==")) return cursor.unexpected(comparison_rule, {"="});
  const bool in = cursor.next_word() == "in";
  if (in) {
    cursor.word();
    condition.comparison = Comparison::in_range;
  } else if (const std::optional<Comparison> comparison = take_comparison(cursor)) {
    condition.comparison = *comparison;
  } else {
    return cursor.unexpected(comparison_rule);
  }
  cursor.skip_spaces();
  const size_t from = cursor.at;
  std::optional<Value> rhs = parse_value(cursor, notation, quantity, true);
  if (!rhs) return std::nullopt;
  condition.rhs = *rhs;
  if (!in) return condition;
  if (!cursor.take("..")) return cursor.unexpected("`..` and the upper end of the range");
  condition.high = parse_value(cursor, notation, quantity, true);
  if (!condition.high || !check_order(cursor, from, condition.rhs, *condition.high, false))
    return std::nullopt;
  return condition;
}

std::optional<TimeSpec> parse_time(Cursor& cursor, const Notation& notation) {
  const size_t from = cursor.at;
  TimeSpec time;
  std::optional<Value> nominal = parse_value(cursor, notation, Quantity::time);
  if (!nominal) return std::nullopt;
  time.nominal = *nominal;
  if (cursor.take("..")) {
    time.high = parse_value(cursor, notation, Quantity::time);
    if (!time.high || !check_order(cursor, from, time.nominal, *time.high, false)) return std::nullopt;
  } else {
    const size_t before = cursor.at;
    cursor.skip_spaces();
    if (cursor.take("±") || cursor.take("+-")) {
      const std::optional<uint64_t> percent = parse_plain_number(cursor, 1, 100, "a percentage");
      if (!percent) return std::nullopt;
      if (!cursor.take("%")) return cursor.unexpected("`%` behind the number");
      time.percent = static_cast<uint32_t>(*percent);
    } else {
      cursor.at = before;
    }
  }
  time.span = cursor.text().span(from, cursor.at);
  return time;
}

std::optional<Duration> parse_plain_duration(Cursor& cursor, const std::string& what) {
  const size_t from = cursor.at;
  const std::string word = cursor.word();
  const std::string rule = "a whole number with one of us, ms, s, min";
  if (word.empty()) return cursor.unexpected(rule);
  const std::optional<Duration> duration = parse_duration(word);
  if (!duration) return cursor.wrong(from, fmt::format("`{}` is no time", word), rule);
  constexpr Duration longest = 24h;
  if (*duration > longest || duration->count() == 0)
    return cursor.wrong(from, fmt::format("{} is out of the range of {}", word, what), "1us..1440min");
  return duration;
}

}  // namespace shakedown
