// The target's calls: implied sockets, results, calls that go on, errors that nobody asked for.

#include <doctest/doctest.h>

#include "unit/engine_run.h"

using namespace shakedown;
using namespace shakedown::test;

namespace {

struct End {
  Trigger after;
  Reaction reaction;
  Duration later = 10us;
};
struct Row {
  std::string name;
  std::string steps;  // behind the handshake and accept
  std::vector<End> ends;
  Verdict verdict = Verdict::pass;
};

CallEnd text(const std::string& value) { return {CallEnd::Text{value}}; }
CallEnd eof() { return {CallEnd::Eof{}}; }

RunResult run(const Row& row) {
  ScriptedLab lab;
  shakes_hands(lab);
  lab.when(after_send(2), ends(CallKind::accept, accepted()));
  for (const End& end : row.ends) lab.when(end.after, end.reaction, end.later);
  return play(steps(handshake_steps + "target: accept = ok\n" + row.steps), lab);
}

void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const RunResult result = run(row);
    CHECK_MESSAGE(result.verdict == row.verdict, told(result));
  }
}

End at_call(CallKind kind, CallEnd end, Duration later = 10us, int nth = 1) {
  return {after_call(kind, nth), ends(kind, std::move(end), nth), later};
}

}  // namespace

TEST_CASE("calls: results, each wrong once") {
  check({
      {"exactly these octets",
       "target: read = \"hello\"\n",
       {at_call(CallKind::read, reads("hello"))},
       Verdict::pass},
      {"others", "target: read = \"hello\"\n", {at_call(CallKind::read, reads("hellO"))}, Verdict::fail},
      {"more", "target: read = \"hello\"\n", {at_call(CallKind::read, reads("hello!"))}, Verdict::fail},
      {"fewer", "target: read = \"hello\"\n", {at_call(CallKind::read, reads("hell"))}, Verdict::fail},
      {"so many of the pattern", "target: read 3\n", {at_call(CallKind::read, reads("abc"))}, Verdict::pass},
      {"not of the pattern", "target: read 3\n", {at_call(CallKind::read, reads("abd"))}, Verdict::fail},
      {"too few of it", "target: read 3\n", {at_call(CallKind::read, reads("ab"))}, Verdict::fail},
      {"eof", "target: read = eof\n", {at_call(CallKind::read, eof())}, Verdict::pass},
      {"no eof", "target: read = eof\n", {at_call(CallKind::read, reads("a"))}, Verdict::fail},
      {"an error asked for",
       "target: read = ECONNRESET\n",
       {at_call(CallKind::read, fails("ECONNRESET"))},
       Verdict::pass},
      {"another error",
       "target: read = ECONNRESET\n",
       {at_call(CallKind::read, fails("ETIMEDOUT"))},
       Verdict::fail},
      {"an error where there should be none",
       "target: read = ECONNRESET\n",
       {at_call(CallKind::read, eof())},
       Verdict::fail},
      {"late", "target: read = eof\n", {at_call(CallKind::read, eof(), 1100ms)}, Verdict::fail},
      {"late, but waited for",
       "target: read = eof within 2s\n",
       {at_call(CallKind::read, eof(), 1100ms)},
       Verdict::pass},
      {"on time", "target: read = eof after 500ms\n", {at_call(CallKind::read, eof(), 505ms)}, Verdict::pass},
      {"too early",
       "target: read = eof after 500ms\n",
       {at_call(CallKind::read, eof(), 400ms)},
       Verdict::fail},
      {"too late",
       "target: read = eof after 500ms\n",
       {at_call(CallKind::read, eof(), 600ms)},
       Verdict::fail},
      {"an option",
       "target: getsockopt SO_KEEPALIVE = 0\n",
       {at_call(CallKind::getsockopt, text("0"))},
       Verdict::pass},
      {"another value",
       "target: getsockopt SO_KEEPALIVE = 0\n",
       {at_call(CallKind::getsockopt, text("1"))},
       Verdict::fail},
  });
}

TEST_CASE("calls: one that goes on") {
  check({
      {"named again with a result",
       "target: read\nsend: ACK\ntarget: read = \"x\"\n",
       {{after_send(3), ends(CallKind::read, reads("x"))}},
       Verdict::pass},
      {"left going", "target: read\nsend: ACK\n", {}, Verdict::fail},
      {"pending", "target: read = pending\nsend: ACK\n", {}, Verdict::pass},
      {"not pending", "target: read = pending\n", {at_call(CallKind::read, eof(), 0us)}, Verdict::fail},
      {"pending, then its end",
       "target: read = pending\nsend: ACK\ntarget: read = \"x\"\n",
       {{after_send(3), ends(CallKind::read, reads("x"))}},
       Verdict::pass},
      {"pending, then an error that nobody asked for",
       "target: read = pending\nsend: ACK\nwait: 1ms\n",
       {{after_send(3), ends(CallKind::read, fails("ECONNRESET"))}},
       Verdict::fail},
      {"left going, its socket closed", "target: read\ntarget: close\n", {}, Verdict::pass},
      {"an error that nobody asked for",
       "target: read\nsend: ACK\nwait: 1ms\n",
       {{after_send(3), ends(CallKind::read, fails("ECONNRESET"))}},
       Verdict::fail},
      {"an error asked for later",
       "target: read\nsend: ACK\nwait: 1ms\ntarget: read = ECONNRESET\n",
       {{after_send(3), ends(CallKind::read, fails("ECONNRESET"))}},
       Verdict::pass},
  });
}

