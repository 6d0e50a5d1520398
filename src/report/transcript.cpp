#include "report/transcript.h"

#include <fmt/format.h>

#include "shakedown/segment.h"

namespace shakedown {

namespace {

constexpr size_t octets_a_line = 32;

struct Line {
  std::string mark;  // "->", or what kind of event it is
  std::string text;
  StepIndex step = -1;
  Paint paint = Paint::plain;
  std::string hex;
};

std::string named(const std::string& connection) { return connection.empty() ? "" : connection + ": "; }

Line line_of(const SegmentEvent& event) {
  Line line;
  line.step = event.step;
  switch (event.direction) {
    case Direction::sent:
      line.mark = "->";
      break;
    case Direction::lost:
      line.mark = "-x";
      break;
    case Direction::arrived:
      line.mark = "<-";
      break;
  }
  line.text = named(event.connection) + event.text;
  if (!event.name.empty()) line.text += " as " + event.name;
  if (event.direction == Direction::lost) line.text += "  (lost)";
  if (event.unseen) line.text += "  (unseen)";
  if (event.allowed) line.text += "  (allowed)";
  if (event.refused >= 0) line.step = event.refused;
  if (event.direction == Direction::arrived && event.step < 0 && !event.allowed) {
    line.text += event.refused >= 0 ? "  (refused)" : "  (no step took it)";
    line.paint = Paint::bad;
  }
  line.hex = to_hex(event.raw);
  return line;
}

Line line_of(const CallEvent& event) {
  return {"call",
          fmt::format("{}{} {}", named(event.socket), event.text,
                      event.outcome == "started" ? "starts" : "= " + event.outcome),
          event.step, Paint::plain, ""};
}

Line line_of(const StateEvent& event) {
  return {"state", named(event.connection) + to_string(event.state), event.step, Paint::plain, ""};
}

Line line_of(const InfoEvent& event) {
  return {"info", fmt::format("{}{} = {}", named(event.connection), event.field, event.value), event.step,
          Paint::plain, ""};
}

Line line_of(const NoteEvent& event) { return {"note", event.text, -1, Paint::faint, ""}; }

Line line_of(const StepEvent& event, const Trace& trace) {
  Line line{"step", "", event.step, Paint::faint, ""};
  const bool known = event.step >= 0 && static_cast<size_t>(event.step) < trace.steps.size();
  line.text = to_string(event.outcome);
  if (known) {
    const StepInfo& step = trace.steps[static_cast<size_t>(event.step)];
    line.text += fmt::format(": {}  ({})", step.text, place(step.span));
  }
  if (!event.detail.empty()) line.text += "  " + event.detail;
  if (event.outcome == StepOutcome::failed) line.paint = Paint::bad;
  if (event.outcome == StepOutcome::warned) line.paint = Paint::caution;
  return line;
}

Line line_of(const Event& event, const Trace& trace) {
  return std::visit(
      [&](const auto& what) {
        if constexpr (std::is_same_v<std::decay_t<decltype(what)>, StepEvent>)
          return line_of(what, trace);
        else
          return line_of(what);
      },
      event.what);
}

std::string rendered(const Event& event, const Line& line, const Trace& trace, bool hex, const Style& style) {
  const std::string step = line.step < 0 ? "" : fmt::format("{}", line.step + 1);
  const std::string first =
      fmt::format("  {:>10} ms {:>3}  {:<5} ", milliseconds(event.time - trace.begin), step, line.mark);
  const std::string text = printable(line.text, style.utf8);
  std::string out = wrapped(first, text, style.columns);
  if (line.paint != Paint::plain && out.size() > 1)
    out = paint(style, line.paint, out.substr(0, out.size() - 1)) + "\n";
  if (!hex) return out;
  for (size_t at = 0; at < line.hex.size(); at += 2 * octets_a_line)
    out += std::string(first.size(), ' ') + line.hex.substr(at, 2 * octets_a_line) + "\n";
  return out;
}

}  // namespace

std::string to_string(StepOutcome outcome) {
  switch (outcome) {
    case StepOutcome::passed:
      return "passed";
    case StepOutcome::failed:
      return "failed";
    case StepOutcome::warned:
      return "warned";
    case StepOutcome::not_observed:
      return "not observed";
  }
  return "failed";
}

std::string place(const SourceSpan& span) {
  if (span.line <= 0) return span.file;
  if (span.column <= 0) return fmt::format("{}:{}", span.file, span.line);
  return fmt::format("{}:{}:{}", span.file, span.line, span.column);
}

EventText event_text(const Event& event, const Trace& trace) {
  const Line line = line_of(event, trace);
  return {line.mark, line.text, line.step};
}

std::string transcript(const Trace& trace, const TranscriptOptions& options, const Style& style) {
  std::vector<std::string> lines;
  for (const Event& event : trace.events) {
    const bool of_steps =
        std::holds_alternative<StepEvent>(event.what) || std::holds_alternative<InfoEvent>(event.what);
    if (of_steps && !options.steps) continue;
    lines.push_back(rendered(event, line_of(event, trace), trace, options.hex, style));
  }
  std::string out;
  size_t from = 0;
  if (options.at_most > 0 && lines.size() > options.at_most) {
    from = lines.size() - options.at_most;
    out = fmt::format("  ({} earlier left out; -v shows them)\n", from);
  }
  for (size_t i = from; i < lines.size(); ++i) out += lines[i];
  return out;
}

}  // namespace shakedown
