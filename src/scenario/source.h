#pragma once
// A source file in memory, stretches of it, and the complaints about it. Every octet of a text that is parsed
// knows which octets of the file it came from, so that a caret points into the file, whatever YAML quoting or
// `$name` lies between.

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "shakedown/diagnostic.h"

namespace shakedown {

class Source {
 public:
  // A text that does not begin its file says where it does (for one line of notation on its own).
  Source(std::string path, std::string text, int first_line = 1, int first_column = 1);

  const std::string& path() const { return path_; }
  const std::string& text() const { return text_; }
  size_t line_number(size_t offset) const;  // from 0
  size_t line_begin(size_t line) const { return lines_[line]; }
  size_t line_end(size_t line) const;  // without its line end
  size_t line_count() const { return lines_.size(); }
  std::string line_at(size_t offset) const;
  // From `begin` up to `end`, at most to the end of begin's line.
  SourceSpan span(size_t begin, size_t end) const;

 private:
  std::string path_, text_;
  int first_line_, first_column_;
  std::vector<size_t> lines_;  // offsets at which lines begin
};

// A text and where each of its octets came from.
struct Text {
  struct Place {
    size_t begin = 0, end = 0;  // offsets in the source
  };
  std::string text;
  std::vector<Place> places;  // one an octet
  Place all;                  // the scalar as it stands in the file, quotes included
  std::shared_ptr<const Source> source;

  SourceSpan span(size_t from, size_t to) const;
  SourceSpan span() const;
  std::string source_line() const;
  Text part(size_t from, size_t to) const;
};

// Text that is its own source.
Text whole_text(const std::shared_ptr<const Source>& source);

class Complaints {
 public:
  void add(Diagnostic diagnostic);
  // Complains about text[from, to).
  void error(const Text& text, size_t from, size_t to, std::string message, std::string expected = "",
             std::string suggestion = "");
  void error(const Text& text, std::string message, std::string expected = "", std::string suggestion = "");
  void warning(const SourceSpan& span, std::string source_line, std::string message, std::string expected);
  void error_in_file(const std::string& file, std::string message, std::string expected = "");

  size_t errors() const { return errors_; }
  const Diagnostics& all() const { return all_; }  // as they came
  // What was complained about, each once (families and variants repeat it), in the order of the files' lines.
  Diagnostics sorted() const;

 private:
  static constexpr size_t most_per_file = 200;  // what is more helps nobody

  Diagnostics all_;
  std::set<std::tuple<std::string, int, int, int, std::string, std::string>> seen_;
  std::map<std::string, size_t> per_file_;
  size_t errors_ = 0;
};

// "one of: a, b, c"
std::string one_of(const std::vector<std::string>& words);

}  // namespace shakedown
