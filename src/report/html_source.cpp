#include "report/html_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "report/style.h"

namespace shakedown {

namespace {

constexpr int longest_source = 300;   // lines; of what is longer,
constexpr int around = 60;            // so many before and behind the mark are shown
constexpr size_t longest_line = 500;  // characters

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    std::string line = text.substr(at, end - at);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    std::replace(line.begin(), line.end(), '\t', ' ');
    if (width_of(line) > longest_line) line = head_of(line, longest_line) + "\u2026";
    lines.push_back(std::move(line));
    at = end + 1;
  }
  return lines;
}

// Where a comment begins: at a # with a blank before it, outside quotes.
size_t comment_in(const std::string& line) {
  char quote = 0;
  for (size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    if (quote == '"' && c == '\\')
      ++at;
    else if (quote != 0)
      quote = c == quote ? '\0' : quote;
    else if (c == '"')
      quote = c;
    else if (c == '#' && (at == 0 || line[at - 1] == ' '))
      return at;
  }
  return line.size();
}

struct Mark {
  int line = 0, column = 0, width = 1;
  bool failed = false;  // else a warning
  std::string text;
};

struct Listing {
  std::string file;
  std::vector<std::string> lines;
  std::map<int, std::pair<int, bool>> steps;  // line -> the first step there, and whether others follow
  std::vector<Mark> marks;
};

void read_marks(Listing& listing, const RunResult& run) {
  const auto here = [&](const SourceSpan& span) { return span.file == listing.file && span.line > 0; };
  for (const Event& event : run.trace.events) {
    const auto* step = std::get_if<StepEvent>(&event.what);
    if (step == nullptr || step->step < 0 || static_cast<size_t>(step->step) >= run.trace.steps.size())
      continue;
    const SourceSpan& span = run.trace.steps[static_cast<size_t>(step->step)].span;
    const bool warned = step->outcome == StepOutcome::warned;
    if (!here(span) || (!warned && step->outcome != StepOutcome::not_observed)) continue;
    listing.marks.push_back(
        {span.line, span.column, span.width, false, warned ? step->detail : "not observed"});
  }
  if (!run.failure || !here(run.failure->span)) return;
  const SourceSpan& span = run.failure->span;
  listing.marks.push_back({span.line, span.column, span.width, true, run.failure->summary});
}

Listing listing_of(const Scenario& scenario, const RunResult& run) {
  Listing listing;
  listing.file = scenario.file;
  listing.lines = lines_of(*scenario.source);
  int number = 0;
  for (const StepInfo& step : run.trace.steps) {
    ++number;
    if (step.span.file != scenario.file) continue;
    const auto [at, fresh] = listing.steps.try_emplace(step.span.line, number, false);
    if (!fresh) at->second.second = true;
  }
  read_marks(listing, run);
  return listing;
}

// "  12   7 ", as wide for every line; without steps where none was reached in this file.
std::string gutter(const Listing& listing, int line, const Mark* mark) {
  if (listing.steps.empty()) return fmt::format("{}{:>4}  ", mark == nullptr ? ' ' : '!', line);
  const auto step = listing.steps.find(line);
  std::string number;
  if (step != listing.steps.end())
    number = fmt::format("{}{}", step->second.first, step->second.second ? "\u2026" : "");
  return fmt::format("{}{:>4} {:>4}  ", mark == nullptr ? ' ' : '!', line, number);
}

void add_line(Element pre, const Listing& listing, int number, const Mark* mark) {
  const std::string& line = listing.lines[static_cast<size_t>(number) - 1];
  Element where = mark == nullptr ? pre : add(pre, "mark", mark->failed ? "bad" : "caution");
  const std::string before = gutter(listing, number, mark);
  add_text(where, "i", nullptr, before);
  const size_t comment = comment_in(line);
  say(where, line.substr(0, comment));
  if (comment < line.size()) add_text(where, "s", nullptr, line.substr(comment));
  where.append_child(pugi::node_pcdata).set_value("\n");
  if (mark == nullptr) return;
  const std::string start = head_of(line, static_cast<size_t>(std::max(mark->column - 1, 0)));
  const std::string marked =
      head_of(line.substr(start.size()), static_cast<size_t>(std::max(mark->width, 1)));
  const size_t indent = width_of(printable(start, true));
  add_text(where, "i", nullptr, std::string(width_of(before), ' '));
  add_text(where, "b", nullptr,
           std::string(indent, ' ') +
               std::string(std::max<size_t>(width_of(printable(marked, true)), 1), '^') + " " + mark->text);
  where.append_child(pugi::node_pcdata).set_value("\n");
}

void add_listing(Element parent, const Listing& listing) {
  const int count = static_cast<int>(listing.lines.size());
  int first = 1, last = count;
  if (count > longest_source) {
    const int middle = listing.marks.empty() ? 1 : listing.marks.back().line;
    first = std::max(1, middle - around);
    last = std::min(count, std::max(middle, first) + around);
  }
  const Element figure = add(parent, "figure", "source");
  const Element caption = add_text(figure, "figcaption", nullptr, listing.file);
  if (first > 1 || last < count)
    add_text(caption, "span", "aside", fmt::format(" lines {} to {} of {}", first, last, count));
  const Element pre = add(figure, "pre");
  set(pre, "tabindex", "0");
  for (int line = first; line <= last; ++line) {
    const auto mark = std::find_if(listing.marks.rbegin(), listing.marks.rend(),
                                   [&](const Mark& candidate) { return candidate.line == line; });
    add_line(pre, listing, line, mark == listing.marks.rend() ? nullptr : &*mark);
  }
}

// The prelude that was read from this file, however deep.
const Scenario* prelude_in(const Scenario& scenario, const std::string& file) {
  for (const Prelude& prelude : scenario.preludes) {
    if (prelude.scenario->file == file) return prelude.scenario.get();
    if (const Scenario* inner = prelude_in(*prelude.scenario, file)) return inner;
  }
  return nullptr;
}

}  // namespace

void add_sources(Element parent, const RunResult& run) {
  const Scenario* scenario = run.run.scenario.get();
  if (scenario == nullptr) return;
  if (scenario->source) add_listing(parent, listing_of(*scenario, run));
  if (!run.failure || run.failure->span.file == scenario->file) return;
  const Scenario* prelude = prelude_in(*scenario, run.failure->span.file);
  if (prelude != nullptr && prelude->source) add_listing(parent, listing_of(*prelude, run));
}

}  // namespace shakedown
