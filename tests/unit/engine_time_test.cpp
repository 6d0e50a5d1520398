// Time: after, within, since, the default waits, state, receive, acked, backoff, silence, the end of a run.

#include <doctest/doctest.h>

#include "engine/schedule_rules.h"
#include "unit/engine_run.h"

using namespace shakedown;
using namespace shakedown::test;

namespace {

RunResult run(const std::string& lines, const std::vector<Answer>& answers, const std::string& head = "",
              const std::string& syn_ack = "SYN-ACK <mss 1460>") {
  ScriptedLab lab;
  shakes_hands(lab, syn_ack);
  for (const Answer& answer : answers) lab.when(answer.after, arrive(answer.segment), answer.later);
  return play(head + steps("target: listen\nsend: SYN\nexpect: SYN-ACK <...>\nsend: ACK\n" + lines), lab);
}

}  // namespace

TEST_CASE("time: bounds from both sides; the fake's tick is 4 ms") {
  struct Row {
    std::string suffix;
    Duration low, high;
  };
  const std::vector<Row> rows = {
      {"after 1s", 996ms, 1133ms},       {"after 100ms", 96ms, 120500us}, {"after 1s..2s", 1s, 2s},
      {"after 1s +-10%", 900ms, 1100ms}, {"within 700ms", 0ms, 700ms},    {"after 2ms", 0ms, 10250us},
  };
  for (const Row& row : rows) {
    for (const auto& [at, right] : std::vector<std::pair<Duration, bool>>{
             {row.low - 1us, false}, {row.low + 1us, true}, {row.high, true}, {row.high + 1us, false}}) {
      if (at <= 0us) continue;
      CAPTURE(row.suffix);
      const Duration moment = at;
      CAPTURE(moment.count());
      const RunResult result =
          run("send: ACK\nexpect: FIN-ACK " + row.suffix + "\n", {{after_send(3), "FIN-ACK", at}});
      CHECK_MESSAGE((result.verdict == Verdict::pass) == right, told(result));
      if (!right) CHECK(result.failure->time_or_repeat);
    }
  }
}

TEST_CASE("time: default waits") {
  struct Row {
    std::string step, segment;
    Duration most;
    std::string head = "", syn_ack = "SYN-ACK <mss 1460>";
  };
  const std::string sack = "with: <mss 1460, sackOK>\n", sack_answer = "SYN-ACK <mss 1460, sackOK>";
  const std::vector<Row> rows = {
      {"expect: ACK", "ACK ack=2", 500ms},
      {"expect: FIN-ACK", "FIN-ACK ack=2", 150ms},
      {"expect: SYN-ACK <...> again", "SYN-ACK seq=0 ack=2 <mss 1460>", 3s},
      {"receive: 3", "PSH-ACK ack=2 len=3", 150ms},
      {"acked: all", "ACK ack=2", 1s},
      {"expect: FIN-ACK", "FIN-ACK ack=2", 3ms, sack, sack_answer},
      {"expect: ACK", "ACK ack=2", 500ms, sack, sack_answer},
      {"receive: 3", "PSH-ACK ack=2 len=3", 3ms, sack, sack_answer},
      {"expect: FIN-ACK", "FIN-ACK ack=2", 150ms, sack},
      {"expect: FIN-ACK", "FIN-ACK ack=2", 3ms, "lab: rto-min 10ms\n"},
  };
  for (const Row& row : rows) {
    for (const bool late : {false, true}) {
      CAPTURE(row.step);
      CAPTURE(row.head);
      CAPTURE(late);
      const RunResult result =
          run("send: PSH-ACK len=1\n" + row.step + "\n",
              {{after_send(3), row.segment, row.most + (late ? 1us : 0us)}}, row.head, row.syn_ack);
      CHECK_MESSAGE((result.verdict == Verdict::pass) == !late, told(result));
      if (late && result.failure) CHECK(result.failure->time_or_repeat);
    }
  }
}

