// Numbers and durations as people write and read them, in files and on the command line alike.

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "shakedown/parse.h"

namespace shakedown {
namespace {

struct Unit {
  const char* name;
  int64_t nanoseconds;
};
constexpr std::array<Unit, 4> units{
    {{"us", 1'000}, {"ms", 1'000'000}, {"s", 1'000'000'000}, {"min", 60'000'000'000}}};

std::optional<unsigned> digit_value(char c, unsigned base) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (base == 16 && c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (base == 16 && c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

// `thousandths` of a unit as a decimal number without needless zeros: 1076 -> "1.076".
std::string decimal(int64_t thousandths) {
  std::string text = fmt::format("{}.{:03}", thousandths / 1000, thousandths % 1000);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

std::optional<uint64_t> parse_number(const std::string& text, uint64_t max) {
  const bool hexadecimal = text.starts_with("0x");
  const std::string digits = hexadecimal ? text.substr(2) : text;
  const unsigned base = hexadecimal ? 16 : 10;
  if (digits.empty() || (!hexadecimal && digits.size() > 1 && digits[0] == '0')) return std::nullopt;
  uint64_t value = 0;
  for (const char c : digits) {
    const std::optional<unsigned> digit = digit_value(c, base);
    if (!digit || value > (UINT64_MAX - *digit) / base) return std::nullopt;
    value = value * base + *digit;
  }
  if (value > max) return std::nullopt;
  return value;
}

std::optional<Duration> parse_duration(const std::string& text) {
  const size_t unit_at = text.find_first_not_of("0123456789");
  if (unit_at == std::string::npos) return std::nullopt;
  for (const Unit& unit : units) {
    if (text.compare(unit_at, std::string::npos, unit.name) != 0) continue;
    const std::optional<uint64_t> count =
        parse_number(text.substr(0, unit_at), static_cast<uint64_t>(INT64_MAX / unit.nanoseconds));
    if (!count) return std::nullopt;
    return Duration(static_cast<int64_t>(*count) * unit.nanoseconds);
  }
  return std::nullopt;
}

std::string to_string_duration(Duration duration) {
  if (duration.count() < 0 && duration != Duration::min()) return "-" + to_string_duration(-duration);
  const int64_t nanoseconds = duration.count();
  if (nanoseconds == 0) return "0 s";
  if (nanoseconds < 999'999) return decimal(nanoseconds) + " us";
  const int64_t microseconds = nanoseconds / 1000 + (nanoseconds % 1000 >= 500);
  if (microseconds < 1'000'000) return decimal(microseconds) + " ms";
  return decimal(microseconds / 1000 + (microseconds % 1000 >= 500)) + " s";
}

}  // namespace shakedown
