// What an expectation demands when nothing is written, and by whose clock it is judged.

#include <doctest/doctest.h>

#include "unit/engine_run.h"

using namespace shakedown;
using namespace shakedown::test;

namespace {

struct Row {
  std::string name;
  std::string steps;  // behind the handshake
  std::vector<Answer> answers;
  std::string wrong;  // a field that differs, or "" for a pass, or "*" for a fail without rows
};

void check(const std::vector<Row>& rows, const std::string& head = "",
           const std::string& syn_ack = "SYN-ACK <mss 1460>") {
  for (const Row& row : rows) {
    CAPTURE(row.name);
    ScriptedLab lab;
    shakes_hands(lab, syn_ack);
    for (const Answer& answer : row.answers) lab.when(answer.after, arrive(answer.segment), answer.later);
    const RunResult result =
        play(head + steps("target: listen\nsend: SYN\nexpect: SYN-ACK <...>\nsend: ACK\n" + row.steps), lab);
    if (row.wrong.empty()) {
      CHECK_MESSAGE(result.verdict == Verdict::pass, told(result));
      continue;
    }
    CHECK_MESSAGE(result.verdict == Verdict::fail, told(result));
    if (row.wrong == "*" || !result.failure) continue;
    bool named = false;
    for (const FieldRow& field : result.failure->rows)
      named = named || (field.differs && field.field == row.wrong);
    CHECK_MESSAGE(named, row.wrong << " is not among: " << told(result));
  }
}

}  // namespace

TEST_CASE("expect: numbers where none are written") {
  check({
      {"data", "expect: PSH-ACK len=3\n", {{after_send(2), "PSH-ACK len=3"}}, ""},
      {"data behind a gap", "expect: PSH-ACK len=3\n", {{after_send(2), "PSH-ACK seq=2 len=3"}}, "seq"},
      {"data that came before",
       "expect: PSH-ACK len=3\nexpect: PSH-ACK len=3\n",
       {{after_send(2), "PSH-ACK len=3"}, {after_send(2), "PSH-ACK seq=1 len=3", 20us}},
       "seq"},
      {"not the pattern", "expect: PSH-ACK len=3\n", {{after_send(2), "PSH-ACK data=\"xyz\""}}, "data"},
      {"other data", "expect: PSH-ACK data=\"abd\"\n", {{after_send(2), "PSH-ACK data=\"xyz\""}}, "data"},
      {"length unwritten", "expect: PSH-ACK\n", {{after_send(2), "PSH-ACK len=3"}}, "len"},
      {"behind an unseen one",
       "expect: PSH-ACK len=3 unseen\nexpect: PSH-ACK len=3\n",
       {{after_send(2), "PSH-ACK len=3"}, {after_send(2), "PSH-ACK len=3", 20us}},
       ""},
      {"a reset's number is the ack it answers",
       "send: ACK ack=77\nexpect: RST\n",
       {{after_send(3), "RST seq=77"}},
       ""},
      {"another number", "send: ACK ack=77\nexpect: RST\n", {{after_send(3), "RST seq=1"}}, "seq"},
      {"RST-ACK follows the stream",
       "send: ACK ack=77\nexpect: RST-ACK\n",
       {{after_send(3), "RST-ACK seq=1"}},
       ""},
      {"RST-ACK elsewhere",
       "send: ACK ack=77\nexpect: RST-ACK\n",
       {{after_send(3), "RST-ACK seq=77"}},
       "seq"},
      {"a SYN again", "expect: SYN-ACK <...> again\n", {{after_send(2), "SYN-ACK seq=0 <mss 1460>"}}, ""},
      {"a SYN with another number",
       "expect: SYN-ACK <...> again\n",
       {{after_send(2), "SYN-ACK seq=5 <mss 1460>"}},
       "seq"},
  });
}

