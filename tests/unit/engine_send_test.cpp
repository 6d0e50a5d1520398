// What a send fills in, and how SND.NXT moves.

#include <doctest/doctest.h>

#include "unit/engine_run.h"

using namespace shakedown;
using namespace shakedown::test;

namespace {

const std::string with_ts = "with: <mss 1000, sackOK, ts now 0, nop, wscale 7>\n";

}  // namespace

TEST_CASE("send: SND.NXT moves by what a correct target takes") {
  struct Row {
    std::string first;  // the third segment of ours
    uint32_t next;      // where a following one starts
    bool timestamps = false;
  };
  const std::vector<Row> rows = {
      {"send: PSH-ACK len=5", 6},
      {"send: FIN-ACK", 2},
      {"send: PSH-ACK len=5 checksum=bad", 1},
      {"send: PSH-ACK len=5 checksum=zero", 1},
      {"send: PSH-ACK len=5 dataofs=4", 1},
      {"send: PSH len=5", 1},
      {"send: FIN", 1},
      {"send: PSH-ACK len=5 seq=2", 1},      // starts beyond SND.NXT
      {"send: PSH-ACK len=5 seq=0", 5},      // starts before it, ends beyond
      {"send: PSH-ACK len=1 seq=0", 1},      // ends at it
      {"send: PSH-ACK len=5 ack=1000", 1},   // acknowledges what was not sent
      {"send: PSH-ACK len=5 src=peer2", 1},  // of no connection
      {"send: PSH-ACK len=5 dst=target2", 1},
      {"send: PSH-ACK len=5 dst=broadcast", 1},
      {"send: RST-ACK", 1},
      {"lose: PSH-ACK len=5", 6},
      {"lose: PSH-ACK len=5 checksum=bad", 6},
      {"send: PSH-ACK len=5 <nop, nop, ts now-100000 last>", 1, true},
      {"send: PSH-ACK len=5 <nop, nop, ts now last>", 6, true},
      {"send: PSH-ACK len=5 reserved=3", 6},
  };
  for (const Row& row : rows) {
    CAPTURE(row.first);
    ScriptedLab lab;
    shakes_hands(
        lab, row.timestamps ? "SYN-ACK <mss 1460, sackOK, ts 700 0, nop, wscale 7>" : "SYN-ACK <mss 1460>");
    const bool lost = row.first.rfind("lose", 0) == 0;
    const std::string head = row.timestamps ? with_ts : "";
    const RunResult result =
        play(head + steps("target: listen\nsend: SYN\nexpect: SYN-ACK <...>\nsend: ACK\n" + row.first +
                          "\nsend: PSH-ACK len=1\n"),
             lab);
    CHECK_MESSAGE(result.verdict == Verdict::pass, told(result));
    CHECK(sent_seq(lab, lost ? 3 : 4) == row.next);
  }
}

TEST_CASE("send: the target's window is not asked") {
  for (const int beyond : {0, 1, 2}) {
    CAPTURE(beyond);
    ScriptedLab lab;
    shakes_hands(lab, "SYN-ACK win=100 <mss 1460>");
    std::string text = handshake_steps + "send: PSH-ACK len=150\n";
    for (int i = 0; i < beyond; ++i) text += "send: PSH-ACK len=10\n";
    play(steps(text + "send: PSH-ACK len=10\n"), lab);
    CHECK(sent_seq(lab, 4 + static_cast<size_t>(beyond)) == 151u + 10u * static_cast<uint32_t>(beyond));
  }
}

TEST_CASE("send: a SYN's number is the ISN however often it is sent, and its data counts") {
  ScriptedLab lab;
  lab.when(after_send(3), arrive("SYN-ACK ack=4 <mss 1460>"));
  const RunResult result = play(
      "isn: 4294967295\n" + steps("target: listen\nlose: SYN\nsend: SYN\nsend: SYN\nsend: SYN data=\"abc\"\n"
                                  "expect: SYN-ACK ack=*\nsend: ACK\n"),
      lab);
  CAPTURE(told(result));
  for (const size_t nth : {1, 2, 3}) CHECK(sent(lab, nth).seq == Seq(0xffffffff));
}

TEST_CASE("send: ack and window") {
  ScriptedLab lab;
  shakes_hands(lab);
  lab.when(after_send(2), arrive("PSH-ACK len=10"));
  lab.when(after_send(2), arrive("PSH-ACK seq=21 len=10"), 20us);
  const RunResult result =
      play("with: win=2000 <mss 1000>\n" + steps(handshake_steps + "expect: PSH-ACK len=10\n"
                                                                   "send: ACK\n"
                                                                   "expect: PSH-ACK seq=21 len=10\n"
                                                                   "send: ACK win=7\n"
                                                                   "send: ACK\n"
                                                                   "send: ACK wnd=9\n"
                                                                   "send: RST\n"),
           lab);
  REQUIRE_MESSAGE(result.verdict == Verdict::pass, told(result));
  const Seq base = lab.conversation().target_isn;
  CHECK(sent(lab, 1).window == 2000);
  CHECK(sent(lab, 1).options == std::vector<Option>{MssOption{1000}});
  CHECK(sent(lab, 2).ack == base + 1);
  CHECK(sent(lab, 3).ack == base + 11);
  CHECK(sent(lab, 3).window == 2000);
  CHECK(sent(lab, 4).ack == base + 11);  // what lies behind a hole is not acknowledged
  CHECK(sent(lab, 4).window == 7);
  CHECK(sent(lab, 5).window == 7);
  CHECK(sent(lab, 6).window == 9);
  CHECK(sent(lab, 7).ack == Seq(0));
}