TEST_CASE("time: what after counts from") {
  const auto fin = [](const std::string& between, Duration at, const std::string& since = "") {
    return run("send: ACK as first\n" + between + "expect: FIN-ACK after 200ms" + since + "\n",
               {{after_send(3), "FIN-ACK", at}});
  };
  CHECK(fin("", 205ms).verdict == Verdict::pass);
  CHECK(fin("wait: 50ms\n", 205ms).verdict == Verdict::fail);
  CHECK(fin("wait: 50ms\n", 255ms).verdict == Verdict::pass);
  CHECK(fin("wait: 50ms\n", 205ms, " since first").verdict == Verdict::pass);
  CHECK(fin("wait: 50ms\n", 255ms, " since first").verdict == Verdict::fail);
  CHECK(fin("lose: PSH-ACK len=1\nwait: 100ms\nlose: ACK\n", 305ms).verdict == Verdict::pass);
  CHECK(fin("target: setsockopt TCP_NODELAY 1\n", 205ms).verdict == Verdict::pass);
}

TEST_CASE("time: a wait for a state is no time in which a segment can be late") {
  for (const auto& [at, right] : std::vector<std::pair<Duration, bool>>{{200ms, true}, {331ms, false}}) {
    ScriptedLab lab;
    shakes_hands(lab);
    lab.when(after_send(2), becomes(TcpState::close_wait), 180ms);
    lab.when(after_send(2), arrive("FIN-ACK"), at);
    const RunResult result =
        play(steps(handshake_steps + "state: CLOSE-WAIT\nexpect: FIN-ACK within 145ms\n"), lab);
    CHECK_MESSAGE((result.verdict == Verdict::pass) == right, told(result));
  }
}

TEST_CASE("time: state, from both sides") {
  struct Row {
    std::string step;
    Duration at;
    bool right;
  };
  const std::vector<Row> rows = {
      {"state: CLOSE-WAIT", 190ms, true},
      {"state: CLOSE-WAIT", 210ms, false},
      {"state: CLOSE-WAIT within 1s", 210ms, true},
      {"state: CLOSE-WAIT or CLOSING", 10ms, true},
      {"state: CLOSING", 10ms, false},
      {"state: CLOSE-WAIT after 1s", 1s, true},
      {"state: CLOSE-WAIT after 1s", 900ms, false},
      {"state: CLOSE-WAIT after 1s", 1200ms, false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.step);
    CAPTURE(row.at.count());
    ScriptedLab lab;
    shakes_hands(lab);
    lab.when(after_send(2), becomes(TcpState::close_wait), row.at);
    const RunResult result = play(steps(handshake_steps + row.step + "\n"), lab);
    CHECK_MESSAGE((result.verdict == Verdict::pass) == row.right, told(result));
    if (!row.right) CHECK(result.failure->time_or_repeat);
  }
}

TEST_CASE("receive: octets in order, acknowledged as said") {
  struct Row {
    std::string step;
    std::vector<Answer> answers;
    bool right;
    size_t acks;  // that we sent
    std::string head = "";
  };
  const Answer one{after_send(2), "ACK len=1000"}, two{after_send(2), "PSH-ACK len=500", 20us};
  const std::vector<Row> rows = {
      {"receive: 1500", {one, two}, true, 2},
      {"receive: 1500 ack last", {one, two}, true, 1},
      {"receive: 1500 ack none", {one, two}, true, 0},
      {"receive: 1500 in 1..2", {one, two}, true, 2},
      {"receive: 1500 in 3..4", {one, two}, false, 2},
      {"receive: 1400", {one, two}, false, 1},
      {"receive: 1600", {one, two}, false, 2},
      {"receive: 1000", {{after_send(2), "ACK seq=2 len=1000"}}, false, 0},
      {"receive: 3", {{after_send(2), "PSH-ACK data=\"abd\""}}, false, 0},
      {"receive: 1461", {{after_send(2), "ACK len=1461"}}, false, 0},
      {"receive: 1460", {{after_send(2), "ACK len=1460"}}, true, 1},
      {"receive: 1001", {{after_send(2), "ACK len=1001"}}, false, 0, "with: <mss 1000>\n"},
      {"receive: 1000", {{after_send(2), "ACK len=1000"}}, false, 0, "with: win=999\n"},
      {"receive: 1000", {{after_send(2), "ACK len=1000"}}, true, 1, "with: win=1000\n"},
      {"receive: 3", {{after_send(2), "FIN-ACK len=3"}}, false, 0},
      {"receive: 3", {{after_send(2), "ACK"}}, false, 0},
      {"receive: 3 after 100ms", {{after_send(2), "ACK len=3", 100ms}}, true, 1},
      {"receive: 3 after 100ms", {{after_send(2), "ACK len=3", 50ms}}, false, 0},
  };
  for (const Row& row : rows) {
    CAPTURE(row.step);
    ScriptedLab lab;
    shakes_hands(lab);
    for (const Answer& answer : row.answers) lab.when(answer.after, arrive(answer.segment), answer.later);
    const RunResult result = play(row.head + steps(handshake_steps + row.step + "\n"), lab);
    CHECK_MESSAGE((result.verdict == Verdict::pass) == row.right, told(result));
    CHECK(lab.packets().size() == 2 + row.acks);
  }
}

