// Steps: every form of the language parses, and means what it says.

#include <doctest/doctest.h>

#include "shakedown/parse.h"

namespace shakedown {
namespace {

// The steps of a scenario with these lines, in which segments `a`, `b` and a socket have been named before.
Steps parse(const std::string& lines) {
  const std::string text =
      "name: t\nfamily: 4\nsteps:\n  - send: SYN as a\n  - expect: SYN-ACK as b\n  - target: listen\n" +
      lines;
  const auto parsed = parse_text(text, {"t.yaml", "t", "."}, ".");
  if (!parsed) FAIL(render(parsed.error()));
  Steps steps = parsed->runs.at(0).scenario->steps;
  steps.erase(steps.begin(), steps.begin() + 3);
  return steps;
}
template <typename T>
T one(const std::string& line) {
  const Steps steps = parse("  - " + line + "\n");
  REQUIRE(steps.size() == 1);
  REQUIRE(std::holds_alternative<T>(steps[0].what));
  return std::get<T>(steps[0].what);
}
Duration time_of(const Value& value) { return std::get<Duration>(value.terms.at(0).atom); }

}  // namespace

TEST_CASE("step: every line of the language parses") {
  const char* const lines[] = {
      "send: SYN seq=0 win=65535 <mss 1460, sackOK, ts now 0, nop, wscale 7>",
      "send: PSH-ACK data=\"hello\"",
      "send: 'PSH-ACK data=\"GET: #1\\r\\n\"'",
      "send: ACK seq=a.seq ack=b.seq+b.len win=b.wnd as c",
      "send: ACK seq=abs:b.seq.abs",
      "lose: ACK as c",
      "send: ICMP unreachable-port quote=b",
      "send: ICMP too-big mtu=600 quote=b",
      "send: SYN <tfo b.cookie>",
      "send: ACK <..., no ts>",
      "expect: FIN-ACK unseen",
      "expect: SYN-ACK <..., sackOK>",
      "expect: ACK again unseen as c after 1s since a within 2s",
      "expect: ACK after 200ms..1s",
      "expect: ACK after 1s ±20%",
      "expect: ACK after 1s +-20%",
      "expect: ACK after 1s+-20%",
      "expect: ACK after info.rto+10ms",
      "expect: ACK psh=0 seq=* win!=0 len=1..1460",
      "receive: 5000",
      "receive: RCV.WND+RCV.MSS again ack last in 2..4 within 1s",
      "receive: 5000 ack none after 1s",
      "acked: all",
      "acked: 101 within 2s",
      "acked: SND.NXT after 40ms..200ms",
      "backoff: SYN first 1s factor 2 count 3",
      "backoff: ACK len=100 first info.rto factor 1.5 count 3 cap 2s since a",
      "backoff: ACK first 200ms..400ms factor 2 count 3",
      "silence: 50ms",
      "wait: 1min",
      "allow: again",
      "allow: ACK",
      "allow: ANY",
      "allow: nothing",
      "state: FIN-WAIT-1",
      "state: SYN-SENT or SYN-RECEIVED or CLOSED after 1s within 2s",
      "info: retransmits >= 1",
      "info: timer in 59s..61s",
      "check: b.seq.abs - a.seq.abs in 1..0x7fffffff",
      "check: b.time - a.time < 10ms",
      "check: SND.NXT = 1",
      "target: socket",
      "target: bind",
      "target: bind 7456 = EADDRINUSE",
      "target: listen 5",
      "target: accept as c",
      "target: accept = ok within 2s",
      "target: connect",
      "target: connect \"data\"",
      "target: connect = ECONNREFUSED within 3s",
      "target: connect = ETIMEDOUT after 8s since a",
      "target: send 100",
      "target: send \"text\" more nodelay = ok",
      "target: send 1 oob",
      "target: send 10 = EPIPE",
      "target: read",
      "target: read 500",
      "target: read = \"hello\"",
      "target: read 5 = \"hello\"",
      "target: read = eof after 1s",
      "target: read = pending",
      "target: shutdown write",
      "target: close",
      "target: abort",
      "target: setsockopt SO_KEEPALIVE 1",
      "target: setsockopt TCP_MD5SIG \"KEY\"",
      "target: setsockopt IP_OPTIONS hex:01010101",
      "target: setsockopt TCP_USER_TIMEOUT 2s",
      "target: getsockopt SO_KEEPALIVE = 0",
      "target: error = ETIMEDOUT after 2s..2600ms since b",
      "target: poll = in|hup",
      "target: atmark = 1",
      "target: errqueue = ECONNREFUSED",
      "target: errqueue = empty",
      "target: crash",
      "target: forget",
      "target listener: close",
      "target s2: bind 7457",
  };
  for (const char* line : lines) {
    CAPTURE(std::string(line));
    CHECK(parse(std::string("  - ") + line + "\n").size() == 1);
  }
}

TEST_CASE("step: expect with all its words") {
  const ExpectStep step =
      one<ExpectStep>("expect: ACK seq=1 again unseen as c after 1s ±20% since a within 2s");
  CHECK(step.again);
  CHECK(step.unseen);
  CHECK(step.as == "c");
  REQUIRE(step.after);
  CHECK(time_of(step.after->time.nominal) == 1s);
  CHECK(step.after->time.percent == 20u);
  CHECK(step.after->since == "a");
  CHECK(step.within == Duration(2s));
  CHECK(step.segment.text == "ACK seq=1");
}

TEST_CASE("step: where it stands and what it says") {
  const Step step = parse("  - send:   ACK seq=5   as c  # why\n").at(0);
  CHECK(step.text == "send: ACK seq=5   as c");
  CHECK(step.span == SourceSpan{"t.yaml", 7, 5, 4});
  CHECK(step.source_line == "  - send:   ACK seq=5   as c  # why");
  CHECK(step.connection.empty());
}

TEST_CASE("step: receive, acked, backoff, state") {
  const ReceiveStep receive = one<ReceiveStep>("receive: 5000 again ack last in 2..4");
  CHECK(receive.again);
  CHECK(receive.acknowledge == Acknowledge::last);
  CHECK(receive.segments == std::pair<uint32_t, uint32_t>{2, 4});
  CHECK(one<ReceiveStep>("receive: 1").acknowledge == Acknowledge::each);
  CHECK_FALSE(one<AckedStep>("acked: all").up_to);
  CHECK(one<AckedStep>("acked: 5").up_to);
  const BackoffStep backoff = one<BackoffStep>("backoff: ACK first 1s factor 1.5 count 3 cap 2s since b");
  CHECK(backoff.factor == 1.5);
  CHECK(backoff.count == 3);
  CHECK(time_of(*backoff.cap) == 2s);
  CHECK(backoff.since == "b");
  CHECK(one<StateStep>("state: CLOSED or LISTEN").states ==
        std::vector<TcpState>{TcpState::closed, TcpState::listen});
}

TEST_CASE("step: calls and results") {
  CHECK_FALSE(one<TargetStep>("target: read").result);
  CHECK(std::holds_alternative<ResultPattern>(*one<TargetStep>("target: read 500").result));
  CHECK(std::holds_alternative<ResultEof>(*one<TargetStep>("target: read = eof").result));
  CHECK(std::holds_alternative<ResultPending>(*one<TargetStep>("target: read 500 = pending").result));
  CHECK(std::get<ResultBytes>(*one<TargetStep>("target: read = \"hi\"").result).octets == Bytes{'h', 'i'});
  CHECK(std::get<ResultErrno>(*one<TargetStep>("target: connect = ECONNREFUSED").result).name ==
        "ECONNREFUSED");
  CHECK(std::get<ResultErrno>(*one<TargetStep>("target: error = ETIMEDOUT").result).name == "ETIMEDOUT");
  CHECK(std::get<ResultText>(*one<TargetStep>("target: poll = in|hup").result).text == "in|hup");
  CHECK(std::get<ResultText>(*one<TargetStep>("target: errqueue = ECONNREFUSED").result).text ==
        "ECONNREFUSED");
  CHECK(std::get<ResultText>(*one<TargetStep>("target: getsockopt TCP_CONGESTION = \"reno\"").result).text ==
        "reno");
  const TargetStep send = one<TargetStep>("target: send \"text\" more = ok as c");
  CHECK(send.call.data == Bytes{'t', 'e', 'x', 't'});
  CHECK(send.call.more);
  CHECK_FALSE(send.call.oob);
  CHECK(send.call.text == "send \"text\" more");
  CHECK(send.as == "c");
  const TargetStep option = one<TargetStep>("target s2: setsockopt TCP_MD5SIG \"KEY\"");
  CHECK(option.socket == "s2");
  CHECK(option.call.option == "TCP_MD5SIG");
  CHECK(option.call.value == "\"KEY\"");
  CHECK(one<TargetStep>("target: shutdown write").call.how == ShutdownHow::write);
}

TEST_CASE("step: lists of steps") {
  const Steps steps = parse(
      "  - any-order:\n      - expect: ACK\n      - expect: FIN-ACK\n"
      "  - optional:\n      - expect: ACK as c\n"
      "  - one-of:\n      - name: done\n        steps:\n          - expect: RST as d\n"
      "      - name: not-done\n        steps:\n          - silence: 5ms\n"
      "  - repeat: 3\n    steps:\n      - send: ACK as e\n"
      "  - repeat: until SND.NXT - a.seq = RCV.NXT + 5 max 7\n    steps:\n      - send: ACK\n");
  REQUIRE(steps.size() == 5);
  CHECK(std::get<AnyOrderStep>(steps[0].what).steps.size() == 2);
  CHECK(std::get<OptionalStep>(steps[1].what).steps.size() == 1);
  const OneOfStep& one_of = std::get<OneOfStep>(steps[2].what);
  REQUIRE(one_of.branches.size() == 2);
  CHECK(one_of.branches[1].name == "not-done");
  CHECK(std::holds_alternative<SilenceStep>(one_of.branches[1].steps.at(0).what));
  CHECK(std::get<RepeatStep>(steps[3].what).count == 3);
  CHECK_FALSE(std::get<RepeatStep>(steps[3].what).until);
  const RepeatStep& until = std::get<RepeatStep>(steps[4].what);
  CHECK(until.count == 7);
  CHECK(until.until->lhs.terms.size() == 2);
  CHECK(steps[4].text == "repeat: until SND.NXT - a.seq = RCV.NXT + 5 max 7");
}

}  // namespace shakedown
