#pragma once
// A trace as lines of text: what was sent, lost and received, called and seen, each with its time.

#include <string>

#include "report/style.h"
#include "shakedown/trace.h"

namespace shakedown {

struct TranscriptOptions {
  bool steps = false;  // also each step's outcome, and TCP_INFO values
  bool hex = false;    // also each packet's octets
  size_t at_most = 0;  // 0: all; else the last so many lines, and how many were left out
};

// Times are milliseconds since the run's begin; `->` goes to the target, `<-` comes from it, `-x` never left.
// Steps are numbered from 1, in the order in which they were reached.
//
//      0.000 ms   1  ->  SYN seq=0 win=65535 <mss 1460>
//      0.031 ms   2  <-  SYN-ACK seq=0 ack=1 win=65160 <mss 1460>
std::string transcript(const Trace& trace, const TranscriptOptions& options, const Style& style);

// "close/simultaneous.yaml:12:7"
std::string place(const SourceSpan& span);

// One event as its line says it: `->`, `call`, `note` … and the text behind, not yet made harmless.
struct EventText {
  std::string mark, text;
  StepIndex step = -1;
};
EventText event_text(const Event& event, const Trace& trace);

std::string to_string(StepOutcome outcome);  // "passed", "not observed"

}  // namespace shakedown
