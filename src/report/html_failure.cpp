#include "report/html_failure.h"

#include "report/style.h"
#include "report/words.h"
#include "shakedown/parse.h"

namespace shakedown {

namespace {

void add_rows(Element parent, const std::vector<FieldRow>& rows) {
  const Element box = add(parent, "div", "box");
  set(box, "tabindex", "0");
  const Element table = add(box, "table", "fields");
  const Element head = add(add(table, "thead"), "tr");
  for (const char* name : {"", "field", "expected", "received"}) add_text(head, "th", nullptr, name);
  const Element body = add(table, "tbody");
  for (const FieldRow& row : rows) {
    const Element line = add(body, "tr", row.differs ? "bad" : nullptr);
    const Element sign = add_text(line, "td", nullptr, row.differs ? "!" : "");
    if (row.differs) set(sign, "aria-label", "differs");
    add_text(line, "th", nullptr, row.field);
    add_text(line, "td", nullptr, row.expected);
    add_text(line, "td", nullptr, row.received);
  }
}

void add_pair(Element list, const char* name, const std::string& value) {
  const Element pair = add(list, "div");
  add_text(pair, "dt", nullptr, name);
  add_text(pair, "dd", nullptr, value);
}

void add_texts(Element parent, const Failure& failure) {
  const bool waited = failure.waited && *failure.waited > Duration::zero();
  const bool segments = !failure.expected_text.empty() || !failure.received_text.empty();
  if (!segments && !waited) return;
  const Element list = add(parent, "dl", "notation");
  if (!failure.expected_text.empty()) add_pair(list, "expected", failure.expected_text);
  if (segments) add_pair(list, "received", failure.received_text.empty() ? "nothing" : failure.received_text);
  if (waited) add_pair(list, "waited", to_string_duration(*failure.waited));
}

std::string where(const RunResult& run) {
  const Failure& failure = *run.failure;
  std::string text = place(failure.span);
  const auto step = static_cast<size_t>(failure.step);
  if (failure.step < 0 || step >= run.trace.steps.size()) return text;
  text += (text.empty() ? "step " : ", step ") + std::to_string(step + 1) + ": " + run.trace.steps[step].text;
  const std::string& prelude = run.trace.steps[step].prelude;
  return prelude.empty() ? text : text + " (in the prelude " + prelude + ")";
}

}  // namespace

void add_failure(Element parent, const RunResult& run) {
  if (!run.failure && run.reason.empty()) return;
  const bool gentle = run.verdict == Verdict::warn || run.verdict == Verdict::known ||
                      run.verdict == Verdict::skip || run.verdict == Verdict::pass;
  const Element panel = add(parent, "section", gentle ? "failure caution" : "failure bad");
  if (!run.failure) {
    add_text(panel, "p", "summary", run.reason);
    return;
  }
  add_text(panel, "p", "summary", run.failure->summary);
  if (!run.reason.empty() && run.reason != run.failure->summary) add_text(panel, "p", nullptr, run.reason);
  if (const std::string at = where(run); !at.empty()) add_text(panel, "p", "place", at);
  add_texts(panel, *run.failure);
  if (!run.failure->rows.empty()) add_rows(panel, run.failure->rows);
}

}  // namespace shakedown