TEST_CASE("calls: the same words again mean another call once the first has ended at once") {
  check({
      {"send",
       "target: send 10\ntarget: send 10 = EPIPE\n",
       {{at_begin(), ends(CallKind::send, fails("EPIPE"), 2)}},
       Verdict::pass},
      {"send, no error", "target: send 10\ntarget: send 10 = EPIPE\n", {}, Verdict::fail},
      {"shutdown",
       "target: shutdown write\ntarget: shutdown write = ENOTCONN\n",
       {{at_begin(), ends(CallKind::shutdown, fails("ENOTCONN"), 2)}},
       Verdict::pass},
  });
}

TEST_CASE("calls: error and poll are asked again until they hold") {
  check({
      {"at the third time",
       "target: error = ETIMEDOUT\n",
       {at_call(CallKind::error, ok(), 0us, 1), at_call(CallKind::error, ok(), 0us, 2),
        at_call(CallKind::error, fails("ETIMEDOUT"), 0us, 3)},
       Verdict::pass},
      {"poll",
       "target: poll = in|hup\n",
       {at_call(CallKind::poll, text("in"), 0us, 1), at_call(CallKind::poll, text("in|hup"), 0us, 2)},
       Verdict::pass},
      {"branches ask together",
       "one-of:\n - name: a\n   steps:\n    - target: error = EPIPE\n - name: b\n   steps:\n    - target: "
       "error = ETIMEDOUT\n",
       {at_call(CallKind::error, fails("ETIMEDOUT"), 0us, 1), at_call(CallKind::error, ok(), 0us, 2),
        at_call(CallKind::error, ok(), 0us, 3)},
       Verdict::pass},
      {"and later for the second",
       "one-of:\n - name: a\n   steps:\n    - target: error = EPIPE\n - name: b\n   steps:\n    - target: "
       "error = ETIMEDOUT\n",
       {at_call(CallKind::error, ok(), 0us, 1), at_call(CallKind::error, fails("ETIMEDOUT"), 0us, 2)},
       Verdict::pass},
  });
}

TEST_CASE("calls: accept hands over the connection of that name") {
  for (const bool other : {false, true}) {
    CAPTURE(other);
    ScriptedLab lab;
    shakes_hands(lab);
    CallEnd end = accepted();
    if (other) std::get<CallEnd::Accepted>(end.what).from = {lab.facts().peer, 7};
    lab.when(after_send(2), ends(CallKind::accept, end));
    const RunResult result = play("connections: {a: {sport: 40000}, b: {sport: 40001}}\n" +
                                      steps("target: listen\nsend a: SYN\nexpect a: SYN-ACK\nsend a: ACK\n"
                                            "target a: accept = ok\ntarget a: close\n"),
                                  lab);
    CHECK_MESSAGE((result.verdict == Verdict::pass) == !other, told(result));
  }
}

TEST_CASE("calls: a connection that has begun keeps its port when the target binds another socket") {
  ScriptedLab lab;
  shakes_hands(lab);
  lab.when(after_send(3), arrive("ACK ack=2"));
  const RunResult result = play(steps(handshake_steps + "target s2: bind 7457\ntarget s2: listen\n"
                                                        "send: PSH-ACK len=1\nexpect: ACK\n"),
                                lab);
  CHECK_MESSAGE(result.verdict == Verdict::pass, told(result));
  CHECK(sent(lab, 3).destination_port == 8080);
}

TEST_CASE("calls: errors that only time can bring are not held against the target when we stalled") {
  const RunResult timed =
      run({"", "target: read\nwait: 1ms\n", {at_call(CallKind::read, fails("ETIMEDOUT"))}, Verdict::fail});
  REQUIRE(timed.failure);
  CHECK(timed.failure->time_or_repeat);
  const RunResult reset =
      run({"", "target: read\nwait: 1ms\n", {at_call(CallKind::read, fails("ECONNRESET"))}, Verdict::fail});
  REQUIRE(reset.failure);
  CHECK_FALSE(reset.failure->time_or_repeat);
}
