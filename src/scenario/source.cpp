#include "scenario/source.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "text/utf8.h"

namespace shakedown {

Source::Source(std::string path, std::string text, int first_line, int first_column)
    : path_(std::move(path)), text_(std::move(text)), first_line_(first_line), first_column_(first_column) {
  lines_.push_back(0);
  for (size_t i = 0; i < text_.size(); ++i)
    if (text_[i] == '\n') lines_.push_back(i + 1);
}

size_t Source::line_number(size_t offset) const {
  const auto next = std::upper_bound(lines_.begin(), lines_.end(), offset);
  return static_cast<size_t>(next - lines_.begin()) - 1;
}

size_t Source::line_end(size_t line) const {
  size_t end = line + 1 < lines_.size() ? lines_[line + 1] - 1 : text_.size();
  if (end > lines_[line] && text_[end - 1] == '\r') --end;
  return end;
}

std::string Source::line_at(size_t offset) const {
  const size_t line = line_number(offset);
  const std::string text = text_.substr(lines_[line], line_end(line) - lines_[line]);
  // A line on its own is shown where it stands in its file.
  if (line == 0 && first_column_ > 1) return std::string(static_cast<size_t>(first_column_ - 1), ' ') + text;
  return text;
}

SourceSpan Source::span(size_t begin, size_t end) const {
  begin = std::min(begin, text_.size());
  const size_t line = line_number(begin);
  end = std::clamp(end, begin, std::max(begin, line_end(line)));
  const std::string_view view = text_;
  int column = static_cast<int>(utf8_count(view.substr(lines_[line], begin - lines_[line]))) + 1;
  if (line == 0) column += first_column_ - 1;
  const int width = static_cast<int>(utf8_count(view.substr(begin, end - begin)));
  return {path_, static_cast<int>(line) + first_line_, column, std::max(1, width)};
}

SourceSpan Text::span(size_t from, size_t to) const {
  if (!source) return {};
  if (places.empty()) return source->span(all.begin, all.end);
  if (from >= places.size()) return source->span(places.back().end, places.back().end + 1);
  const size_t last = std::clamp(to, from + 1, places.size()) - 1;
  return source->span(places[from].begin, std::max(places[from].end, places[last].end));
}

SourceSpan Text::span() const { return places.empty() ? span(0, 0) : span(0, places.size()); }

std::string Text::source_line() const {
  if (!source) return "";
  return source->line_at(places.empty() ? all.begin : places.front().begin);
}

Text Text::part(size_t from, size_t to) const {
  to = std::min(to, text.size());
  from = std::min(from, to);
  Text result{text.substr(from, to - from), {}, all, source};
  result.places.assign(places.begin() + static_cast<std::ptrdiff_t>(from),
                       places.begin() + static_cast<std::ptrdiff_t>(to));
  if (result.places.empty() && from < places.size()) result.all = places[from];
  return result;
}

Text whole_text(const std::shared_ptr<const Source>& source) {
  Text text{source->text(), {}, {0, source->text().size()}, source};
  for (size_t i = 0; i < text.text.size(); ++i) text.places.push_back({i, i + 1});
  return text;
}

void Complaints::add(Diagnostic diagnostic) {
  const SourceSpan& span = diagnostic.span;
  const auto key =
      std::tuple(span.file, span.line, span.column, span.width, diagnostic.message, diagnostic.expected);
  if (diagnostic.severity == Severity::error) ++errors_;
  if (per_file_[span.file] >= most_per_file || !seen_.insert(key).second) return;
  ++per_file_[span.file];
  all_.push_back(std::move(diagnostic));
}

void Complaints::error(const Text& text, size_t from, size_t to, std::string message, std::string expected,
                       std::string suggestion) {
  const SourceSpan span = text.span(from, to);
  std::string line = text.source_line();
  add({Severity::error, span, std::move(message), std::move(expected), std::move(suggestion),
       std::move(line)});
}

void Complaints::error(const Text& text, std::string message, std::string expected, std::string suggestion) {
  error(text, 0, text.text.size(), std::move(message), std::move(expected), std::move(suggestion));
}

void Complaints::warning(const SourceSpan& span, std::string source_line, std::string message,
                         std::string expected) {
  add({Severity::warning, span, std::move(message), std::move(expected), "", std::move(source_line)});
}

void Complaints::error_in_file(const std::string& file, std::string message, std::string expected) {
  add({Severity::error, {file, 0, 0, 1}, std::move(message), std::move(expected), "", ""});
}

Diagnostics Complaints::sorted() const {
  Diagnostics sorted = all_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.span.file, a.span.line, a.span.column) <
           std::tie(b.span.file, b.span.line, b.span.column);
  });
  return sorted;
}

std::string one_of(const std::vector<std::string>& words) {
  return fmt::format("one of: {}", fmt::join(words, ", "));
}

}  // namespace shakedown
