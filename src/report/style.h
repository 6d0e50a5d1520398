#pragma once
// How text for people is made: colour, width, and what may be shown of text that others wrote.

#include <cstddef>
#include <string>
#include <vector>

#include "shakedown/time.h"

namespace shakedown {

enum class Verbosity { quiet, normal, verbose, hex };

struct Style {
  bool color = false;
  bool utf8 = false;  // the locale can show more than ASCII
  int columns = 0;    // 0: a log, nothing is wrapped
  Verbosity verbosity = Verbosity::normal;
};

enum class Paint { plain, good, bad, caution, faint, strong };
std::string paint(const Style& style, Paint how, const std::string& text);

// `text` on one line and harmless to a terminal: control characters, invalid UTF-8 and marks that turn the
// direction of writing are shown as \n, \x1b; unless `utf8`, all else that is not ASCII as \u{e9}.
std::string printable(const std::string& text, bool utf8);
// The same for text of several lines, which stay apart.
std::string printable_lines(const std::string& text, bool utf8);
// Characters (code points) of a printable text.
size_t width_of(const std::string& text);
// The first `characters` characters of `text`.
std::string head_of(const std::string& text, size_t characters);
// `text` filled up with spaces to `width` characters.
std::string padded(const std::string& text, size_t width);

// `text` broken at spaces to lines of at most `columns` characters (0: one line); the first stands behind
// `first`, the others behind as many spaces. Each line ends in a newline; a word is never broken.
std::string wrapped(const std::string& first, const std::string& text, int columns);

// The source line and a caret line below it, each behind `indent`: tabs become single spaces, so that the
// caret stands right whatever the terminal. Column and width count characters of the line as written.
std::string with_caret(const std::string& source_line, int column, int width, const std::string& indent,
                       const Style& style);

std::string brief_time(Duration duration);             // "0.84 ms", "153 ms", "12.3 s"
std::string milliseconds(Duration duration);           // "12.031"
std::string counted(size_t n, const char* one_thing);  // "1 run", "3 runs"

}  // namespace shakedown
