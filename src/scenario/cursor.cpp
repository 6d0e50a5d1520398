#include "scenario/cursor.h"

#include <fmt/format.h>

#include <algorithm>

#include "text/utf8.h"

namespace shakedown {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name_character(char c) { return is_digit(c) || is_letter(c) || c == '_'; }
bool is_name(std::string_view text) {
  return !text.empty() && !is_digit(text[0]) && std::all_of(text.begin(), text.end(), is_name_character);
}

void Cursor::skip_spaces() {
  while (peek() == ' ' || peek() == '\t') ++at;
}

bool Cursor::take(std::string_view what) {
  if (!ahead(what)) return false;
  at += what.size();
  return true;
}

std::string Cursor::next_word(std::string_view more) const {
  size_t length = 0;
  while (is_name_character(peek(length)) || (peek(length) != '\0' && more.find(peek(length)) != more.npos))
    ++length;
  return text_->text.substr(at, length);
}

std::string Cursor::word(std::string_view more) {
  std::string found = next_word(more);
  at += found.size();
  return found;
}

std::string Cursor::token() const {
  const std::string_view line = rest();
  bool quoted = false;
  size_t length = 0;
  for (; length < line.size(); ++length) {
    const char c = line[length];
    if (c == '"') quoted = !quoted;
    if (quoted && c == '\\') ++length;
    if (quoted) continue;
    if (c == ' ' || c == '\t') break;
    if (c == '<' && length == 0) {
      const size_t close = line.find('>');
      if (close == line.npos) return std::string(line);
      length = close;
    }
  }
  length = std::min(length, line.size());
  return std::string(line.substr(0, length));
}

std::nullopt_t Cursor::wrong(size_t from, std::string message, std::string expected, std::string suggestion) {
  const size_t to = at > from ? at : from + std::max<size_t>(1, utf8_length(rest()));
  complaints_->error(*text_, from, to, std::move(message), std::move(expected), std::move(suggestion));
  return std::nullopt;
}

std::nullopt_t Cursor::unexpected(const std::string& expected, const std::vector<std::string>& known) {
  const std::string found = token();
  if (found.empty()) return wrong(at, "the line ends too early", expected);
  complaints_->error(*text_, at, at + found.size(), fmt::format("`{}` is not understood here", found),
                     expected, nearest_word(found, known));
  return std::nullopt;
}

}  // namespace shakedown