TEST_CASE("acked: each one further, or with another window") {
  const std::string sends = "send: PSH-ACK len=10\nsend: PSH-ACK len=10\n";
  struct Row {
    std::string step;
    std::vector<Answer> answers;
    bool right;
  };
  const std::vector<Row> rows = {
      {"acked: all", {{after_send(4), "ACK ack=21"}}, true},
      {"acked: all", {{after_send(3), "ACK ack=11"}, {after_send(4), "ACK ack=21"}}, true},
      {"acked: all", {{after_send(3), "ACK ack=11"}}, false},
      {"acked: 11", {{after_send(3), "ACK ack=11"}}, true},
      {"acked: all", {{after_send(4), "ACK ack=21", 990ms}}, true},
      {"acked: all", {{after_send(4), "ACK ack=21", 1010ms}}, false},
      {"acked: all after 40ms", {{after_send(4), "ACK ack=21", 40ms}}, true},
      {"acked: all after 40ms", {{after_send(4), "ACK ack=21", 20ms}}, false},
      {"acked: all after 40ms", {{after_send(3), "ACK ack=11"}, {after_send(4), "ACK ack=21", 40ms}}, true},
      {"acked: all",
       {{after_send(3), "ACK ack=11"}, {after_send(3), "ACK ack=11", 11us}, {after_send(4), "ACK ack=21"}},
       false},
      {"acked: all", {{after_send(4), "ACK ack=22"}}, false},
      {"acked: all", {{after_send(4), "FIN-ACK ack=21"}}, false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.step);
    const RunResult result = run(sends + row.step + "\n", row.answers);
    CHECK_MESSAGE((result.verdict == Verdict::pass) == row.right, told(result));
  }
}

TEST_CASE("backoff: the same numbers at growing intervals") {
  const auto with_repeats = [](std::vector<std::pair<std::string, Duration>> repeats) {
    std::vector<Answer> answers = {{after_send(2), "PSH-ACK len=10"}};
    for (auto& [text, at] : repeats) answers.push_back({after_send(2), text, at});
    return answers;
  };
  const std::string step =
      "expect: PSH-ACK len=10\nbackoff: PSH-ACK first 200ms factor 2 count 3\nsend: ACK\n";
  const std::string same = "PSH-ACK seq=1 len=10";
  const auto verdict = [&](std::vector<std::pair<std::string, Duration>> repeats, const std::string& lines) {
    return run(lines, with_repeats(std::move(repeats))).verdict;
  };
  CHECK(verdict({{same, 200ms}, {same, 600ms}, {same, 1400ms}}, step) == Verdict::pass);
  CHECK(verdict({{same, 200ms}, {same, 600ms}}, step) == Verdict::fail);
  CHECK(verdict({{same, 190ms}, {same, 600ms}, {same, 1400ms}}, step) == Verdict::fail);
  CHECK(verdict({{same, 200ms}, {same, 400ms}, {same, 1400ms}}, step) == Verdict::fail);
  CHECK(verdict({{same, 200ms}, {same, 600ms}, {same, 1600ms}}, step) == Verdict::fail);
  CHECK(verdict({{same, 200ms}, {"PSH-ACK seq=1 len=9", 600ms}, {same, 1400ms}}, step) == Verdict::fail);
  CHECK(verdict({{same, 200ms}, {"PSH-ACK seq=1 len=11", 600ms}, {same, 1400ms}}, step) == Verdict::fail);
  const std::string cap =
      "expect: PSH-ACK len=10\nbackoff: PSH-ACK first 200ms factor 2 count 3 cap 300ms\nsend: ACK\n";
  CHECK(verdict({{same, 200ms}, {same, 500ms}, {same, 800ms}}, cap) == Verdict::pass);
  CHECK(verdict({{same, 200ms}, {same, 600ms}, {same, 1400ms}}, cap) == Verdict::fail);
}

