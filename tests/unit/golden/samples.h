#pragma once
// A suite with every verdict in it, made by hand: what the reports are shown in tests.

#include <utility>
#include <vector>

#include "report/facts.h"
#include "shakedown/result.h"

namespace samples {

using namespace shakedown;

inline Instant at(Duration since_begin) { return Instant(Duration(1'755'000'000'123'456'789)) + since_begin; }

inline PlannedRun planned(const std::string& id, const std::string& run_id,
                          std::vector<std::string> covers = {}) {
  auto scenario = std::make_shared<Scenario>();
  scenario->file = "scenarios/" + id + ".yaml";
  scenario->name = "The name of " + id;
  scenario->about = "What " + id + " is about.\nAnd a second paragraph.";
  scenario->source = std::make_shared<const std::string>(
      "name: The name of " + id +
      "\nabout: |\n  What it is about.\n  And a second paragraph.\nsteps:\n  - target: close  # ours\n"
      "  - send: FIN-ACK\n  - expect: ACK ack=2   # caf\xc3\xa9\n");
  scenario->covers = std::move(covers);
  PlannedRun run;
  run.id = id;
  run.run_id = run_id;
  run.family = run_id.find("[6") == std::string::npos ? Family::v4 : Family::v6;
  run.scenario = scenario;
  return run;
}

inline RunResult result(const std::string& id, const std::string& run_id, Verdict verdict, Duration elapsed) {
  RunResult run;
  run.run = planned(id, run_id);
  run.verdict = verdict;
  run.elapsed = elapsed;
  run.trace.begin = at({});
  run.trace.end = at(elapsed);
  return run;
}

inline SegmentEvent segment(Direction direction, Flags flags, const std::string& text, StepIndex step) {
  SegmentEvent event;
  event.direction = direction;
  Segment segment;
  segment.ip.source = segment.ip.destination = Address::parse("192.0.2.1");
  segment.source_port = 40000;
  segment.destination_port = 8080;
  segment.seq = Seq(4294967295U);
  segment.flags = flags;
  segment.window = 65535;
  segment.options = {MssOption{1460}, SackPermittedOption{}, TimestampsOption{7, 9}, NopOption{},
                     WindowScaleOption{7}};
  event.packet = segment;
  event.raw = Bytes(40, 0xab);
  event.text = text;
  event.step = step;
  return event;
}

// Three steps of a close: a call, what we sent, and a segment that is not what was expected.
inline void add_story(RunResult& run) {
  const std::string file = run.run.scenario->file;
  run.trace.peer = "192.0.2.1";
  run.trace.target = "192.0.2.2";
  run.trace.steps = {
      {{file, 6, 5, 6}, "target: close", "  - target: close", ""},
      {{file, 7, 5, 4}, "send: FIN-ACK", "  - send: FIN-ACK", ""},
      {{file, 8, 5, 6}, "expect: ACK ack=2", "  - expect: ACK ack=2   # caf\xc3\xa9", "given/ESTABLISHED"},
  };
  const Flags ack = Flags{}.with(Flag::ack), fin_ack = ack.with(Flag::fin);
  auto& events = run.trace.events;
  events.push_back({at({}), NoteEvent{"seed 42"}});
  events.push_back({at(12us), CallEvent{"close", "", "started", 0}});
  events.push_back({at(15us), CallEvent{"close", "", "ok", 0}});
  events.push_back({at(16us), StepEvent{0, StepOutcome::passed, ""}});
  events.push_back({at(31us), segment(Direction::lost, ack, "ACK seq=1 ack=1", 1)});
  events.push_back({at(40us), segment(Direction::sent, fin_ack, "FIN-ACK seq=1 ack=1 win=65535", 1)});
  events.push_back({at(41us), StepEvent{1, StepOutcome::passed, ""}});
  events.push_back({at(77us), StateEvent{"", TcpState::closing, 1}});
  events.push_back({at(80us), InfoEvent{"", "retransmits", "0", 1}});
  SegmentEvent unseen = segment(Direction::arrived, ack, "ACK seq=1 ack=1 win=502", 1);
  unseen.unseen = true;
  events.push_back({at(90us), unseen});
  SegmentEvent refused = segment(Direction::arrived, ack, "ACK seq=1 ack=1 win=502 <nop, nop, ts 7 9>", -1);
  refused.refused = 2;
  events.push_back({at(1234us), refused});
  events.push_back({at(1240us), StepEvent{2, StepOutcome::failed, "ack is 1, not 2"}});
}

inline Failure failure(const RunResult& run) {
  Failure failure;
  failure.step = 2;
  failure.span = {run.run.scenario->file, 8, 17, 5};
  failure.summary = "ack is 1, not 2";
  failure.expected_text = "ACK seq=1 ack=2 win=* <nop, nop, ts * 9>";
  failure.received_text = "ACK seq=1 ack=1 win=502 <nop, nop, ts 7 9>";
  failure.rows = {{"flags", "ACK", "ACK", false},
                  {"seq", "1", "1", false},
                  {"ack", "2", "1", true},
                  {"options", "<nop, nop, ts * 9>", "<nop, nop, ts 7 9>", false},
                  {"urgent", "", "0", false}};
  failure.waited = 500ms;
  return failure;
}

inline SuiteResult every_verdict() {
  SuiteResult suite;
  suite.seed = 42;
  suite.kernel = "6.18.0";
  suite.elapsed = 12345ms;
  suite.not_run = 2;

  suite.runs.push_back(result("close/half-close", "close/half-close[4,peer]", Verdict::pass, 840us));
  add_story(suite.runs.back());
  suite.runs.back().trace.events.resize(6);

  RunResult failed = result("close/simultaneous", "close/simultaneous[4,mss=536]", Verdict::fail, 501ms);
  failed.run.variant = {{"mss", "536"}};
  add_story(failed);
  failed.failure = failure(failed);
  failed.reason = failed.failure->summary;
  failed.overhead = 1250us;
  suite.runs.push_back(failed);

  RunResult silent = result("close/target-first", "close/target-first[6]", Verdict::fail, 153ms);
  silent.failure = Failure{};
  silent.failure->span = {"scenarios/close/target-first.yaml", 9, 0, 1};
  silent.failure->summary = "no segment came within 150 ms";
  silent.failure->expected_text = "FIN-ACK seq=1 ack=1";
  silent.failure->waited = 150ms;
  silent.reason = silent.failure->summary;
  suite.runs.push_back(silent);

  RunResult warned = result("window/zero", "window/zero[4]", Verdict::warn, 2100ms);
  warned.reason = "a SHOULD: the window's right edge moved left";
  suite.runs.push_back(warned);

  RunResult known =
      result("handshake/simultaneous-open", "handshake/simultaneous-open[4,plain]", Verdict::known, 3ms);
  known.reason = "scales its window unasked, RFC 7323 2.2";
  add_story(known);
  known.failure = failure(known);
  suite.runs.push_back(known);

  RunResult skipped = result("handshake/no-answer", "handshake/no-answer[4]", Verdict::skip, 120us);
  skipped.reason = "this kernel has no net.ipv4.tcp_syn_linear_timeouts";
  suite.runs.push_back(skipped);

  RunResult broken = result("reset/abort", "reset/abort[6]", Verdict::error, 60ms);
  broken.reason = "the machine stalled in three attempts out of three";
  broken.attempts = 3;
  broken.stalled = true;
  suite.runs.push_back(broken);

  RunResult again = result("reset/in-window", "reset/in-window[4]", Verdict::pass, 15200us);
  again.attempts = 2;
  again.repeat = 1;
  again.not_observed = 3;
  suite.runs.push_back(again);
  return suite;
}

inline SuiteFacts facts() {
  SuiteFacts facts;
  facts.version = "0.1.0";
  facts.seed = 42;
  facts.folder = "/home/me/project";
  facts.runs = 10;
  facts.kernel = facts.target_release = "6.18.0";
  facts.tick = 4ms;
  facts.lab = {{"net.ipv4.tcp_ecn", "2"}, {"net.ipv4.tcp_sack", "1"}};
  return facts;
}

}  // namespace samples