TEST_CASE("send: our SYN-ACK carries the list less what the target's SYN did not offer") {
  struct Row {
    std::string syn, answer;
  };
  const std::string all = "mss 1000, sackOK, ts ";
  const std::vector<Row> rows = {
      {"SYN <mss 1460>", "<mss 1000, nop, eol>"},
      {"SYN <mss 1460, sackOK>", "<mss 1000, sackOK, nop, eol>"},
      {"SYN <mss 1460, nop, wscale 3>", "<mss 1000, nop, wscale 7>"},
      {"SYN", "<mss 1000, nop, eol>"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.syn);
    ScriptedLab lab;
    lab.when(after_call(CallKind::connect), arrive(row.syn));
    const RunResult result =
        play("with: <mss 1000, sackOK, ts now 0, nop, wscale 7, tfo 0102030405060708>\n" +
                 steps("target: bind 41000\ntarget: connect\nexpect: SYN <...>\nsend: SYN-ACK\n"
                       "target: connect = pending\n"),
             lab);
    REQUIRE_MESSAGE(result.verdict == Verdict::pass, told(result));
    const std::string text = to_text(sent(lab, 1), SeqBase{});
    CHECK_MESSAGE(text.find(row.answer) != std::string::npos, text);
  }
  ScriptedLab lab;
  lab.when(after_call(CallKind::connect), arrive("SYN <mss 1460, ts 777 0>"));
  play(with_ts + steps("target: bind 41000\ntarget: connect\nexpect: SYN <...>\nsend: SYN-ACK\ntarget: "
                       "connect = pending\n"),
       lab);
  const Segment answer = sent(lab, 1);
  REQUIRE(answer.find<TimestampsOption>() != nullptr);
  CHECK(answer.find<TimestampsOption>()->echo == 777);
}

TEST_CASE("send: timestamps once negotiated, echoing what counts as seen") {
  ScriptedLab lab;
  shakes_hands(lab, "SYN-ACK <mss 1460, sackOK, ts 700 0, nop, wscale 7>");
  lab.when(after_send(2), arrive("PSH-ACK len=10 <nop, nop, ts 800 0>"));
  const RunResult result =
      play(with_ts + steps("target: listen\nsend: SYN\nexpect: SYN-ACK <...>\nsend: ACK\n"
                           "expect: PSH-ACK len=10 <...> unseen\n"
                           "send: ACK\nsend: ACK ack=11\nsend: ACK\nsend: RST\nsend: ACK <>\n"),
           lab);
  REQUIRE_MESSAGE(result.verdict == Verdict::pass, told(result));
  const auto echo = [&](size_t nth) -> std::optional<uint32_t> {
    const Segment segment = sent(lab, nth);
    const auto* ts = segment.find<TimestampsOption>();
    return ts == nullptr ? std::nullopt : std::optional<uint32_t>(ts->echo);
  };
  CHECK(echo(2) == 700u);
  CHECK(echo(3) == 700u);  // the data counts as lost
  CHECK(sent(lab, 3).ack == lab.conversation().target_isn + 1);
  CHECK(echo(4) == 800u);  // from the first send that acknowledges it
  CHECK(echo(5) == 800u);
  CHECK(sent(lab, 5).ack == lab.conversation().target_isn + 11);
  CHECK(echo(6) == 0u);  // TSecr means nothing without ACK
  CHECK(echo(7) == std::nullopt);
}

TEST_CASE("send: once the SYN was signed, all is, and the target's signatures are checked") {
  const std::string head = "with: <mss link, md5 \"secret\">\n";
  ScriptedLab lab;
  lab.when(after_send(1), arrive("SYN-ACK <mss 1460>"));
  play(head + steps("target: listen\nsend: SYN\nexpect: SYN-ACK <...>\nsend: ACK\n"), lab);
  for (const size_t nth : {1, 2}) {
    const Segment segment = sent(lab, nth);
    REQUIRE(segment.find<Md5Option>() != nullptr);
    CHECK(*segment.find<Md5Option>() != Md5Option{});
  }
  ScriptedLab wrong;
  wrong.when(after_send(1), arrive("SYN-ACK <mss 1460, 19:18:00112233445566778899aabbccddeeff>"));
  const RunResult result = play(head + steps("target: listen\nsend: SYN\nexpect: SYN-ACK\n"), wrong);
  REQUIRE(result.verdict == Verdict::fail);
  CHECK_MESSAGE(result.reason.find("no signature by the connection's key") != std::string::npos,
                told(result));
}

TEST_CASE("send: the trace holds every fragment, with its own time") {
  ScriptedLab lab;
  shakes_hands(lab);
  const RunResult result =
      play(steps(handshake_steps + "send: PSH-ACK len=100 frag=40\nlose: PSH-ACK len=100 frag=40\n"), lab);
  std::vector<SegmentEvent> events;
  std::vector<Instant> times;
  for (const Event& event : result.trace.events)
    if (const auto* segment = std::get_if<SegmentEvent>(&event.what);
        segment != nullptr && !segment->fragments.empty()) {
      events.push_back(*segment);
      times.push_back(event.time);
    }
  REQUIRE_MESSAGE(events.size() == 2, told(result));
  REQUIRE(lab.packets().size() == 2 + 3);  // 20 octets of header and 100 of data
  for (const SegmentEvent& event : events) {
    REQUIRE(event.fragments.size() == 2);
    CHECK(std::get<Segment>(event.packet).payload.size() == 100);
  }
  CHECK(events[0].raw == lab.packets()[2]);
  CHECK(events[0].fragments[0].raw == lab.packets()[3]);
  CHECK(events[0].fragments[1].raw == lab.packets()[4]);
  CHECK(times[0] < events[0].fragments[0].time);
  CHECK(events[0].fragments[0].time < events[0].fragments[1].time);
  CHECK(events[1].direction == Direction::lost);
}