TEST_CASE("silence and wait") {
  CHECK(run("silence: 100ms\n", {}).verdict == Verdict::pass);
  CHECK(run("silence: 100ms\n", {{after_send(2), "ACK"}}).verdict == Verdict::fail);
  CHECK(run("silence: 100ms\n", {{after_send(2), "ACK", 99ms}}).verdict == Verdict::fail);
  const std::string fin = "send: ACK as x\nwait: 100ms\nexpect: FIN-ACK after 50ms since x\n";
  CHECK(run(fin, {{after_send(3), "FIN-ACK", 50ms}}).verdict == Verdict::pass);
  CHECK(run(fin, {{after_send(3), "FIN-ACK", 90ms}}).verdict == Verdict::fail);
}

TEST_CASE("the end of a run: an acknowledgement still owed may come, and nothing else") {
  const std::string data = "send: PSH-ACK len=5\n";
  CHECK(run(data, {{after_send(3), "ACK ack=6"}}).verdict == Verdict::pass);
  CHECK(run(data, {{after_send(3), "ACK ack=6"}, {after_send(3), "ACK ack=6", 11us}}).verdict ==
        Verdict::fail);
  CHECK(run(data, {{after_send(3), "ACK ack=5"}}).verdict == Verdict::fail);
  CHECK(run(data, {{after_send(3), "PSH-ACK ack=6 len=1"}}).verdict == Verdict::fail);
  CHECK(run(data, {{after_send(3), "RST-ACK ack=6"}}).verdict == Verdict::fail);
  CHECK(run(data, {{after_send(3), "FIN-ACK ack=6"}}).verdict == Verdict::fail);
}