TEST_CASE("expect: ack is what has reached the target in one piece") {
  const auto acked = [](const std::string& ours, const std::string& ack, const std::string& wrong) {
    return Row{ours + " -> ack=" + ack, ours + "\nexpect: ACK\n", {{after_send(3), "ACK ack=" + ack}}, wrong};
  };
  check({
      acked("send: PSH-ACK len=5", "6", ""),
      acked("send: PSH-ACK len=5", "5", "ack"),
      acked("send: PSH-ACK len=5", "7", "ack"),
      acked("send: FIN-ACK", "2", ""),
      acked("send: FIN-ACK", "1", "ack"),
      acked("send: PSH-ACK len=5 checksum=bad", "1", ""),
      acked("send: PSH-ACK len=5 checksum=bad", "6", "ack"),
      acked("send: PSH len=5", "1", ""),
      acked("send: PSH len=5", "6", "ack"),
      acked("send: PSH-ACK len=5 ack=9", "1", ""),
      acked("send: PSH-ACK len=5 ack=9", "6", "ack"),
      acked("send: PSH-ACK len=5 seq=3", "1", ""),
      acked("send: PSH-ACK len=5 seq=3", "8", "ack"),
      acked("send: PSH-ACK len=5 seq=65537", "1", ""),
  });
  check({{"what was lost did not arrive",
          "lose: PSH-ACK len=5\nsend: PSH-ACK len=5\nexpect: ACK\n",
          {{after_send(3), "ACK ack=1"}},
          ""},
         {"and is not acknowledged",
          "lose: PSH-ACK len=5\nsend: PSH-ACK len=5\nexpect: ACK\n",
          {{after_send(3), "ACK ack=11"}},
          "ack"},
         {"the hole filled",
          "lose: PSH-ACK len=5\nsend: PSH-ACK len=5\nexpect: ACK\nsend: PSH-ACK seq=1 len=5\nexpect: ACK\n",
          {{after_send(3), "ACK ack=1"}, {after_send(4), "ACK ack=11"}},
          ""}});
}

TEST_CASE("expect: an answer is judged as of its own time, though we had gone on by then") {
  check({
      {"two sends, two answers",
       "send: PSH-ACK len=5\nsend: PSH-ACK len=5\nexpect: ACK\nexpect: ACK\n",
       {{after_send(3), "ACK ack=6"}, {after_send(4), "ACK ack=11"}},
       ""},
      {"the first one knew too much",
       "send: PSH-ACK len=5\nsend: PSH-ACK len=5\nexpect: ACK\nexpect: ACK\n",
       {{after_send(3), "ACK ack=11"}, {after_send(4), "ACK ack=11"}},
       "ack"},
      {"the second one knew too little",
       "send: PSH-ACK len=5\nsend: PSH-ACK len=5\nexpect: ACK\nexpect: ACK\n",
       {{after_send(3), "ACK ack=6"}, {after_send(4), "ACK ack=6"}},
       "ack"},
      {"the second one is missing",
       "send: PSH-ACK len=5\nsend: PSH-ACK len=5\nexpect: ACK\nexpect: ACK\n",
       {{after_send(3), "ACK ack=6"}},
       "*"},
  });
}

TEST_CASE("expect: an acknowledgement from before our first send is an extra one") {
  check({
      {"none",
       "send: PSH-ACK len=5\nexpect: ACK\nsend: PSH-ACK len=5\nexpect: ACK\n",
       {{after_send(3), "ACK ack=6"}, {after_send(4), "ACK ack=11"}},
       ""},
      {"doubled",
       "send: PSH-ACK len=5\nexpect: ACK\nsend: PSH-ACK len=5\nexpect: ACK ack=*\n",
       {{after_send(3), "ACK ack=6"}, {after_send(3), "ACK ack=6", 11us}, {after_send(4), "ACK ack=11"}},
       "answers"},
      {"a lose draws nothing",
       "send: PSH-ACK len=5\nexpect: ACK\nlose: PSH-ACK len=5\nwait: 1ms\nsend: ACK\nexpect: ACK\n",
       {{after_send(3), "ACK ack=6"}, {after_send(3), "ACK ack=6", 500us}},
       "answers"},
  });
}

