// Times that steps name are kept in the trace: what was allowed, and what became of it.

#include "unit/engine_run.h"

using namespace shakedown;
using namespace shakedown::test;

namespace {

std::vector<Interval> intervals(const std::string& lines, const std::vector<Answer>& answers,
                                Verdict verdict = Verdict::pass) {
  ScriptedLab lab;
  shakes_hands(lab);
  for (const Answer& answer : answers) lab.when(answer.after, arrive(answer.segment), answer.later);
  const RunResult result = play(steps(handshake_steps + lines), lab);
  CHECK_MESSAGE(result.verdict == verdict, told(result));
  return result.trace.intervals;
}

}  // namespace

TEST_CASE("intervals: each segment of a backoff, from the one before it") {
  const auto all =
      intervals("send: ACK\nexpect: PSH-ACK len=1\nbackoff: PSH-ACK len=1 first 200ms factor 2 count 2\n",
                {{after_send(3), "PSH-ACK len=1"},
                 {after_send(3), "PSH-ACK seq=1 len=1", 205ms},
                 {after_send(3), "PSH-ACK seq=1 len=1", 610ms}});
  REQUIRE(all.size() == 2);
  CHECK(all[0].step == 6);
  CHECK(all[0].expected == 200ms);
  CHECK(all[0].low == 196ms);
  CHECK(all[0].high == 233ms);
  CHECK(all[0].on_time());
  CHECK(all[1].expected == 400ms);
  CHECK(all[1].since == *all[0].came);
  CHECK(*all[1].came - all[1].since == 405ms);
}

TEST_CASE("intervals: what comes too early, too late or never is kept as well") {
  struct Row {
    std::string name, step;
    std::vector<Answer> answers;
    bool came;
  };
  for (const Row& row :
       std::vector<Row>{{"early", "expect: FIN-ACK after 200ms", {{after_send(3), "FIN-ACK", 100ms}}, true},
                        {"late", "expect: FIN-ACK after 200ms", {{after_send(3), "FIN-ACK", 300ms}}, false},
                        {"never", "expect: FIN-ACK after 200ms", {}, false},
                        {"a state", "state: LAST-ACK after 1s", {}, false},
                        {"a call", "target: accept = EINVAL after 1s", {}, false}}) {
    CAPTURE(row.name);
    const auto all = intervals("send: ACK\n" + row.step + "\n", row.answers, Verdict::fail);
    REQUIRE(all.size() == 1);
    CHECK_FALSE(all[0].on_time());
    CHECK(all[0].came.has_value() == row.came);
  }
}

TEST_CASE("intervals: what names no time leaves none, nor does another field's failure") {
  CHECK(intervals("send: ACK\nexpect: FIN-ACK\n", {{after_send(3), "FIN-ACK"}}).empty());
  CHECK(intervals("send: ACK\nexpect: FIN-ACK within 1s\n", {}, Verdict::fail).empty());
  CHECK(intervals("send: ACK\nexpect: FIN-ACK after 200ms\n", {{after_send(3), "FIN-ACK seq=9", 205ms}},
                  Verdict::fail)
            .empty());
}

TEST_CASE(
    "intervals: a range has nothing expected; the last acknowledgement, a state and a call have theirs") {
  const auto ranged =
      intervals("send: ACK\nexpect: FIN-ACK after 100ms..300ms\n", {{after_send(3), "FIN-ACK", 205ms}});
  REQUIRE(ranged.size() == 1);
  CHECK_FALSE(ranged[0].expected.has_value());
  const auto acked =
      intervals("send: PSH-ACK len=2\nacked: all after 40ms\n", {{after_send(3), "ACK ack=3", 42ms}});
  REQUIRE(acked.size() == 1);
  CHECK(acked[0].low == 36ms);
  CHECK(*acked[0].came - acked[0].since == 42ms);
  ScriptedLab lab;
  shakes_hands(lab);
  lab.when(after_send(2), becomes(TcpState::close_wait), 1s);
  const RunResult state = play(steps(handshake_steps + "state: CLOSE-WAIT after 1s\n"), lab);
  REQUIRE(state.trace.intervals.size() == 1);
  CHECK(state.trace.intervals[0].on_time());
}
