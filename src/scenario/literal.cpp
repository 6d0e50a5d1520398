#include "scenario/literal.h"

#include <fmt/format.h>

namespace shakedown {
namespace {

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

std::optional<uint8_t> take_hex_octet(Cursor& cursor) {
  const std::optional<unsigned> high = hex_digit(cursor.peek()), low = hex_digit(cursor.peek(1));
  if (!high || !low) return std::nullopt;
  cursor.at += 2;
  return static_cast<uint8_t>(*high << 4 | *low);
}

// Whether YAML took the rest of this plain line for a comment.
bool cut_by_comment(const Text& text) {
  if (!text.source) return false;
  const std::string& all = text.source->text();
  if (text.all.begin >= all.size() ||
      std::string_view("'\"|>").find(all[text.all.begin]) != std::string_view::npos)
    return false;
  const size_t hash = all.find_first_not_of(" \t", text.all.end);
  return hash != all.npos && hash > text.all.end && all[hash] == '#';
}

std::nullopt_t unclosed(Cursor& cursor, size_t from) {
  const Text& text = cursor.text();
  cursor.at = text.text.size();
  if (!cut_by_comment(text))
    return cursor.wrong(from, "this `\"` is never closed", "a `\"` at the end of the text");
  return cursor.wrong(from, "YAML takes the ` #` inside this text for a comment and cuts the line short",
                      "the line in single quotes: " + in_single_quotes(*text.source, text.all.begin));
}

}  // namespace

std::string in_single_quotes(const Source& source, size_t begin) {
  const size_t end = source.line_end(source.line_number(begin));
  std::string quoted = "'";
  for (const char c : source.text().substr(begin, end > begin ? end - begin : 0))
    quoted += c == '\'' ? "''" : std::string(1, c);
  while (quoted.size() > 1 && quoted.back() == ' ') quoted.pop_back();
  return quoted + "'";
}

std::optional<Bytes> parse_quoted(Cursor& cursor) {
  const size_t from = cursor.at;
  if (!cursor.take("\"")) return cursor.unexpected("a text in double quotes");
  Bytes octets;
  while (!cursor.take("\"")) {
    if (cursor.done()) return unclosed(cursor, from);
    const size_t escape = cursor.at;
    if (!cursor.take("\\")) {
      octets.push_back(static_cast<uint8_t>(cursor.peek()));
      ++cursor.at;
      continue;
    }
    const char c = cursor.peek();
    if (cursor.done()) return unclosed(cursor, from);
    ++cursor.at;
    constexpr std::string_view plain = "\\\"nrt", meaning = "\\\"\n\r\t";
    if (const size_t i = plain.find(c); i != plain.npos) {
      octets.push_back(static_cast<uint8_t>(meaning[i]));
      continue;
    }
    const std::optional<uint8_t> octet = c == 'x' ? take_hex_octet(cursor) : std::nullopt;
    if (!octet)
      return cursor.wrong(escape, "this escape is not known", R"(one of: \\, \", \n, \r, \t, \xNN)");
    octets.push_back(*octet);
  }
  return octets;
}

std::optional<Bytes> parse_hex(Cursor& cursor) {
  const size_t from = cursor.at;
  Bytes octets;
  while (const std::optional<uint8_t> octet = take_hex_octet(cursor)) octets.push_back(*octet);
  if (!is_name_character(cursor.peek())) return octets;
  cursor.word();
  return cursor.wrong(from, "these are no octets in hexadecimal", "two hexadecimal digits an octet");
}

bool octets_ahead(const Cursor& cursor) { return cursor.peek() == '"' || cursor.ahead("hex:"); }

std::optional<Bytes> parse_octets(Cursor& cursor) {
  if (cursor.peek() == '"') return parse_quoted(cursor);
  if (cursor.take("hex:")) return parse_hex(cursor);
  return cursor.unexpected("a text in double quotes, or hex:...");
}

}  // namespace shakedown
