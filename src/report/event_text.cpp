#include "report/event_text.h"

#include <fmt/format.h>

#include "report/words.h"

namespace shakedown {

namespace {

struct Teller {
  const Trace& trace;

  EventText operator()(const SegmentEvent& event) const {
    const char* mark = event.direction == Direction::sent   ? "->"
                       : event.direction == Direction::lost ? "-x"
                                                            : "<-";
    return {mark, named(event.connection) + event.text, event.step};
  }
  EventText operator()(const CallEvent& event) const {
    const std::string end = event.outcome == "started" ? "starts" : "= " + event.outcome;
    return {"call", fmt::format("{}{} {}", named(event.socket), event.text, end), event.step};
  }
  EventText operator()(const StateEvent& event) const {
    return {"state", named(event.connection) + to_string(event.state), event.step};
  }
  EventText operator()(const InfoEvent& event) const {
    return {"info", fmt::format("{}{} = {}", named(event.connection), event.field, event.value), event.step};
  }
  EventText operator()(const NoteEvent& event) const { return {"note", event.text, -1}; }
  EventText operator()(const StepEvent& event) const {
    std::string text = to_string(event.outcome);
    if (event.step >= 0 && static_cast<size_t>(event.step) < trace.steps.size()) {
      const StepInfo& step = trace.steps[static_cast<size_t>(event.step)];
      text += fmt::format(": {}  ({})", step.text, place(step.span));
    }
    if (!event.detail.empty()) text += "  " + event.detail;
    return {"step", text, event.step};
  }
};

}  // namespace

EventText event_text(const Event& event, const Trace& trace) { return std::visit(Teller{trace}, event.what); }

}  // namespace shakedown
