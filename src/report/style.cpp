#include "report/style.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "text/utf8.h"

namespace shakedown {

namespace {

// One character of `octets` bytes as it may be shown; utf8_visible knows which marks deceive a terminal.
std::string shown(const std::string& character, bool well_formed, bool utf8) {
  if (character == "\n") return "\\n";
  if (character == "\r") return "\\r";
  if (character == "\t") return "\\t";
  const std::u32string visible = utf8_visible(character);
  const bool hidden = !well_formed || utf8_encode(visible) != character;
  std::string escaped;
  if (hidden)
    for (const char octet : character) escaped += fmt::format("\\x{:02x}", static_cast<unsigned char>(octet));
  else if (!utf8 && character.size() > 1)
    escaped = fmt::format("\\u{{{:x}}}", static_cast<uint32_t>(visible[0]));
  return escaped.empty() ? character : escaped;
}

}  // namespace

std::string paint(const Style& style, Paint how, const std::string& text) {
  if (!style.color || how == Paint::plain || text.empty()) return text;
  const char* code = "";
  switch (how) {
    case Paint::plain:
      break;
    case Paint::good:
      code = "32";
      break;
    case Paint::bad:
      code = "1;31";
      break;
    case Paint::caution:
      code = "33";
      break;
    case Paint::faint:
      code = "2";
      break;
    case Paint::strong:
      code = "1";
      break;
  }
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

std::string printable(const std::string& text, bool utf8) {
  const auto plain = [](char c) { return c >= 0x20 && c < 0x7f; };
  if (std::all_of(text.begin(), text.end(), plain)) return text;
  std::string line;
  for (size_t at = 0; at < text.size();) {
    const size_t octets = utf8_length(std::string_view(text).substr(at));
    const std::string character = text.substr(at, std::max<size_t>(octets, 1));
    line += shown(character, octets > 0, utf8);
    at += character.size();
  }
  return line;
}

std::string printable_lines(const std::string& text, bool utf8) {
  std::string lines;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    lines += printable(text.substr(at, end - at), utf8) + "\n";
    at = end + 1;
  }
  return lines;
}

size_t width_of(const std::string& text) { return utf8_count(text); }

std::string head_of(const std::string& text, size_t characters) {
  size_t at = 0;
  while (at < text.size() && characters-- > 0)
    at += std::max<size_t>(utf8_length(std::string_view(text).substr(at)), 1);
  return text.substr(0, at);
}

std::string padded(const std::string& text, size_t width) {
  const size_t has = width_of(text);
  return has < width ? text + std::string(width - has, ' ') : text;
}

std::string wrapped(const std::string& first, const std::string& text, int columns) {
  const std::string indent(width_of(first), ' ');
  std::string out, line = first;
  bool fresh = true;  // the line holds nothing but its indent
  for (size_t at = 0; at < text.size();) {
    const size_t begin = std::min(text.find_first_not_of(' ', at), text.size());
    const size_t end = std::min(text.find(' ', begin), text.size());
    const std::string gap = text.substr(at, begin - at), word = text.substr(begin, end - begin);
    const size_t length = width_of(line) + gap.size() + width_of(word);
    if (columns > 0 && !fresh && length > static_cast<size_t>(columns)) {
      out += line + "\n";
      line = indent + word;
    } else {
      line += gap + word;
    }
    fresh = false;
    at = end;
  }
  return out + line + "\n";
}

std::string with_caret(const std::string& source_line, int column, int width, const std::string& indent,
                       const Style& style) {
  std::string line = source_line;
  std::replace(line.begin(), line.end(), '\t', ' ');
  std::string out = indent + printable(line, style.utf8) + "\n";
  if (column <= 0) return out;
  const std::string before = head_of(line, static_cast<size_t>(column - 1));
  const std::string marked = head_of(line.substr(before.size()), static_cast<size_t>(std::max(width, 1)));
  const size_t carets = std::max<size_t>(width_of(printable(marked, style.utf8)), 1);
  const std::string gap(width_of(printable(before, style.utf8)), ' ');
  return out + indent + gap + paint(style, Paint::bad, std::string(carets, '^')) + "\n";
}

std::string brief_time(Duration duration) {
  const double ms = std::chrono::duration<double, std::milli>(duration).count();
  if (ms < 0.9995) return fmt::format("{:.2f} ms", ms);
  if (ms < 9.95) return fmt::format("{:.1f} ms", ms);
  if (ms < 999.5) return fmt::format("{:.0f} ms", ms);
  return fmt::format("{:.1f} s", ms / 1000);
}

std::string milliseconds(Duration duration) {
  const auto us = std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
  return fmt::format("{}{}.{:03}", us < 0 ? "-" : "", std::abs(us) / 1000, std::abs(us) % 1000);
}

std::string counted(size_t n, const char* one_thing) {
  return fmt::format("{} {}{}", n, one_thing, n == 1 ? "" : "s");
}

}  // namespace shakedown
