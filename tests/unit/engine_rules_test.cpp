// Options as negotiated, timestamps, SACK and D-SACK; several connections, shared tuples, preludes.

#include <doctest/doctest.h>

#include "unit/engine_run.h"

using namespace shakedown;
using namespace shakedown::test;

namespace {

RunResult run(const std::string& head, const std::string& syn_ack, const std::string& lines,
              const std::vector<Answer>& answers, const std::string& ack = "ACK") {
  ScriptedLab lab;
  shakes_hands(lab, syn_ack);
  for (const Answer& answer : answers) lab.when(answer.after, arrive(answer.segment), answer.later);
  const std::string first = "target: listen\nsend: SYN\nexpect: SYN-ACK <...>\nsend: " + ack + "\n";
  return play(head + steps(first + lines), lab);
}

}  // namespace

TEST_CASE("rules: a SYN-ACK answers what our SYN offered") {
  const std::vector<std::tuple<std::string, std::string, bool>> rows = {
      {"", "SYN-ACK", true},
      {"", "SYN-ACK <mss 1460>", true},
      {"", "SYN-ACK <mss 1461>", false},
      {"", "SYN-ACK <mss 1460, sackOK>", false},
      {"", "SYN-ACK <mss 1460, nop, wscale 7>", false},
      {"", "SYN-ACK <mss 1460, ts 1 0>", false},
      {"with: <mss 1000, sackOK>\n", "SYN-ACK <mss 1460, sackOK>", true},
      {"with: <mss 1000, sackOK>\n", "SYN-ACK <mss 1460>", true},
      {"with: <mss 1000, nop, wscale 7>\n", "SYN-ACK <mss 1460, nop, wscale 14>", true},
      {"with: <mss 1000, nop, wscale 7>\n", "SYN-ACK <mss 1460, nop, wscale 15>", false},
      {"with: <mss 1000, nop, wscale 7>\n", "SYN-ACK <mss 1460, mss 1460>", false},
  };
  for (const auto& [with, syn_ack, right] : rows) {
    const std::string head = with, answer = syn_ack;
    CAPTURE(head);
    CAPTURE(answer);
    ScriptedLab lab;
    shakes_hands(lab, answer);
    const RunResult result = play(head + steps("target: listen\nsend: SYN\nexpect: SYN-ACK\n"), lab);
    CHECK_MESSAGE((result.verdict == Verdict::pass) == right, told(result));
  }
}