TEST_CASE("expect: an extra acknowledgement matches no expectation at all") {
  const std::vector<Answer> doubled = {
      {after_send(3), "ACK ack=6"}, {after_send(3), "ACK ack=6", 11us}, {after_send(4), "ACK ack=11"}};
  const std::string first = "send: PSH-ACK len=5\nexpect: ACK\nsend: PSH-ACK len=5\n";
  check({{"ANY", first + "expect: ANY\n", doubled, "answers"},
         {"with a length", first + "expect: ACK ack=* len=*\n", doubled, "answers"}});
  // A window update that a read drew is no answer to what we send later.
  ScriptedLab lab;
  shakes_hands(lab);
  lab.when(after_send(2), ends(CallKind::accept, accepted()));
  lab.when(after_send(3), arrive("ACK ack=2"));
  lab.when(after_call(CallKind::read), arrive("ACK ack=2"));
  lab.when(after_call(CallKind::read), ends(CallKind::read, reads("a")), 5us);
  lab.when(after_send(4), arrive("ACK ack=3"));
  const RunResult result =
      play(steps(handshake_steps + "target: accept = ok\nsend: PSH-ACK len=1\nexpect: ACK\n"
                                   "target: read 1\nwait: 1ms\nsend: PSH-ACK len=1\nexpect: ACK ack=*\n"),
           lab);
  CHECK_MESSAGE(result.verdict == Verdict::fail, told(result));
  CHECK_MESSAGE(result.reason.find("extra") != std::string::npos, told(result));
}

TEST_CASE("expect again: old octets alone, from the highest ack that we sent") {
  const std::vector<Answer> first = {{after_send(2), "PSH-ACK len=10"}};
  const auto again = [&](const std::string& expectation, const std::string& segment, const std::string& wrong,
                         const std::string& between = "") {
    Row row{expectation + " / " + segment, "expect: PSH-ACK len=10\n" + between + expectation + "\n", first,
            wrong};
    row.answers.push_back({after_send(2), segment, 50ms});
    return row;
  };
  check({
      again("expect: ACK again", "PSH-ACK seq=1 len=10", ""),
      again("expect: ACK again", "PSH-ACK seq=1 len=4", ""),
      again("expect: ACK again", "PSH-ACK seq=1 len=11", "octets"),
      again("expect: ACK again", "PSH-ACK seq=2 len=4", "seq"),
      again("expect: ACK again", "PSH-ACK seq=1 data=\"0123456789\"", "data"),
      again("expect: ACK again", "PSH-ACK seq=11 len=1", "seq"),
      again("expect: ACK seq=* again", "PSH-ACK seq=11 len=1", "octets"),
      again("expect: ACK seq=* again", "ACK seq=11", "probe"),
      again("expect: ACK seq=* again", "ACK seq=10", ""),
      again("expect: PSH-ACK seq=11 data=\"x\" again", "PSH-ACK seq=11 data=\"x\"", "octets"),
      again("expect: ACK len=4 again", "PSH-ACK seq=1 len=10", "len"),
      again("expect: ACK again", "PSH-ACK seq=11 len=1", "octets", "send: ACK\n"),
      again("expect: ACK again", "PSH-ACK seq=1 len=10", "seq", "send: ACK\n"),
  });
  check({{"directly behind the last repeat",
          "expect: PSH-ACK len=10\nexpect: ACK again\nexpect: ACK again\n",
          {{after_send(2), "PSH-ACK len=10"},
           {after_send(2), "PSH-ACK seq=1 len=4", 50ms},
           {after_send(2), "PSH-ACK seq=5 len=6", 51ms}},
          ""},
         {"old octets that we have acknowledged since",
          "expect: PSH-ACK len=10\nexpect: ACK again\nsend: ACK ack=8\nexpect: ACK again\n",
          {{after_send(2), "PSH-ACK len=10"},
           {after_send(2), "PSH-ACK seq=1 len=4", 50ms},
           {after_send(3), "PSH-ACK seq=5 len=6", 50ms}},
          "seq"}});
}

