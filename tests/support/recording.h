#pragma once
// What a target did in one run, as the lab's interface saw it, and its text form: one file holds the runs of
// one scenario, one line an event.

#include <string>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

#include "support/fake_lab.h"

namespace shakedown::test {

// Something of ours: a packet sent, a call begun. What the target does afterwards hangs on it.
struct Action {
  std::variant<Bytes, CallKind> what;
  Duration took{};
};

struct RecordedEvent {
  Duration time{};  // since the recording's begin
  std::variant<Action, Effect> what;
};

struct Recording {
  std::string run_id;
  uint64_t seed = 0;
  Instant begin;
  LabFacts facts;
  std::vector<RecordedEvent> events;  // in order of time
};

std::string to_text(const Recording& recording);
// All recordings of a file's text; the error names the line.
tl::expected<std::vector<Recording>, std::string> read_recordings(const std::string& text);

}  // namespace shakedown::test