TEST_CASE("stall: what hangs on time or on repeats is marked, at each kind of step") {
  struct Row {
    std::string name, lines;
    std::vector<Answer> answers;
    bool marked;
  };
  const Answer data{after_send(2), "PSH-ACK len=10"};
  const std::vector<Row> rows = {
      {"nothing comes", "expect: FIN-ACK\n", {}, true},
      {"a repeat comes",
       "expect: PSH-ACK len=10\nexpect: FIN-ACK\n",
       {data, {after_send(2), "PSH-ACK seq=1 len=10", 5ms}},
       true},
      {"a repeat in a silence",
       "expect: PSH-ACK len=10\nsilence: 10ms\n",
       {data, {after_send(2), "PSH-ACK seq=1 len=10", 5ms}},
       true},
      {"a repeat at the end",
       "expect: PSH-ACK len=10\n",
       {data, {after_send(2), "PSH-ACK seq=1 len=10"}},
       true},
      {"receive: too late", "receive: 10\n", {{after_send(2), "PSH-ACK len=10", 160ms}}, true},
      {"acked: too early",
       "send: PSH-ACK len=1\nacked: all after 40ms\n",
       {{after_send(3), "ACK ack=2", 1ms}},
       true},
      {"acked: never", "send: PSH-ACK len=1\nacked: all\n", {}, true},
      {"acked: the same again",
       "send: PSH-ACK len=1\nacked: all\n",
       {{after_send(3), "ACK ack=1", 1ms}},
       true},
      {"backoff: never",
       "expect: PSH-ACK len=10\nbackoff: PSH-ACK first 200ms factor 2 count 1\n",
       {data},
       true},
      {"state", "state: CLOSING\n", {}, true},
      {"another flag", "expect: FIN-ACK\n", {{after_send(2), "RST-ACK"}}, false},
      {"other data", "expect: PSH-ACK len=3\n", {{after_send(2), "PSH-ACK data=\"xyz\""}}, false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const RunResult result = run(row.lines, row.answers);
    REQUIRE_MESSAGE(result.verdict == Verdict::fail, told(result));
    REQUIRE(result.failure);
    CHECK_MESSAGE(result.failure->time_or_repeat == row.marked, told(result));
  }
}

TEST_CASE("stall: seen at each kind of step") {
  const std::string one_of =
      "one-of:\n - name: a\n   steps:\n    - expect: FIN-ACK\n - name: b\n   steps:\n    - silence: 10ms\n";
  using At = StallingLab::At;
  const std::vector<std::tuple<std::string, At, size_t>> rows = {
      {"send: ACK\nstate: CLOSED\n", At::send, 2},
      {"target: setsockopt TCP_NODELAY 1\n", At::start, 2},
      {"state: CLOSED\n", At::state, 0},
      {"check: SND.NXT = 1\n", At::send, 1},
      {"wait: 5ms\n", At::wait, 0},
      {"silence: 5ms\n", At::wait, 0},
      {one_of, At::wait, 0},
      {"silence: 5ms\n", At::receive, 9},
  };
  for (const auto& [what, at, nth] : rows) {
    const std::string lines = what;
    CAPTURE(lines);
    ScriptedLab target;
    shakes_hands(target);
    StallingLab lab(target, at, nth, [&target] { target.hold_up(20ms); });
    const RunResult result = play(steps(handshake_steps + lines), lab);
    CHECK(lab.stalled());
    CHECK_MESSAGE(result.stalled, told(result));
  }
}

TEST_CASE("crossing: what the target said before our send reached it is judged without that send") {
  const std::string lines =
      "send: PSH-ACK len=10\nsend: PSH-ACK len=10\nexpect: ACK ack=11\nexpect: ACK ack=21\n";
  ScriptedLab lab;  // where a send takes 20 us
  shakes_hands(lab);
  lab.when(after_send(4), arrive("ACK ack=11"), 6us);
  lab.when(after_send(4), arrive("ACK ack=21"), 60us);
  RunResult result = play(steps(handshake_steps + lines), lab);
  CHECK_MESSAGE(result.verdict == Verdict::pass, told(result));

  ScriptedLab late;  // not under way any more
  shakes_hands(late);
  late.when(after_send(4), arrive("ACK ack=11"), 26us);
  result = play(steps(handshake_steps + lines), late);
  CHECK_MESSAGE(result.verdict == Verdict::fail, told(result));

  ScriptedLab silent;  // and it had nothing to say before
  shakes_hands(silent);
  silent.when(after_send(3), arrive("ACK ack=1"), 6us);
  result = play(steps(handshake_steps + "send: PSH-ACK len=10\nexpect: ACK\n"), silent);
  CHECK_MESSAGE(result.verdict == Verdict::fail, told(result));
}

TEST_CASE("acked: with `after`, what came before the step is too early") {
  ScriptedLab lab;
  shakes_hands(lab);
  lab.when(after_send(3), arrive("ACK ack=11"));
  const RunResult result = play(
      steps(handshake_steps + "send: PSH-ACK len=10\nexpect: ACK\nwait: 10ms\nacked: all after 40ms\n"), lab);
  REQUIRE(result.verdict == Verdict::fail);
  CHECK(result.reason == "all of it was acknowledged before this step");
}

TEST_CASE("repeat: rounds within rounds come to an end") {
  ScriptedLab lab;
  const RunResult result = play(
      "steps:\n  - repeat: 10000\n    steps:\n      - repeat: 10000\n        steps:\n          - check: 1 < "
      "2\n",
      lab);
  CHECK(result.verdict == Verdict::error);
  CHECK(result.reason == "more than 50000 steps in one run");
}
