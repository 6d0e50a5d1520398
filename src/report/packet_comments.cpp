#include "report/packet_comments.h"

#include <fmt/format.h>

#include "report/event_text.h"
#include "report/style.h"
#include "report/words.h"

namespace shakedown {

namespace {

using Comments = std::vector<std::string>;

// `step 3, refused: expect: ACK ack=2 (close/simultaneous.yaml:8, close/simultaneous)`
std::string step_comment(const RunResult& run, StepIndex index, const char* outcome) {
  if (index < 0 || static_cast<size_t>(index) >= run.trace.steps.size()) return outcome;
  const StepInfo& step = run.trace.steps[static_cast<size_t>(index)];
  return fmt::format("step {}, {}: {} ({}:{}, {})", index + 1, outcome, step.text, step.span.file,
                     step.span.line, step.prelude.empty() ? run.run.id : step.prelude);
}

const char* outcome_of(const SegmentEvent& event) {
  if (event.direction == Direction::sent) return "sent";
  if (event.direction == Direction::lost) return "lost, it never left";
  if (event.refused >= 0) return "refused";
  if (event.allowed) return "allowed beside it";
  if (event.step < 0) return "no step took it";
  return event.unseen ? "matched, unseen" : "matched";
}

std::string or_nothing(const std::string& text) { return text.empty() ? "nothing" : text; }

void add_failure(Comments& comments, const Failure& failure) {
  comments.push_back(failure.summary);
  if (!failure.expected_text.empty())
    comments.push_back(
        fmt::format("expected {}, got {}", failure.expected_text, or_nothing(failure.received_text)));
  for (const FieldRow& row : failure.rows)
    if (row.differs)
      comments.push_back(fmt::format("{}: expected {}, got {}", row.field, or_nothing(row.expected),
                                     or_nothing(row.received)));
}

}  // namespace

Comments run_comments(const RunResult& run, uint64_t seed) {
  Comments comments;
  if (run.run.scenario) comments.push_back(run.run.scenario->name);
  comments.push_back("run " + run_and_round(run));
  comments.push_back("verdict " + to_string(run.verdict) + (run.reason.empty() ? "" : ": " + run.reason));
  comments.push_back(fmt::format("seed {}", run.seed.value_or(seed)));
  if (run.attempts > 1) comments.push_back(fmt::format("attempt {}", run.attempts));
  if (run.failure) {
    if (run.failure->step >= 0) comments.push_back(step_comment(run, run.failure->step, "failed"));
    add_failure(comments, *run.failure);
  }
  return comments;
}

Comments packet_comments(const RunResult& run, const SegmentEvent& event) {
  const StepIndex step = event.refused >= 0 ? event.refused : event.step;
  Comments comments{step_comment(run, step, outcome_of(event))};
  std::string text = named(event.connection) + event.text;
  if (!event.name.empty()) text += " as " + event.name;
  comments.push_back(std::move(text));
  if (event.refused >= 0 && run.failure) add_failure(comments, *run.failure);
  return comments;
}

std::string event_comment(const Event& event, const Trace& trace, Beside where) {
  const auto* step = std::get_if<StepEvent>(&event.what);
  if (step != nullptr && step->outcome == StepOutcome::passed && step->detail.empty()) return "";
  const EventText text = event_text(event, trace);
  const std::string number = text.step < 0 ? "" : fmt::format(", step {}", text.step + 1);
  return fmt::format("{}, at {} ms{}: {} {}", where == Beside::before ? "before" : "after",
                     milliseconds(event.time - trace.begin), number, text.mark, text.text);
}

}  // namespace shakedown