TEST_CASE("expect: flags and PSH") {
  const auto data = [](const std::string& expectation, const std::string& segment, const std::string& wrong) {
    return Row{expectation + " / " + segment, expectation + "\n", {{after_send(2), segment}}, wrong};
  };
  check({
      data("expect: ACK len=3", "ACK len=3", ""),
      data("expect: ACK len=3", "PSH-ACK len=3", ""),
      data("expect: PSH-ACK len=3", "ACK len=3", "flags"),
      data("expect: ACK len=3 psh=0", "PSH-ACK len=3", "psh"),
      data("expect: ACK len=3 psh=0", "ACK len=3", ""),
      data("expect: ACK len=3", "FIN-ACK len=3", "flags"),
      data("expect: ACK len=3", "ECE-ACK len=3", "flags"),
      data("expect: ANY", "PSH-ACK len=3", ""),
      data("expect: ANY psh=0", "PSH-ACK len=3", "psh"),
      data("expect: ANY len=2", "PSH-ACK len=3", "len"),
      data("expect: FIN-ACK", "ACK", "flags"),
      data("expect: FIN-ACK", "PSH-FIN-ACK", "flags"),
  });
}

TEST_CASE("expect: the window") {
  const std::string data = "send: PSH-ACK len=5\n";
  const auto window = [&](const std::string& expectation, const std::string& segment,
                          const std::string& wrong) {
    return Row{expectation + " / " + segment, data + expectation + "\n", {{after_send(3), segment}}, wrong};
  };
  check({
      window("expect: ACK", "ACK ack=6 win=0", "win"),
      window("expect: ACK win=0", "ACK ack=6 win=0", ""),
      window("expect: ACK win=5", "ACK ack=6 win=6", "win"),
      window("expect: ACK win>=60000", "ACK ack=6 win=59999", "win"),
      window("expect: ACK win=60000..65535", "ACK ack=6 win=65535", ""),
      window("expect: ACK win!=65535", "ACK ack=6 win=65535", "win"),
      window("expect: RST-ACK", "RST-ACK ack=6 win=0", ""),
  });
  struct Edge {
    std::string expectation, segment;
    Verdict verdict;
  };
  for (const Edge& edge : std::vector<Edge>{{"expect: ACK", "ACK ack=6 win=65530", Verdict::pass},
                                            {"expect: ACK", "ACK ack=6 win=65529", Verdict::warn},
                                            {"expect: ACK win=9", "ACK ack=6 win=9", Verdict::pass},
                                            {"expect: RST-ACK", "RST-ACK ack=6 win=9", Verdict::pass},
                                            {"acked: all", "ACK ack=6 win=9", Verdict::warn},
                                            {"acked: all", "ACK ack=6 win=0", Verdict::warn}}) {
    CAPTURE(edge.segment);
    ScriptedLab lab;
    shakes_hands(lab);
    lab.when(after_send(3), arrive(edge.segment));
    const RunResult result = play(steps(handshake_steps + data + edge.expectation + "\n"), lab);
    CHECK_MESSAGE(result.verdict == edge.verdict, told(result));
  }
}

TEST_CASE("expect: the refused segment is shown with the numbers of its own SYN") {
  ScriptedLab lab;
  lab.when(after_call(CallKind::connect), arrive("SYN seq=0 win=1000 <mss 1460>"));
  const RunResult result =
      play(steps("target: bind 41000\ntarget: connect\nexpect: SYN seq=5 win=1001 <mss 1460>\n"), lab);
  REQUIRE_MESSAGE(result.verdict == Verdict::fail, told(result));
  CHECK_MESSAGE(result.failure->expected_text == "SYN seq=5 win=1001 <mss 1460>", told(result));
  CHECK(result.failure->received_text == "SYN seq=0 win=1000 <mss 1460>");
  REQUIRE(result.failure->event);
  const auto& refused = std::get<SegmentEvent>(result.trace.events.at(*result.failure->event).what);
  CHECK(refused.text == "SYN seq=0 win=1000 <mss 1460>");
  CHECK(refused.refused == result.failure->step);
  CHECK(refused.step == -1);
  CHECK(*result.failure->waited >= Duration::zero());
}
