// The engine against a scripted target, and what a held-up tester makes of a sound one.

#include <doctest/doctest.h>

#include "engine/schedule_rules.h"
#include "shakedown/engine.h"
#include "shakedown/parse.h"
#include "support/decorators.h"
#include "support/scripted_lab.h"

using namespace shakedown;
using namespace shakedown::test;

namespace {

template <typename What>
Step step_of(What what, const std::string& text) {
  Step step;
  step.what = std::move(what);
  step.text = text;
  return step;
}
SegmentSpec segment_of(const std::string& text, bool expectation) {
  auto spec = parse_segment(text, SourceSpan{"test", 1, 1, 1}, expectation);
  REQUIRE_MESSAGE(spec, text);
  return std::move(*spec);
}
Step send_step(const std::string& text) {
  return step_of(SendStep{segment_of(text, false), false, ""}, text);
}
Step expect_step(const std::string& text) {
  ExpectStep expect;
  expect.segment = segment_of(text, true);
  return step_of(std::move(expect), text);
}
Step state_step(TcpState state) {
  StateStep what;
  what.states = {state};
  return step_of(std::move(what), "state");
}
Step wait_step(Duration duration) { return step_of(WaitStep{duration}, "wait"); }
Step call_step(CallKind kind, const std::string& text) {
  TargetStep target;
  target.call.kind = kind;
  target.call.text = text;
  return step_of(std::move(target), text);
}

PlannedRun plan(Steps steps) {
  auto scenario = std::make_shared<Scenario>();
  scenario->file = "test.yaml";
  scenario->connections.emplace_back();
  scenario->steps = std::move(steps);
  PlannedRun planned;
  planned.id = "test";
  planned.run_id = "test[4]";
  planned.scenario = std::move(scenario);
  return planned;
}

PlannedRun handshake() {
  return plan({call_step(CallKind::listen, "listen"), send_step("SYN"), expect_step("SYN-ACK"),
               wait_step(3ms), send_step("ACK"), state_step(TcpState::established)});
}

void answer(ScriptedLab& lab) {
  lab.when(after_send(1), arrive("SYN-ACK"));
  lab.when(after_send(2), becomes(TcpState::established));
}

}  // namespace

TEST_CASE("scripted lab: a handshake passes, and each wrong field of the answer fails it") {
  struct Row {
    std::string answer, differs;
  };
  const std::vector<Row> rows = {
      {"SYN-ACK", ""},
      {"SYN-ACK <mss 1460>", ""},
      {"SYN-ACK ack=2", "ack"},
      {"SYN-ACK win=0", "win"},
      {"SYN-ACK urg=1", "urg"},
      {"SYN", "flags"},
      {"RST-ACK seq=0", "flags"},
      {"SYN-ACK <wscale 7>", "options"},
      {"SYN-ACK data=\"x\"", "len"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.answer);
    ScriptedLab lab;
    lab.when(after_send(1), arrive(row.answer));
    lab.when(after_send(2), becomes(TcpState::established));
    const RunResult result = run_in_lab(handshake(), lab, 1);
    INFO(result.reason);
    CHECK((result.verdict == Verdict::pass) == row.differs.empty());
    if (row.differs.empty()) continue;
    REQUIRE(result.failure);
    bool named = false;
    for (const FieldRow& field : result.failure->rows)
      named = named || (field.differs && field.field == row.differs);
    std::string all;
    for (const FieldRow& field : result.failure->rows)
      if (field.differs) all += field.field + " ";
    CHECK_MESSAGE(named, row.differs, " is not among: ", all);
  }
}

TEST_CASE("stalling lab: a hold-up of 20 ms is noticed at each kind of step") {
  struct Row {
    std::string name;
    StallingLab::At at;
  };
  const std::vector<Row> rows = {
      {"send", StallingLab::At::send},   {"receive", StallingLab::At::receive},
      {"start", StallingLab::At::start}, {"progress", StallingLab::At::progress},
      {"state", StallingLab::At::state}, {"wait", StallingLab::At::wait},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    ScriptedLab target;
    answer(target);
    StallingLab lab(target, row.at, 0, [&target] { target.hold_up(20ms); });
    const RunResult result = run_in_lab(handshake(), lab, 1);
    CHECK(lab.stalled());
    CHECK(result.stalled);
    CHECK_MESSAGE(result.verdict == Verdict::pass, result.reason);  // a pass needs no care
  }
  ScriptedLab target;
  answer(target);
  CHECK_FALSE(run_in_lab(handshake(), target, 1).stalled);
}

TEST_CASE("stalling lab: a repeat that our own lateness drew is not held against the target") {
  for (const bool stall : {false, true}) {
    CAPTURE(stall);
    ScriptedLab target;
    answer(target);
    // It repeats its SYN-ACK 10 ms later: with the tester on time that comes after the last step.
    target.when(after_send(1), arrive("SYN-ACK seq=0"), 10ms);
    StallingLab lab(target, StallingLab::At::send, stall ? 1 : 99, [&target] { target.hold_up(20ms); });
    const RunResult result = run_in_lab(handshake(), lab, 1);
    INFO(result.reason);
    CHECK(result.stalled == stall);
    CHECK((result.verdict == Verdict::fail) == stall);
    CHECK((next_attempt(result) == NextAttempt::now) == stall);
  }
}
