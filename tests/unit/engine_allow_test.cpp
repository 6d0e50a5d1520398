// allow, optional, any-order, one-of, repeat, silence: who takes an arrival that a step did not ask for by
// name.

#include <doctest/doctest.h>

#include "unit/engine_run.h"

using namespace shakedown;
using namespace shakedown::test;

namespace {

struct Row {
  std::string name;
  std::string steps;  // behind the handshake
  std::vector<Answer> answers;
  Verdict verdict = Verdict::pass;
};

void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.name);
    ScriptedLab lab;
    shakes_hands(lab);
    for (const Answer& answer : row.answers) lab.when(answer.after, arrive(answer.segment), answer.later);
    const RunResult result = play(steps(handshake_steps + row.steps), lab);
    CHECK_MESSAGE(result.verdict == row.verdict, told(result));
  }
}

const Answer data{after_send(2), "PSH-ACK len=10"};
const Answer repeated{after_send(2), "PSH-ACK seq=1 len=10", 50ms};

}  // namespace

TEST_CASE("allow again: repeats and probes, right in all else") {
  const auto during = [](const std::string& name, const std::string& segment, Verdict verdict) {
    return Row{name,
               "expect: PSH-ACK len=10\nallow: again\nwait: 100ms\nsend: ACK\n",
               {data, {after_send(2), segment, 50ms}},
               verdict};
  };
  check({
      during("none", "PSH-ACK seq=1 len=10", Verdict::pass),
      during("part of it", "PSH-ACK seq=4 len=3", Verdict::pass),
      during("a probe", "ACK seq=10", Verdict::pass),
      during("no probe", "ACK seq=11", Verdict::fail),
      during("new octets", "PSH-ACK seq=1 len=11", Verdict::fail),
      during("other octets", "PSH-ACK seq=1 data=\"0123456789\"", Verdict::fail),
      during("another ack", "PSH-ACK seq=1 ack=2 len=10", Verdict::fail),
      during("a flag too many", "PSH-FIN-ACK seq=1 len=9", Verdict::fail),
      during("ECE", "ECE-PSH-ACK seq=1 len=10", Verdict::fail),
      during("a reset", "RST-ACK seq=1 len=10", Verdict::fail),
      during("closed window", "PSH-ACK seq=1 len=10 win=0", Verdict::fail),
      during("urgent pointer", "PSH-ACK seq=1 len=10 urg=3", Verdict::fail),
      during("options", "PSH-ACK seq=1 len=10 <mss 1460>", Verdict::fail),
      during("a SYN", "SYN-ACK seq=1 len=9", Verdict::fail),
  });
}

TEST_CASE("allow: by time of arrival, at both ends") {
  check({
      {"before",
       "expect: PSH-ACK len=10\nwait: 100ms\nallow: again\nsend: ACK\n",
       {data, repeated},
       Verdict::fail},
      {"while it holds, judged later",
       "expect: PSH-ACK len=10\nallow: again\nwait: 100ms\nallow: nothing\nsend: ACK\n",
       {data, repeated},
       Verdict::pass},
      {"behind its end",
       "expect: PSH-ACK len=10\nallow: again\nallow: nothing\nwait: 100ms\nsend: ACK\n",
       {data, repeated},
       Verdict::fail},
      {"each from its own step on",
       "expect: PSH-ACK len=10\nallow: FIN-ACK\nwait: 100ms\nallow: again\nsend: ACK\n",
       {data, repeated},
       Verdict::fail},
      {"begun anew",
       "expect: PSH-ACK len=10\nallow: again\nallow: nothing\nwait: 20ms\nallow: again\nwait: 80ms\nsend: "
       "ACK\n",
       {data, repeated},
       Verdict::pass},
      {"drawn by the send behind it",
       "allow: ACK\nsend: PSH-ACK len=1\nexpect: PSH-ACK len=10\nsend: ACK\n",
       {{after_send(3), "ACK ack=2"}, {after_send(3), "PSH-ACK len=10 ack=2", 20us}},
       Verdict::pass},
      {"another segment than the one allowed",
       "allow: FIN-ACK\nsend: PSH-ACK len=1\nexpect: PSH-ACK len=10\nsend: ACK\n",
       {{after_send(3), "ACK ack=2"}, {after_send(3), "PSH-ACK len=10 ack=2", 20us}},
       Verdict::fail},
      {"allowed, but with a closed window",
       "allow: ACK\nsend: PSH-ACK len=1\nexpect: PSH-ACK len=10\nsend: ACK\n",
       {{after_send(3), "ACK ack=2 win=0"}, {after_send(3), "PSH-ACK len=10 ack=2", 20us}},
       Verdict::fail},
      {"in a silence",
       "expect: PSH-ACK len=10\nallow: again\nsilence: 100ms\n",
       {data, repeated},
       Verdict::pass},
      {"not in a silence", "expect: PSH-ACK len=10\nsilence: 100ms\n", {data, repeated}, Verdict::fail},
  });
}

