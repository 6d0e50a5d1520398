#include "report/failure_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/ladder.h"
#include "report/trace_ladder.h"
#include "report/words.h"
#include "shakedown/parse.h"

namespace shakedown {

namespace {

// Enough to see what led to a failure; `-v` shows the rest.
constexpr size_t ladder_rows = 40;

const StepInfo* step_of(const RunResult& run) {
  const StepIndex step = run.failure->step;
  if (step < 0 || static_cast<size_t>(step) >= run.trace.steps.size()) return nullptr;
  return &run.trace.steps[static_cast<size_t>(step)];
}

std::string where_text(const RunResult& run, const Style& style) {
  const Failure& failure = *run.failure;
  const StepInfo* step = step_of(run);
  const std::string summary = printable(failure.summary, style.utf8);
  const std::string at = printable(place(failure.span), style.utf8);
  std::string out =
      at.empty() ? wrapped("  ", summary, style.columns) : wrapped("  ", at + ": " + summary, style.columns);
  if (step == nullptr) return out;
  // A span inside the step's line marks what differs; any other cannot stand below that line.
  const bool same_line = step->span.file == failure.span.file && step->span.line == failure.span.line;
  const SourceSpan& span = same_line ? failure.span : step->span;
  out += with_caret(step->source_line, span.column, span.width, "      ", style);
  if (!step->prelude.empty())
    out += fmt::format("  in the prelude {}\n", printable(step->prelude, style.utf8));
  return out;
}

std::string row_text(const std::string& first, const std::string& expected, const std::string& received,
                     size_t width, bool differs, const Style& style) {
  std::string line = first + padded(expected, width) + "  " + received;
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return (differs ? paint(style, Paint::bad, line) : line) + "\n";
}

}  // namespace

// Columns are made for the rows that fit side by side; the others stand below each other.
std::string comparison_text(const std::vector<FieldRow>& rows, const Style& style) {
  const size_t columns = static_cast<size_t>(style.columns > 0 ? style.columns : 160);
  size_t name = 0, expected = 8;
  for (const FieldRow& row : rows) name = std::max(name, width_of(printable(row.field, style.utf8)));
  const auto fits = [&](const FieldRow& row) {
    const size_t want = std::max<size_t>(8, width_of(printable(row.expected, style.utf8)));
    return 4 + name + 2 + want + 2 + width_of(printable(row.received, style.utf8)) <= columns;
  };
  for (const FieldRow& row : rows)
    if (fits(row)) expected = std::max(expected, width_of(printable(row.expected, style.utf8)));
  std::string out = row_text(std::string(name + 6, ' '), "expected", "received", expected, false, style);
  for (const FieldRow& row : rows) {
    const std::string first =
        (row.differs ? "  ! " : "    ") + padded(printable(row.field, style.utf8), name) + "  ";
    const std::string want = printable(row.expected, style.utf8), got = printable(row.received, style.utf8);
    if (width_of(first) + expected + 2 + width_of(got) <= columns && width_of(want) <= expected) {
      out += row_text(first, want, got, expected, row.differs, style);
    } else {
      out += row_text(first + "expected ", want, "", 0, row.differs, style);
      out += row_text(std::string(width_of(first), ' ') + "received ", got, "", 0, row.differs, style);
    }
  }
  return out;
}

std::string requirements_text(const std::vector<std::string>& covers, const Style& style) {
  std::string out;
  for (const std::string& id : covers) {
    const Requirement* requirement = find_requirement(id);
    std::string text = id;
    if (requirement != nullptr) {
      if (!requirement->level.empty()) text += " (" + requirement->level + ")";
      if (!requirement->summary.empty()) text += ": " + requirement->summary;
    }
    out += wrapped("  covers ", printable(text, style.utf8), style.columns);
  }
  return out;
}

std::string failure_text(const RunResult& run, const Style& style) {
  std::string out;
  const std::string reason = printable(run.reason, style.utf8);
  if (!run.failure) return reason.empty() ? "" : wrapped("  ", reason, style.columns);
  const Failure& failure = *run.failure;
  out += where_text(run, style);
  if (!run.reason.empty() && run.reason != failure.summary) out += wrapped("  ", reason, style.columns);
  if (!failure.expected_text.empty())
    out += wrapped("  expected  ", printable(failure.expected_text, style.utf8), style.columns);
  const std::string received =
      failure.received_text.empty() ? "nothing" : printable(failure.received_text, style.utf8);
  if (!failure.expected_text.empty() || !failure.received_text.empty())
    out += wrapped("  received  ", received, style.columns);
  if (failure.waited && *failure.waited > Duration::zero())
    out += fmt::format("  waited    {}\n", to_string_duration(*failure.waited));
  if (!failure.rows.empty()) out += comparison_text(failure.rows, style);
  // With -v the whole trace stands above already.
  if (style.verbosity < Verbosity::verbose && !run.trace.events.empty()) {
    out += "  up to there:\n";
    out += ladder_text(ladder_of(run), {false, ladder_rows}, style);
  }
  if (run.run.scenario) out += requirements_text(run.run.scenario->covers, style);
  return out;
}

}  // namespace shakedown
