#include "report/ladder_label.h"

#include <algorithm>
#include <utility>

namespace shakedown {

namespace {

// Where the option list of a segment in notation begins and ends; the payload in quotes may hold any sign.
std::pair<size_t, size_t> options_in(const std::string& text) {
  bool quoted = false;
  size_t begin = std::string::npos;
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      quoted = !quoted;
    } else if (!quoted && text[at] == '<' && at > 0 && text[at - 1] == ' ') {
      begin = at;
    } else if (!quoted && text[at] == '>' && begin != std::string::npos) {
      return {begin, at + 1};
    }
  }
  return {std::string::npos, std::string::npos};
}

// What a line is broken between: whole options, or words. A name keeps its `as`, a result its `=`, a mark its
// words together.
std::vector<std::string> pieces_of(const std::string& text, bool options) {
  std::vector<std::string> pieces;
  bool together = false, in_mark = false;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    if (together)
      pieces.back() += " " + word;
    else
      pieces.push_back(word);
    in_mark = !word.empty() && (in_mark || word.front() == '(') && word.back() != ')';
    together = options ? word.empty() || word.back() != ',' : in_mark || word == "as" || word == "=";
    at = end + 1;
  }
  return pieces;
}

std::string cut(const std::string& word, size_t columns, const Style& style) {
  if (width_of(word) <= columns) return word;
  const std::string dots = style.utf8 ? "\u2026" : "...";
  return head_of(word, columns - std::min(columns, width_of(dots))) + dots;
}

void append(std::vector<std::string>& lines, std::vector<std::string> more) {
  lines.insert(lines.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// `text` is printable.
std::vector<std::string> broken(const std::string& text, size_t columns, bool options, const Style& style) {
  std::vector<std::string> lines;
  std::string line;
  const auto take = [&](const std::string& piece) {
    const bool fits = !line.empty() && width_of(line) + 1 + width_of(piece) <= columns;
    if (!fits && !line.empty()) lines.push_back(std::exchange(line, ""));
    line += (fits ? " " : "") + cut(piece, columns, style);
  };
  for (const std::string& piece : pieces_of(text, options)) {
    if (width_of(piece) <= columns) {
      take(piece);
    } else {
      for (const std::string& word : pieces_of(piece, false)) take(word);
    }
  }
  lines.push_back(line);
  return lines;
}

std::vector<std::string> lines_of(const std::string& text, size_t columns, const Style& style) {
  return broken(printable(text, style.utf8), columns, false, style);
}

}  // namespace

std::vector<std::string> label_lines(const LadderRow& row, size_t columns, const Style& style) {
  const std::string mark = row.mark.empty() ? "" : " (" + row.mark + ")";
  std::vector<std::string> lines = lines_of(row.text + mark, columns, style);
  const auto [begin, end] = options_in(row.text);
  if (lines.size() == 1 || begin == std::string::npos) return lines;
  lines = lines_of(row.text.substr(0, begin - 1) + row.text.substr(end) + mark, columns, style);
  const std::string options = printable(row.text.substr(begin, end - begin), style.utf8);
  const bool in_place =
      mark.empty() && end == row.text.size() && width_of(lines.back()) + 1 + width_of(options) <= columns;
  if (in_place)
    lines.back() += " " + options;
  else
    append(lines, broken(options, columns, true, style));
  return lines;
}

}  // namespace shakedown