TEST_CASE("optional: in order, as far as the next segments match") {
  const std::string two =
      "optional:\n - expect: PSH-ACK len=3\n - expect: PSH-ACK len=4\nexpect: FIN-ACK\nsend: ACK\n";
  const Answer three{after_send(2), "PSH-ACK len=3"}, four{after_send(2), "PSH-ACK len=4", 20us};
  const Answer fin{after_send(2), "FIN-ACK", 30us};
  check({
      {"all", two, {three, four, fin}, Verdict::pass},
      {"none", two, {fin}, Verdict::pass},
      {"the first", two, {three, fin}, Verdict::pass},
      {"the second alone", two, {{after_send(2), "PSH-ACK len=4", 20us}, fin}, Verdict::fail},
      {"another", two, {{after_send(2), "PSH-ACK len=5", 20us}, fin}, Verdict::fail},
      {"the step behind does not come", two, {three, four}, Verdict::fail},
      {"over when the step behind is done",
       "optional:\n - expect: PSH-ACK len=3\nexpect: PSH-ACK len=4\nexpect: FIN-ACK\nsend: ACK\n",
       {{after_send(2), "PSH-ACK len=4"}, {after_send(2), "PSH-ACK len=3", 20us}, fin},
       Verdict::fail},
      {"two of them, the second alone",
       "optional:\n - expect: PSH-ACK len=3\noptional:\n - expect: PSH-ACK len=4\nexpect: FIN-ACK\nsend: "
       "ACK\n",
       {{after_send(2), "PSH-ACK len=4"}, fin},
       Verdict::pass},
      {"in time",
       "optional:\n - expect: PSH-ACK len=3 after 100ms\nexpect: FIN-ACK within 1s\nsend: ACK\n",
       {{after_send(2), "PSH-ACK len=3", 105ms}, {after_send(2), "FIN-ACK", 106ms}},
       Verdict::pass},
      {"too early",
       "optional:\n - expect: PSH-ACK len=3 after 100ms\nexpect: FIN-ACK within 1s\nsend: ACK\n",
       {{after_send(2), "PSH-ACK len=3", 50ms}, {after_send(2), "FIN-ACK", 106ms}},
       Verdict::fail},
      {"late, where no time is written",
       "optional:\n - expect: PSH-ACK len=3\nexpect: FIN-ACK within 1s\nsend: ACK\n",
       {{after_send(2), "PSH-ACK len=3", 400ms}, {after_send(2), "FIN-ACK", 401ms}},
       Verdict::pass},
      {"a step of several segments",
       "send: PSH-ACK len=4\nsend: PSH-ACK len=4\noptional:\n - acked: all\nexpect: FIN-ACK\nsend: ACK\n",
       {{after_send(3), "ACK ack=5", 5us},
        {after_send(4), "ACK ack=9", 10us},
        {after_send(4), "FIN-ACK ack=9", 15us}},
       Verdict::pass},
      {"our part of it is done",
       "optional:\n - expect: PSH-ACK len=3\n - send: ACK\nexpect: FIN-ACK\nsend: ACK\n",
       {three, {after_send(3), "FIN-ACK"}},
       Verdict::pass},
  });
}