TEST_CASE("rules: timestamps") {
  const std::string head = "with: <mss 1460, ts 100 0>\n", answer = "SYN-ACK <mss 1460, ts 700 100>";
  const auto verdict = [&](const std::string& value, const std::string& expectation,
                           const std::string& segment) {
    return run(head, answer,
               "send: PSH-ACK len=5 <nop, nop, ts " + value + " 700>\nexpect: " + expectation + "\n",
               {{after_send(3), segment}}, "ACK <nop, nop, ts 150 700>")
        .verdict;
  };
  CHECK(verdict("200", "ACK", "ACK ack=6 <nop, nop, ts 701 200>") == Verdict::pass);
  CHECK(verdict("200", "ACK", "ACK ack=6 <nop, nop, ts 700 200>") == Verdict::pass);
  CHECK(verdict("200", "ACK", "ACK ack=6 <nop, nop, ts 699 200>") == Verdict::fail);  // goes back
  CHECK(verdict("200", "ACK", "ACK ack=6 <nop, nop, ts 701 150>") == Verdict::fail);  // an old echo
  CHECK(verdict("200", "ACK", "ACK ack=6 <nop, nop, ts 701 201>") == Verdict::fail);
  CHECK(verdict("200", "ACK", "ACK ack=6") == Verdict::fail);
  CHECK(verdict("200", "RST", "RST seq=1") == Verdict::pass);
  CHECK(verdict("200", "RST", "RST seq=1 <nop, nop, ts 701 0>") == Verdict::pass);
  CHECK(verdict("200", "RST", "RST seq=1 <nop, nop, ts 701 200>") == Verdict::fail);  // TSecr without ACK
  // An old timestamp: dropped, TS.Recent as before.
  CHECK(verdict("149", "ACK", "ACK ack=1 <nop, nop, ts 701 150>") == Verdict::pass);
  CHECK(verdict("149", "ACK", "ACK ack=6 <nop, nop, ts 701 150>") == Verdict::fail);
  CHECK(verdict("149", "ACK", "ACK ack=1 <nop, nop, ts 701 149>") == Verdict::fail);
  CHECK(verdict("150", "ACK", "ACK ack=6 <nop, nop, ts 701 150>") == Verdict::pass);
  // Beyond a hole: TS.Recent stays (RFC 7323 4.3).
  const auto hole = [&](const std::string& echo) {
    return run(head, answer, "lose: PSH-ACK len=5\nsend: PSH-ACK len=5 <nop, nop, ts 200 700>\nexpect: ACK\n",
               {{after_send(3), "ACK ack=1 <nop, nop, ts 701 " + echo + ">"}}, "ACK <nop, nop, ts 150 700>")
        .verdict;
  };
  CHECK(hole("150") == Verdict::pass);
  CHECK(hole("200") == Verdict::fail);
  // A repeat with a newer value is not acceptable: both echoes are right.
  const auto repeat = [&](const std::string& echo) {
    return run(head, answer,
               "send: PSH-ACK len=5 <nop, nop, ts 200 700>\nexpect: ACK\n"
               "send: PSH-ACK seq=1 len=5 <nop, nop, ts 300 701>\nexpect: ACK\n",
               {{after_send(3), "ACK ack=6 <nop, nop, ts 701 200>"},
                {after_send(4), "ACK ack=6 <nop, nop, ts 702 " + echo + ">"}},
               "ACK <nop, nop, ts 150 700>")
        .verdict;
  };
  CHECK(repeat("200") == Verdict::pass);
  CHECK(repeat("300") == Verdict::pass);
  CHECK(repeat("250") == Verdict::fail);
  // One without the negotiated timestamps is open: taken or not.
  const std::string bare = "send: PSH-ACK len=5 <>\nexpect: ACK\n";
  const auto echoed = [&](const std::string& ack) {
    ScriptedLab lab;
    shakes_hands(lab, answer);
    lab.when(after_send(3), arrive("ACK ack=" + ack + " <nop, nop, ts 701 0>", [&lab](Segment& s) {
               for (Option& o : s.options)
                 if (auto* ts = std::get_if<TimestampsOption>(&o))
                   ts->echo = sent(lab, 2).find<TimestampsOption>()->value;
             }));
    return play(head + steps("target: listen\nsend: SYN\nexpect: SYN-ACK <...>\nsend: ACK\n" + bare), lab);
  };
  CHECK_MESSAGE(echoed("1").verdict == Verdict::pass, told(echoed("1")));
  CHECK_MESSAGE(echoed("6").verdict == Verdict::pass, told(echoed("6")));
  CHECK(echoed("7").verdict == Verdict::fail);
}

TEST_CASE("rules: SACK while there is a hole, D-SACK behind a repeat") {
  const std::string head = "with: <mss 1460, sackOK>\n", answer = "SYN-ACK <mss 1460, sackOK>";
  const auto verdict = [&](const std::string& sends, const std::string& segment, int nth) {
    return run(head, answer, sends + "expect: ACK\n", {{after_send(nth), segment}}).verdict;
  };
  const std::string hole = "lose: PSH-ACK len=10\nsend: PSH-ACK len=10\n";
  CHECK(verdict(hole, "ACK ack=1 <nop, nop, sack 11:21>", 3) == Verdict::pass);
  CHECK(verdict(hole, "ACK ack=1", 3) == Verdict::fail);
  CHECK(verdict(hole, "ACK ack=1 <nop, nop, sack 12:21>", 3) == Verdict::fail);
  CHECK(verdict(hole, "ACK ack=1 <nop, nop, sack 11:22>", 3) == Verdict::fail);
  CHECK(verdict(hole, "ACK ack=1 <nop, nop, sack 11:21 11:21>", 3) == Verdict::fail);
  const std::string two_holes =
      "lose: PSH-ACK len=10\nsend: PSH-ACK len=10\nlose: PSH-ACK len=10\nsend: PSH-ACK len=10\n";
  CHECK(verdict(two_holes, "ACK ack=1 <nop, nop, sack 31:41 11:21>", 4) == Verdict::pass);
  CHECK(verdict(two_holes, "ACK ack=1 <nop, nop, sack 31:41>", 4) == Verdict::fail);
  CHECK(verdict(two_holes, "ACK ack=1 <nop, nop, sack 11:41>", 4) == Verdict::fail);
  const std::string none = "send: PSH-ACK len=10\n";
  CHECK(verdict(none, "ACK ack=11 <nop, nop, sack 1:11>", 3) == Verdict::fail);
  const std::string repeat = "send: PSH-ACK len=10\nexpect: ACK\nsend: PSH-ACK seq=1 len=10\n";
  const auto repeated = [&](const std::string& second) {
    return run(head, answer, repeat + "expect: ACK\n",
               {{after_send(3), "ACK ack=11"}, {after_send(4), second}})
        .verdict;
  };
  CHECK(repeated("ACK ack=11 <nop, nop, sack 1:11>") == Verdict::pass);
  CHECK(repeated("ACK ack=11 <nop, nop, sack 3:9>") == Verdict::pass);
  CHECK(repeated("ACK ack=11") == Verdict::pass);
  CHECK(repeated("ACK ack=11 <nop, nop, sack 1:12>") == Verdict::fail);
  CHECK(repeated("ACK ack=11 <nop, nop, sack 0:11>") == Verdict::fail);
  CHECK(run("", "SYN-ACK <mss 1460>", hole + "expect: ACK\n",
            {{after_send(3), "ACK ack=1 <nop, nop, sack 11:21>"}})
            .verdict == Verdict::fail);  // not negotiated
}

