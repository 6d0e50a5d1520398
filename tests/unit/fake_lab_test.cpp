#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/octets.h"
#include "support/scripted_lab.h"

using namespace shakedown;
using namespace shakedown::test;

namespace {

Segment ours(const Lab& lab, Flags flags, uint32_t seq, uint32_t ack) {
  Segment segment;
  segment.ip.source = lab.facts().peer;
  segment.ip.destination = lab.facts().target;
  segment.source_port = 40000;
  segment.destination_port = 8080;
  segment.seq = Seq(seq);
  segment.ack = Seq(ack);
  segment.flags = flags;
  segment.window = 65535;
  return segment;
}
constexpr Flags syn = Flags{}.with(Flag::syn), ack = Flags{}.with(Flag::ack);

Instant send(Lab& lab, const Segment& segment) {
  const auto left = lab.link().send(craft(segment).at(0));
  REQUIRE(left);
  return *left;
}
Segment receive(Lab& lab) {
  const auto arrival = lab.link().receive();
  REQUIRE(arrival);
  REQUIRE(*arrival);
  const Packet packet = read_packet((*arrival)->octets);
  REQUIRE(std::holds_alternative<Segment>(packet));
  return std::get<Segment>(packet);
}
bool nothing(Lab& lab) {
  const auto arrival = lab.link().receive();
  return arrival && !*arrival;
}
CallRef start(Lab& lab, CallKind kind) {
  CallRequest request{};
  request.kind = kind;
  const auto call = lab.driver().start(request);
  REQUIRE(call);
  return *call;
}
bool ended(Lab& lab, CallRef call) {
  const auto end = lab.driver().progress(call);
  REQUIRE(end);
  return end->has_value();
}

}  // namespace

TEST_CASE("scripted lab: an answer is there when the send returns, with a correct target's numbers") {
  for (const Family family : {Family::v4, Family::v6}) {
    ScriptedLab lab(family);
    lab.when(after_send(1), arrive("SYN-ACK <mss 1460, nop, wscale 7>"));
    const Instant left = send(lab, ours(lab, syn, 5000, 0));
    const Segment answer = receive(lab);
    CHECK(to_string(answer.flags) == "SYN-ACK");
    CHECK(answer.ack == Seq(5001));
    CHECK(answer.seq == lab.conversation().target_isn);
    CHECK(answer.source_port == 8080);
    CHECK(answer.destination_port == 40000);
    CHECK(answer.checksum_good);
    CHECK(answer.ip_checksum_good);
    REQUIRE(answer.find<MssOption>());
    CHECK(answer.find<MssOption>()->mss == 1460);
    CHECK(lab.now() > left);
    CHECK(nothing(lab));
  }
}

TEST_CASE("scripted lab: the clock jumps to what comes, or to the deadline") {
  ScriptedLab lab;
  lab.when(after_send(1), arrive("SYN-ACK"), 40ms);
  lab.when(after_send(1), arrive("SYN-ACK seq=0"), 1040ms);
  const Instant left = send(lab, ours(lab, syn, 0, 0));
  CHECK(nothing(lab));
  CHECK_FALSE(lab.wait(left + 10ms, {}));
  CHECK(lab.now() == left + 10ms);
  CHECK(lab.wait(left + 1s, {}));
  CHECK(lab.now() == left + 40ms);
  CHECK(lab.wait(left + 1s, {}));  // still there
  receive(lab);
  CHECK_FALSE(lab.wait(left + 1s, {}));
  CHECK(lab.wait(left + 60s, {}));
  CHECK(lab.now() == left + 1040ms);
}

TEST_CASE("scripted lab: numbers go on from what was said before") {
  ScriptedLab lab;
  lab.when(after_send(1), arrive("SYN-ACK"));
  lab.when(after_send(2), arrive("PSH-ACK data=\"hello\""));
  lab.when(after_send(2), arrive("FIN-ACK"));
  lab.when(after_send(2), arrive("ACK seq=1 ack=0 win=7", [](Segment& s) { s.urgent = 3; }));
  send(lab, ours(lab, syn, 99, 0));
  const Seq isn = receive(lab).seq;
  send(lab, ours(lab, ack, 100, 0));
  const Segment data = receive(lab);
  CHECK(data.seq == isn + 1);
  CHECK(data.ack == Seq(100));
  CHECK(data.payload == Bytes{'h', 'e', 'l', 'l', 'o'});
  CHECK(receive(lab).seq == isn + 6);
  const Segment odd = receive(lab);
  CHECK(odd.seq == isn + 1);
  CHECK(odd.ack == Seq(99));
  CHECK(odd.window == 7);
  CHECK(odd.urgent == 3);
  CHECK(odd.checksum_good);
}

TEST_CASE("scripted lab: calls end by themselves or by the script, states change") {
  ScriptedLab lab;
  lab.when(after_send(1), ends(CallKind::accept, accepted()));
  lab.when(after_send(1), becomes(TcpState::established));
  lab.when(after_call(CallKind::close), arrive("FIN-ACK"));
  lab.when(after_call(CallKind::close), becomes(TcpState::fin_wait_1));
  CHECK(ended(lab, start(lab, CallKind::listen)));
  CHECK(lab.driver().listener_state(8080) == TcpState::listen);
  const CallRef accept = start(lab, CallKind::accept);
  CHECK_FALSE(ended(lab, accept));
  send(lab, ours(lab, ack, 1, 1));
  CHECK(lab.wait(lab.now() + 1s, std::vector{accept}));
  const auto end = lab.driver().progress(accept);
  REQUIRE((end && *end));
  CHECK(std::get<CallEnd::Accepted>((*end)->what).from.port == 40000);
  const FourTuple tuple = lab.conversation().tuple;
  CHECK(lab.driver().state(tuple) == TcpState::established);
  CHECK(ended(lab, start(lab, CallKind::close)));
  CHECK(lab.driver().state(tuple) == TcpState::fin_wait_1);
  CHECK(receive(lab).flags.has(Flag::fin));
}

TEST_CASE("fake lab: a hold-up and a stepped clock") {
  ScriptedLab lab;
  lab.when(after_send(1), arrive("SYN-ACK"), 5ms);
  const Instant left = send(lab, ours(lab, syn, 0, 0));
  lab.hold_up(20ms);
  const auto arrival = lab.link().receive();
  REQUIRE((arrival && *arrival));
  CHECK((*arrival)->time == left + 5ms);
  CHECK(lab.now() >= left + 20ms);
  CHECK(lab.clock_step() == 0ms);
  lab.step_clock(3s);
  CHECK(lab.clock_step() == 3s);
}

TEST_CASE("octets: checksums put right are those that craft makes") {
  for (const Family family : {Family::v4, Family::v6}) {
    ScriptedLab lab(family);
    Segment segment = ours(lab, ack, 1, 2);
    for (const size_t length : {0U, 1U, 2U, 31U}) {
      segment.payload = pattern(0, length);
      const Bytes good = craft(segment).at(0);
      Bytes spoilt = good;
      spoilt[layout_of(good)->tcp + 16] ^= 0xff;
      if (family == Family::v4) spoilt[11] ^= 0x55;
      CHECK(spoilt != good);
      fix_checksums(spoilt);
      CHECK(spoilt == good);
    }
  }
}
