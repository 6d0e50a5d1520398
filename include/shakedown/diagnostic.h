#pragma once
// What is wrong with a scenario, and where: one type for every complaint about a file.

#include <cstddef>
#include <string>
#include <vector>

namespace shakedown {

// A stretch of one line of a source file. Lines and columns count from 1; columns count characters
// (code points) of the line as it stands in the file. file == "-" is standard input.
struct SourceSpan {
  std::string file;
  int line = 0;    // 0: the file as a whole
  int column = 0;  // 0: the line as a whole
  int width = 1;   // characters under the caret
  friend bool operator==(const SourceSpan&, const SourceSpan&) = default;
};

enum class Severity { error, warning };

struct Diagnostic {
  Severity severity = Severity::error;
  SourceSpan span;
  std::string message;      // lower case, no final period: "unknown key `stpes`"
  std::string expected;     // what would have been right, or empty: "one of send, expect, ..."
  std::string suggestion;   // nearest known word, or empty: "steps"
  std::string source_line;  // text of the line, without its line end; empty when there is none
  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

using Diagnostics = std::vector<Diagnostic>;

// The complaint as people read it, with source line and caret; ends in a newline:
//
//   close/x.yaml:7:5: error: unknown key `stpes`
//       stpes:
//       ^^^^^
//     a known word is near: `steps`
//     expected one of: name, about, ...
std::string render(const Diagnostic& diagnostic);
std::string render(const Diagnostics& diagnostics);

// The known word nearest to `word` by edit distance (at most a third of its length, at least 1), or "".
std::string nearest_word(const std::string& word, const std::vector<std::string>& known);

}  // namespace shakedown
