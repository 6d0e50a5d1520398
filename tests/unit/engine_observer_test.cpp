// What a run tells of its waits: in which step, and how much longer it can go on.

#include <doctest/doctest.h>

#include "unit/engine_run.h"

using namespace shakedown;
using namespace shakedown::test;

namespace {

struct Told : RunObserver {
  void waits(const Step& step, Duration left) override {
    // A step that looks again and again says the same with less left.
    if (texts.empty() || texts.back() != step.text) {
      texts.push_back(step.text);
      longest.push_back(left);
    }
    last = left;
  }
  std::vector<std::string> texts;
  std::vector<Duration> longest;
  Duration last{};
};

Told told_by(const std::string& lines, const std::vector<Answer>& answers = {}) {
  ScriptedLab lab;
  shakes_hands(lab);
  for (const Answer& answer : answers) lab.when(answer.after, arrive(answer.segment), answer.later);
  Told told;
  run_in_lab(planned(steps(handshake_steps + lines)).at(0), lab, 1, &told);
  return told;
}

}  // namespace

TEST_CASE("a run tells how long each step may still wait") {
  struct Row {
    std::string lines;
    Duration left;
  };
  // The reference is the ACK of the handshake, some microseconds ago; the fake's tick is 4 ms.
  const std::vector<Row> rows = {
      {"wait: 5s", 5s},
      {"silence: 3s", 3s},
      {"expect: FIN-ACK within 2s", 2s},
      {"expect: FIN-ACK after 8s", 9008ms},
      {"state: TIME-WAIT within 4s", 4s},
      {"any-order:\n - expect: FIN-ACK within 7s\n - state: TIME-WAIT within 4s", 4s},
      {"one-of:\n - name: a\n   steps:\n     - expect: FIN-ACK within 7s\n - name: b\n   steps:\n     - "
       "expect: RST within 4s",
       7s},
      {"backoff: PSH-ACK len=3 first 8s factor 2 count 2", 9008ms},
  };
  for (const Row& row : rows) {
    CAPTURE(row.lines);
    const Told told = told_by(row.lines + "\n");
    REQUIRE_FALSE(told.longest.empty());
    CHECK(told.longest.back() <= row.left);
    CHECK(told.longest.back() > row.left - 1ms);
    CHECK(told.last <= told.longest.back());
  }
}

TEST_CASE("a run tells of its steps one after the other, and of a step that is over no more") {
  const Told told = told_by("wait: 2s\nsilence: 1s\n");
  REQUIRE(told.texts.size() >= 2);
  CHECK(told.texts[told.texts.size() - 2] == "wait: 2s");
  CHECK(told.texts.back() == "silence: 1s");
}

TEST_CASE("what comes in time is not told of as a wait to its end") {
  ScriptedLab lab;
  shakes_hands(lab);
  Told told;
  const RunResult result = run_in_lab(planned(steps(handshake_steps)).at(0), lab, 1, &told);
  CHECK(result.verdict == Verdict::pass);
  for (const Duration left : told.longest) CHECK(left < 1s);
}
