#pragma once
// What happened between packets, in one line each.

#include <string>

#include "shakedown/trace.h"

namespace shakedown {

// `call`, `state`, `info`, `step`, `note` or, of a segment, its direction; and the text behind, not yet made
// harmless.
struct EventText {
  std::string mark, text;
  StepIndex step = -1;
};
EventText event_text(const Event& event, const Trace& trace);

}  // namespace shakedown