TEST_CASE("rules: scaled windows") {
  const auto verdict = [](const std::string& expectation, const std::string& win) {
    return run("with: <mss 1460, nop, wscale 2>\n", "SYN-ACK win=12900 <mss 1460, nop, wscale 7>",
               "send: PSH-ACK len=5\n" + expectation + "\n", {{after_send(3), "ACK ack=6 win=" + win}})
        .verdict;
  };
  CHECK(verdict("expect: ACK wnd=12800", "100") == Verdict::pass);
  CHECK(verdict("expect: ACK wnd=12800", "101") == Verdict::fail);
  CHECK(verdict("expect: ACK win=100", "100") == Verdict::pass);
  // The edge was 12901: 12806 is less than a unit before it, 12678 is more.
  CHECK(verdict("expect: ACK", "100") == Verdict::pass);
  CHECK(verdict("expect: ACK", "99") == Verdict::warn);
  CHECK(verdict("expect: ACK wnd=12672", "99") == Verdict::pass);
}

TEST_CASE("connections: each has its own order of arrival") {
  const std::string two = "connections: {a: {sport: 40000}, b: {sport: 40001, isn: 5}}\n";
  const std::string open = "target: listen\nsend a: SYN\nsend b: SYN\n";
  for (const bool other_way : {false, true}) {
    ScriptedLab lab;
    lab.when(after_send(1), arrive("SYN-ACK <mss 1460>"));
    lab.when(after_send(2), arrive("SYN-ACK <mss 1460>"));
    const std::string a = "expect a: SYN-ACK\n", b = "expect b: SYN-ACK\n";
    const RunResult result = play(two + steps(open + (other_way ? b + a : a + b)), lab);
    CHECK_MESSAGE(result.verdict == Verdict::pass, told(result));
    CHECK(sent(lab, 2).seq == Seq(5));
  }
  ScriptedLab lab;
  lab.when(after_send(1), arrive("SYN-ACK <mss 1460>"));
  CHECK(play(two + steps(open + "expect b: SYN-ACK\n"), lab).verdict == Verdict::fail);
}

TEST_CASE("connections: a segment of none fails the run, and so does an unjudged one of another") {
  for (const bool stray : {false, true}) {
    ScriptedLab lab;
    shakes_hands(lab);
    lab.when(after_send(2), arrive("ACK", [stray](Segment& s) {
               if (stray) s.destination_port = 7;
             }));
    const RunResult result = play(steps(handshake_steps + "expect: FIN-ACK\n"), lab);
    CHECK(result.verdict == Verdict::fail);
    CHECK((result.reason.find("no connection") != std::string::npos) == stray);
  }
}

TEST_CASE("connections: a shared tuple, of whichever the step names") {
  const std::string shared = "connections:\n  old: {isn: 1000}\n  new: {same-tuple: old, isn: 900000}\n";
  const std::string lines =
      "target: listen\nsend old: SYN\nexpect old: SYN-ACK\nsend old: ACK\nsend new: SYN\n";
  for (const auto& [wanted, right] :
       std::vector<std::pair<std::string, bool>>{{"expect old: ACK seq=1 ack=1\n", true},
                                                 {"expect old: ACK seq=1 ack=2\n", false},
                                                 {"expect new: SYN-ACK\n", false}}) {
    const std::string expectation = wanted;
    CAPTURE(expectation);
    ScriptedLab lab;
    shakes_hands(lab);
    lab.when(after_send(3), arrive("ACK", [](Segment& s) { s.ack = Seq(1001); }));
    const RunResult result = play(shared + steps(lines + expectation), lab);
    CHECK_MESSAGE((result.verdict == Verdict::pass) == right, told(result));
  }
}

