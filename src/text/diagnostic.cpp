#include "shakedown/diagnostic.h"

#include <fmt/format.h>

#include <algorithm>

#include "text/utf8.h"

namespace shakedown {
namespace {

constexpr size_t shown_width = 100;  // characters of a source line that are shown at most

std::string visible(const std::string& text) { return utf8_encode(utf8_visible(text)); }

// The line without its indentation, cut to a window around the caret where it is very long.
std::string line_and_caret(const Diagnostic& diagnostic) {
  std::u32string line = utf8_visible(diagnostic.source_line);
  size_t column = diagnostic.span.column > 0 ? static_cast<size_t>(diagnostic.span.column - 1) : 0;
  column = std::min(column, line.size());
  size_t width = static_cast<size_t>(std::max(1, diagnostic.span.width));

  const size_t text_begin = std::min(line.find_first_not_of(U' '), line.size());
  const size_t indentation = diagnostic.span.column > 0 ? std::min(text_begin, column) : text_begin;
  line.erase(0, indentation);
  column -= std::min(column, indentation);

  if (line.size() > shown_width) {
    const size_t begin = column > shown_width / 2 ? column - shown_width / 2 : 0;
    const bool more = line.size() - begin > shown_width;
    line = (begin > 0 ? U"…" : U"") + line.substr(begin, shown_width) + (more ? U"…" : U"");
    column = column - begin + (begin > 0 ? 1 : 0);
  }
  width = std::min(width, std::max<size_t>(1, line.size() - std::min(column, line.size())));

  std::string text = fmt::format("    {}\n", utf8_encode(line));
  if (diagnostic.span.column > 0)
    text += fmt::format("    {}{}\n", std::string(column, ' '), std::string(width, '^'));
  return text;
}

// Edits (insert, delete, replace, swap of neighbours) between two words, letters' case aside.
size_t edit_distance(const std::string& a, const std::string& b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  std::vector<std::vector<size_t>> distance(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) distance[i][0] = i;
  for (size_t j = 0; j <= b.size(); ++j) distance[0][j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      distance[i][j] = std::min({distance[i - 1][j] + 1, distance[i][j - 1] + 1,  //
                                 distance[i - 1][j - 1] + (same ? 0 : 1)});
      const bool swapped =
          i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
      if (swapped) distance[i][j] = std::min(distance[i][j], distance[i - 2][j - 2] + 1);
    }
  }
  return distance[a.size()][b.size()];
}

}  // namespace

std::string render(const Diagnostic& diagnostic) {
  const SourceSpan& span = diagnostic.span;
  std::string text = span.file == "-" ? "standard input" : visible(span.file);
  if (span.line > 0) text += fmt::format(":{}", span.line);
  if (span.line > 0 && span.column > 0) text += fmt::format(":{}", span.column);
  text += diagnostic.severity == Severity::error ? ": error: " : ": warning: ";
  text += visible(diagnostic.message) + "\n";
  if (!diagnostic.source_line.empty()) text += line_and_caret(diagnostic);
  if (!diagnostic.suggestion.empty())
    text += fmt::format("  a known word is near: `{}`\n", visible(diagnostic.suggestion));
  if (!diagnostic.expected.empty()) text += fmt::format("  expected {}\n", visible(diagnostic.expected));
  return text;
}

std::string render(const Diagnostics& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) text += render(diagnostic);
  return text;
}

std::string nearest_word(const std::string& word, const std::vector<std::string>& known) {
  constexpr size_t longest = 64;  // no word of the language comes near
  if (word.empty() || word.size() > longest) return "";
  const size_t allowed = std::min(std::max<size_t>(1, word.size() / 3), word.size() - 1);
  std::string nearest;
  size_t best = allowed + 1;
  for (const std::string& candidate : known) {
    if (candidate.size() > longest || candidate == word) continue;
    const size_t distance = edit_distance(word, candidate);
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

}  // namespace shakedown
