#pragma once
// Values, conditions and times in notation.

#include <optional>

#include "scenario/cursor.h"
#include "scenario/names.h"
#include "shakedown/scenario.h"

namespace shakedown {

// What a line of notation stands in.
struct Notation {
  Family family = Family::v4;
  uint32_t mtu = 1500;
  Names* names = nullptr;  // none: names are not looked up
};

enum class Quantity { number, time };

// A sum of numbers and names; `spaced` allows spaces around + and -. All terms are of the quantity asked for.
std::optional<Value> parse_value(Cursor& cursor, const Notation& notation, Quantity want,
                                 bool spaced = false);
// The same where either may stand: the first term decides, and `found` tells.
std::optional<Value> parse_any_value(Cursor& cursor, const Notation& notation, Quantity& found, bool spaced);

// The sum, when it is of numbers alone; it may be negative.
std::optional<int64_t> constant(const Value& value);
// The sum, when it is of durations alone.
std::optional<Duration> constant_time(const Value& value);
// Complains unless a constant lies in low..high.
bool check_range(Cursor& cursor, size_t from, const Value& value, int64_t low, int64_t high,
                 const std::string& what);

// `X >= V`, `X in A..B`. `info`: X is a bare field of TCP_INFO.
std::optional<Condition> parse_condition(Cursor& cursor, const Notation& notation, bool info);
// One of = != < <= > >=, or none.
std::optional<Comparison> take_comparison(Cursor& cursor);

// `T`, `A..B`, `T ±P%`.
std::optional<TimeSpec> parse_time(Cursor& cursor, const Notation& notation);
// A number with a unit and no more.
std::optional<Duration> parse_plain_duration(Cursor& cursor, const std::string& what);
// A number and no more.
std::optional<uint64_t> parse_plain_number(Cursor& cursor, uint64_t low, uint64_t high,
                                           const std::string& what);

}  // namespace shakedown