TEST_CASE("any-order: all of them, crossing") {
  const std::string both = "any-order:\n - expect: PSH-ACK len=3\n - expect: RST-ACK\n";
  check({
      {"in order",
       "send: PSH-ACK len=1\nany-order:\n - expect: ACK\n - state: CLOSED\n",
       {{after_send(3), "ACK ack=2"}},
       Verdict::pass},
      {"one is missing", both, {{after_send(2), "PSH-ACK len=3"}}, Verdict::fail},
      {"the other way round",
       both,
       {{after_send(2), "RST-ACK"}, {after_send(2), "PSH-ACK len=3", 20us}},
       Verdict::pass},
      {"one twice",
       both,
       {{after_send(2), "PSH-ACK len=3"}, {after_send(2), "PSH-ACK len=3", 20us}},
       Verdict::fail},
      {"the ACK travels with the data",
       "send: PSH-ACK len=1\nany-order:\n - acked: all\n - expect: PSH-ACK len=3\nsend: ACK\n",
       {{after_send(3), "PSH-ACK ack=2 len=3"}},
       Verdict::pass},
      {"the ACK comes before the data",
       "send: PSH-ACK len=1\nany-order:\n - acked: all\n - expect: PSH-ACK len=3\nsend: ACK\n",
       {{after_send(3), "ACK ack=2"}, {after_send(3), "PSH-ACK ack=2 len=3", 20us}},
       Verdict::pass},
      {"the ACK is missing",
       "send: PSH-ACK len=1\nany-order:\n - acked: all\n - expect: PSH-ACK ack=* len=3\nsend: ACK\n",
       {{after_send(3), "PSH-ACK ack=1 len=3"}},
       Verdict::fail},
  });
}

TEST_CASE("one-of: the first branch whose first step holds") {
  const auto branches = [](const std::string& first, const std::string& second) {
    return "one-of:\n - name: a\n   steps:\n" + first + " - name: b\n   steps:\n" + second;
  };
  const std::string fin_or_quiet =
      branches("    - expect: FIN-ACK\n    - send: ACK\n", "    - silence: 100ms\n");
  const std::string by_state = branches("    - expect: RST-ACK\n",
                                        "    - state: CLOSE-WAIT\n    - expect: FIN-ACK\n    - send: ACK\n");
  check({
      {"the first", fin_or_quiet, {{after_send(2), "FIN-ACK"}}, Verdict::pass},
      {"silence", fin_or_quiet, {}, Verdict::pass},
      {"neither", fin_or_quiet, {{after_send(2), "PSH-ACK len=3"}}, Verdict::fail},
      {"what follows in the branch",
       branches("    - expect: FIN-ACK\n    - expect: RST-ACK\n", "    - silence: 100ms\n"),
       {{after_send(2), "FIN-ACK"}},
       Verdict::fail},
      {"too late for the first",
       branches("    - expect: FIN-ACK within 10ms\n", "    - silence: 100ms\n"),
       {{after_send(2), "FIN-ACK", 50ms}},
       Verdict::fail},
  });
  for (const bool comes : {true, false}) {
    CAPTURE(comes);
    ScriptedLab lab;
    shakes_hands(lab);
    lab.when(after_send(2), arrive("FIN-ACK"));
    if (comes) lab.when(after_send(2), becomes(TcpState::close_wait), 5ms);
    const RunResult result = play(steps(handshake_steps + by_state), lab);
    CHECK_MESSAGE((result.verdict == Verdict::pass) == comes, told(result));
  }
}

TEST_CASE("repeat: until, at most so often") {
  for (const int good : {1, 2, 3, 4}) {
    CAPTURE(good);
    ScriptedLab lab;
    shakes_hands(lab);
    for (int i = 1; i <= good; ++i)
      lab.when(after_send(2 + i), informs({{"retransmits", uint64_t(i == good ? 7 : 0)}}));
    const RunResult result = play(
        "steps:\n  - target: listen\n  - send: SYN\n  - expect: SYN-ACK\n  - send: ACK\n"
        "  - repeat: until info.retransmits = 7 max 3\n    steps:\n      - send: ACK\n",
        lab);
    CHECK_MESSAGE((result.verdict == Verdict::pass) == (good <= 3), told(result));
    CHECK(lab.packets().size() == 2u + static_cast<size_t>(std::min(good, 3)));
    if (good > 3) CHECK(result.failure->time_or_repeat);
  }
}
