#pragma once
// A place in a line of notation, moved on by whoever parses it.

#include <optional>
#include <string>
#include <string_view>

#include "scenario/source.h"

namespace shakedown {

class Cursor {
 public:
  Cursor(const Text& text, Complaints& complaints) : text_(&text), complaints_(&complaints) {}

  size_t at = 0;

  const Text& text() const { return *text_; }
  Complaints& complaints() const { return *complaints_; }
  bool done() const { return at >= text_->text.size(); }
  char peek(size_t ahead = 0) const {
    return at + ahead < text_->text.size() ? text_->text[at + ahead] : '\0';
  }
  bool ahead(std::string_view what) const { return rest().starts_with(what); }
  std::string_view rest() const { return std::string_view(text_->text).substr(at); }

  void skip_spaces();
  bool take(std::string_view what);  // if it stands here
  // A run of letters, digits and `_`, and whatever else `more` holds; may be empty.
  std::string word(std::string_view more = "");
  // The same without moving on.
  std::string next_word(std::string_view more = "") const;
  // Whatever stands here up to the next space, `<...>` and "..." taken whole.
  std::string token() const;
  // Moves to the end of that token, to go on behind something that was not understood.
  void skip_token() { at += token().size(); }

  // Complains about what stands from `from` to here, or about the next token when nothing was taken.
  std::nullopt_t wrong(size_t from, std::string message, std::string expected = "",
                       std::string suggestion = "");
  // Complains about the token that stands here ("the end of the line" when there is none).
  std::nullopt_t unexpected(const std::string& expected, const std::vector<std::string>& known = {});

 private:
  const Text* text_;
  Complaints* complaints_;
};

bool is_digit(char c);
bool is_letter(char c);
bool is_name_character(char c);  // letters, digits, _
// Names of segments, calls, sockets and connections: those, with no digit first.
bool is_name(std::string_view text);

}  // namespace shakedown
