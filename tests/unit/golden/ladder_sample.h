#pragma once
// A run whose ladder has one row of each kind, made by hand.

#include "unit/golden/samples.h"

namespace samples {

inline const Flags ack = Flags{}.with(Flag::ack);

inline SegmentEvent of(const std::string& connection, SegmentEvent event) {
  event.connection = connection;
  return event;
}

// Two connections; one row of each kind, in the order of time.
inline RunResult every_row() {
  RunResult run = result("close/all", "close/all[4]", Verdict::fail, 400ms);
  const std::string given = "given/LISTEN";
  Trace& trace = run.trace;
  trace.peer = "192.0.2.1";
  trace.target = "192.0.2.2";
  for (const char* text :
       {"target: listen", "send a: SYN", "expect a: SYN-ACK as answer", "lose a: ACK", "target a: connect",
        "wait: 30ms", "expect b: ACK unseen", "one-of:", "target a: connect = ok", "check: answer.win > 0",
        "state b: CLOSED", "receive a: 2000 ack none", "info a: retransmits = 0", "expect a: ACK ack=9"})
    trace.steps.push_back({{}, text, "", trace.steps.empty() ? given : ""});
  auto& events = trace.events;
  const auto add = [&](Duration time, auto what) { events.push_back({at(time), what}); };
  const auto passed = [&](Duration time, StepIndex step, std::string detail = "") {
    add(time, StepEvent{step, StepOutcome::passed, std::move(detail)});
  };
  const auto segment = [&](Direction direction, const char* text, StepIndex step) {
    return samples::segment(direction, ack, text, step);
  };
  add(1us, NoteEvent{"prelude given/LISTEN"});
  add(9us, CallEvent{"listen", "", "started", 0});
  add(12us, CallEvent{"listen", "", "ok", 0});
  passed(13us, 0);
  add(20us, of("a", segment(Direction::sent, "SYN seq=0 win=65535 <mss 1460, sackOK, ts 7 0>", 1)));
  SegmentEvent answer =
      of("a", segment(Direction::arrived, "SYN-ACK seq=0 ack=1 win=65160 <mss 1460, sackOK, ts 8 7>", 2));
  answer.name = "answer";
  add(50us, answer);
  passed(51us, 1);
  passed(52us, 2);
  add(60us, of("a", segment(Direction::lost, "ACK seq=1 ack=1 win=65535 <nop, nop, ts 7 8>", 3)));
  add(70us, CallEvent{"connect", "a", "started", 4});
  passed(71us, 4);
  passed(30'071us, 5);
  SegmentEvent unseen = of("b", segment(Direction::arrived, "ACK seq=1 ack=1 win=502", 6));
  unseen.unseen = true;
  add(30'080us, unseen);
  passed(30'090us, 6);
  passed(30'090us, 7, "done");
  add(30'095us, CallEvent{"connect", "a", "ok", 4});
  passed(30'099us, 8);
  passed(30'100us, 9);
  add(30'110us, StepEvent{10, StepOutcome::not_observed, ""});
  SegmentEvent allowed = of("a", segment(Direction::arrived, "ACK seq=1 ack=1 win=502 len=1000", -1));
  allowed.allowed = true;
  add(231'000us, allowed);
  add(231'004us, of("a", segment(Direction::arrived, "PSH-ACK seq=1 ack=1 win=502 data=\"a <b> c\"", 11)));
  add(231'010us, StepEvent{11, StepOutcome::warned, "the window's right edge moved left"});
  add(231'020us, InfoEvent{"a", "retransmits", "0", 12});
  SegmentEvent refused = of("a", segment(Direction::arrived, "ACK seq=1 ack=1 win=502", -1));
  refused.refused = 13;
  add(231'500us, refused);
  add(231'510us, of("?", segment(Direction::arrived, "RST seq=5 win=0", -1)));
  add(231'520us, StepEvent{13, StepOutcome::failed, ""});
  add(231'600us, NoteEvent{"the tester stalled for 4 ms"});
  Failure failure;
  failure.step = 13;
  failure.summary = "ack is 1, not 9";
  failure.expected_text = "ACK seq=1 ack=9 win=*";
  run.failure = failure;
  return run;
}

}  // namespace samples