TEST_CASE("preludes: with and isn reach through; what they hand on") {
  ScriptedLab lab;
  lab.when(after_send(1), arrive("SYN-ACK <mss 1460, sackOK>"));
  lab.when(after_send(1), becomes(TcpState::syn_received));
  lab.when(after_send(2), becomes(TcpState::established));
  lab.when(after_send(2), ends(CallKind::accept, accepted()));
  lab.when(after_send(3), arrive("ACK ack=11"));
  const RunResult result = play("given: ESTABLISHED\nwith: win=2000 <mss 1000, sackOK>\nisn: 4294967290\n" +
                                    steps("send: PSH-ACK len=10\nexpect: ACK\ntarget: close\n"),
                                lab);
  CHECK_MESSAGE(result.verdict == Verdict::pass, told(result));
  CHECK(sent(lab, 1).seq == Seq(4294967290u));
  CHECK(sent(lab, 1).window == 2000);
  CHECK(sent(lab, 1).options.front() == Option(MssOption{1000}));
  CHECK(sent(lab, 3).seq == Seq(4294967291u));
  CHECK(sent(lab, 3).window == 2000);
}

TEST_CASE("values: what was negotiated counts from our own SYN-ACK on") {
  ScriptedLab lab;
  lab.when(after_call(CallKind::connect), arrive("SYN <mss 1400, sackOK, ts 700 0, nop, wscale 7>"));
  lab.when(after_send(1), arrive("FIN-ACK"), 4ms);
  const std::string lines =
      "target: bind 41000\ntarget: connect\nexpect: SYN <...>\nsend: SYN-ACK\n"
      "check: SND.MSS = 1388\ncheck: RCV.WND = 131070\nexpect: FIN-ACK <...>\n";
  const RunResult result = play("with: <mss 1460, sackOK, ts now 0, nop, wscale 1>\n" + steps(lines), lab);
  REQUIRE(result.failure);
  CHECK_MESSAGE(result.reason.find("within 3 ms") != std::string::npos, told(result));
}

TEST_CASE("values: a lost too-big shrinks nothing") {
  for (const bool lost : {false, true}) {
    CAPTURE(lost);
    ScriptedLab lab;
    shakes_hands(lab);
    lab.when(after_send(2), arrive("PSH-ACK len=10"));
    const std::string word = lost ? "lose" : "send";
    const RunResult result =
        play(steps(handshake_steps + "expect: PSH-ACK len=10 as big\n" + word +
                   ": ICMP too-big mtu=600 quote=big\ncheck: PMTU = " + (lost ? "1500" : "600") +
                   "\ncheck: RCV.MSS = " + (lost ? "1460" : "560") + "\n"),
             lab);
    CHECK_MESSAGE(result.verdict == Verdict::pass, told(result));
  }
}

TEST_CASE("rules: a segment that reaches past the window is open until the next ack settles it") {
  const std::string past = "send: PSH-ACK len=150\nexpect: ACK\n";
  const auto verdict = [&](const std::string& lines, const std::vector<Answer>& answers) {
    return run("", "SYN-ACK win=100 <mss 1460>", lines, answers).verdict;
  };
  for (const auto& [number, right] : std::vector<std::pair<std::string, bool>>{
           {"1", true}, {"101", true}, {"151", true}, {"152", false}, {"0", false}}) {
    const std::string ack = number;
    CAPTURE(ack);
    const std::string win = ack == "1" ? "100" : "1000";
    CHECK((verdict(past, {{after_send(3), "ACK ack=" + ack + " win=" + win}}) == Verdict::pass) == right);
  }
  // Settled: what it did not take then it has not taken.
  const std::string settled = past + "send: ACK\nexpect: ACK\n";
  CHECK(verdict(settled, {{after_send(3), "ACK ack=101"}, {after_send(4), "ACK ack=101"}}) == Verdict::pass);
  CHECK(verdict(settled, {{after_send(3), "ACK ack=101"}, {after_send(4), "ACK ack=151"}}) == Verdict::fail);
  // Beyond the window altogether.
  const std::string beyond = "send: PSH-ACK seq=102 len=5\nexpect: ACK\n";
  CHECK(verdict(beyond, {{after_send(3), "ACK ack=1 win=100"}}) == Verdict::pass);
  CHECK(verdict(beyond, {{after_send(3), "ACK ack=107"}}) == Verdict::fail);
}

TEST_CASE("rules: our window when the data left, though we have made it smaller since") {
  const std::string lines = "wait: 1ms\nsend: ACK win=100\nreceive: 1000\n";
  const auto verdict = [&](const Answer& answer) {
    return run("with: win=1000 <mss 1460>\n", "SYN-ACK <mss 1460>", lines, {answer}).verdict;
  };
  CHECK(verdict({after_send(2), "ACK len=1000"}) == Verdict::pass);
  CHECK(verdict({after_send(2), "ACK len=1001"}) == Verdict::fail);
}
