// Recorded connections become scenarios: what is sent and expected, and what the application must have done.

#include <doctest/doctest.h>

#include "golden/golden.h"
#include "record_wire.h"

using namespace shakedown;
using test::Wire;

namespace {

Wire conversation() {
  Wire wire;
  wire.open();
  wire.pass(40ms);
  wire.say({"client PSH-ACK 1 1 GET: $1 #2", "server ACK 1 11"});
  wire.pass(20ms);
  wire.say({"server PSH-ACK 1 11 it's \"here\"", "client ACK 11 12", "server FIN-ACK 12 11",
            "client FIN-ACK 11 13", "server ACK 13 12"});
  return wire;
}

void check_lines(const std::string& steps, const std::vector<std::string>& lines) {
  INFO(steps);
  size_t at = 0;
  for (const std::string& line : lines) {
    INFO("wanted: " << line);
    const size_t found = steps.find("- " + line + "\n", at);
    REQUIRE(found != std::string::npos);
    at = found + line.size();
  }
}

}  // namespace

TEST_CASE("a conversation, from either side") {
  check_golden("record-client.yaml", conversation().recorded(End::client));
  check_golden("record-server.yaml", conversation().recorded(End::server));
}

TEST_CASE("a segment that no answer speaks of was lost, and its repeat came") {
  Wire wire;
  wire.open();
  wire.say("client PSH-ACK 1 1 first");
  wire.pass(300ms);
  wire.say({"client PSH-ACK 1 1 first", "server ACK 1 6", "client PSH-ACK 1 1 first", "server ACK 1 6"});
  check_lines(wire.steps(), {"lose: PSH-ACK seq=1 ack=1 data=\"first\"", "wait: 300ms",
                             "send: PSH-ACK seq=1 ack=1 data=\"first\"", "acked: 6",
                             "send: PSH-ACK seq=1 ack=1 data=\"first\"", "expect: ACK seq=1 ack=6"});
}

TEST_CASE("what crossed on the way is told in the target's order") {
  Wire wire;
  wire.open();
  wire.say({"client PSH-ACK 1 1 ask", "server PSH-ACK 1 1 tell", "client ACK 4 5", "server ACK 5 4"});
  check_lines(wire.steps(), {"target: send \"tell\"", "expect: PSH-ACK seq=1 ack=1 data=\"tell\"",
                             "send: PSH-ACK seq=1 ack=1 data=\"ask\"", "send: ACK seq=4 ack=5", "acked: 4"});
}

TEST_CASE("captured far from the target, our segments arrive later than they were sent") {
  Wire wire;
  const auto far = [&](const std::string& line) {
    wire.pass(50ms);
    wire.say(line);
  };
  wire.say("client SYN 0");
  far("server SYN-ACK 0 1");
  wire.say({"client ACK 1 1", "client PSH-ACK 1 1 ask"});
  far("server PSH-ACK 1 4 tell");
  wire.say("client ACK 4 5");
  check_lines(
      wire.steps(),
      {"expect: SYN-ACK", "wait: 50ms", "send: ACK seq=1 ack=1", "send: PSH-ACK seq=1 ack=1 data=\"ask\"",
       "acked: 4", "expect: PSH-ACK seq=1 ack=4 data=\"tell\"", "wait: 50ms", "send: ACK seq=4 ack=5"});
}

TEST_CASE("a hole was lost ahead of the capture when it is filled late, and overtaken when at once") {
  const std::initializer_list<const char*> begin{"client PSH-ACK 1 1 ask", "server ACK 1 4",
                                                 "server PSH-ACK 6 4 later", "client ACK 4 1"};
  Wire lost;
  lost.open();
  lost.say(begin);
  lost.pass(210ms);
  lost.say({"server PSH-ACK 1 4 early", "client ACK 4 11"});
  check_lines(lost.steps(), {"target: send \"earlylater\"", "expect: ACK seq=1 ack=4 data=\"early\" unseen",
                             "expect: PSH-ACK seq=6 ack=4 data=\"later\"", "send: ACK seq=4 ack=1",
                             "expect: PSH-ACK seq=1 ack=4 data=\"early\" again after 210ms ±50%",
                             "send: ACK seq=4 ack=11"});
  Wire overtaken;
  overtaken.open();
  overtaken.say(begin);
  overtaken.say({"server PSH-ACK 1 4 early", "client ACK 4 11"});
  check_lines(overtaken.steps(),
              {"expect: PSH-ACK seq=1 ack=4 data=\"early\"", "expect: PSH-ACK seq=6 ack=4 data=\"later\"",
               "send: ACK seq=4 ack=1", "send: ACK seq=4 ack=11"});
  CHECK(overtaken.steps().find("again") == std::string::npos);
}

TEST_CASE("repeats, probes and resets of the target's") {
  Wire repeats;
  repeats.say("client SYN 0");
  repeats.say("server SYN-ACK 0 1");
  repeats.pass(1020ms);
  repeats.say({"server SYN-ACK 0 1", "client ACK 1 1", "server PSH-ACK 1 1 x"});
  repeats.pass(204ms);
  repeats.say("server PSH-ACK 1 1 x");
  check_lines(repeats.steps(), {"expect: SYN-ACK", "expect: SYN-ACK again after 1020ms ±50%",
                                "expect: PSH-ACK seq=1 ack=1 data=\"x\" again after 204ms ±50%"});

  Wire alive;
  alive.open();
  alive.pass(10s);
  alive.say("server ACK 0 1");
  alive.pass(2s);
  alive.say("server ACK 0 1");
  alive.pass(2s);
  alive.say("server RST-ACK 1 1");
  check_lines(alive.steps(), {"target: setsockopt SO_KEEPALIVE 1", "target: setsockopt TCP_KEEPIDLE 10",
                              "target: setsockopt TCP_KEEPINTVL 2", "target: setsockopt TCP_KEEPCNT 2",
                              "expect: ACK seq=0 ack=1 len=0 again after 10s ±50%",
                              "expect: ACK seq=0 ack=1 len=0 again after 2s ±50%",
                              "expect: RST-ACK seq=1 ack=1 after 2s ±50%"});
  CHECK(alive.recorded().find("\ntags: [slow]\n") != std::string::npos);

  Wire aborted;
  aborted.open();
  aborted.pass(30ms);
  aborted.say({"server RST-ACK 1 1", "client ACK 1 1", "server RST 1"});
  check_lines(aborted.steps(), {"wait: 30ms", "target: abort", "expect: RST-ACK seq=1 ack=1",
                                "send: ACK seq=1 ack=1", "expect: RST seq=1"});
}

TEST_CASE("a connection that nobody answers to, or that is refused") {
  Wire refused;
  refused.say("client SYN 0");
  Segment reset = refused.made("server RST-ACK 0 1");
  reset.seq = Seq(0);
  refused.put(reset);
  CHECK(refused.steps() == "  - send: SYN <mss 1460>\n  - expect: RST-ACK seq=0 ack=1\n");
  check_lines(refused.steps(End::server), {"target: connect", "expect: SYN", "send: RST-ACK seq=0 ack=1",
                                           "target: connect = ECONNREFUSED"});
  Wire unheard;
  unheard.say("client SYN 0");
  unheard.pass(1s);
  unheard.say("client SYN 0");
  check_lines(unheard.steps(End::server), {"target: connect", "expect: SYN",
                                           "expect: SYN again after 1s ±50%", "target: connect = pending"});
}

TEST_CASE("what the application must have done") {
  Wire half;
  half.open();
  half.say({"server FIN-ACK 1 1", "client ACK 1 2", "client PSH-ACK 1 2 more", "server ACK 2 5",
            "client FIN-ACK 5 2", "server ACK 2 6"});
  check_lines(half.steps(), {"target: shutdown write", "expect: FIN-ACK seq=1 ack=1",
                             "target: read = \"more\"", "acked: 5", "target: read = eof", "acked: 6"});

  Wire last;
  last.open();
  last.say({"client PSH-ACK 1 1 ask", "server FIN-PSH-ACK 1 4 tell"});
  check_lines(last.steps(),
              {"target: send \"tell\" more", "target: close", "optional:  # by itself, or in what follows",
               "expect: FIN-PSH-ACK seq=1 ack=4 data=\"tell\""});

  Wire small;
  small.open();
  small.say({"server PSH-ACK 1 1 x", "server PSH-ACK 2 1 y", "client ACK 1 3"});
  check_lines(small.steps(),
              {"target: setsockopt TCP_NODELAY 1", "target: send \"x\"", "target: send \"y\""});

  Wire blocked;
  blocked.open();
  blocked.say("server PSH-ACK 1 1 full");
  Segment closed = blocked.made("client ACK 1 5");
  closed.window = 0;
  blocked.put(closed);
  blocked.pass(200ms);
  blocked.say({"server ACK 4 1", "client ACK 1 5", "server PSH-ACK 5 1 rest"});
  check_lines(blocked.steps(),
              {"send: ACK seq=1 ack=5 win=0", "target: send \"rest\"",
               "expect: ACK seq=4 ack=1 len=0 again after 200ms ±50%", "send: ACK seq=1 ack=5 win=65535",
               "expect: PSH-ACK seq=5 ack=1 data=\"rest\""});
}

TEST_CASE("the end of TIME-WAIT is waited for, not its recorded time") {
  Wire wire;
  wire.open();
  wire.say({"server FIN-ACK 1 1", "client FIN-ACK 1 2", "server ACK 2 2"});
  wire.pass(61s);
  wire.say({"client ACK 2 2", "server RST 2"});
  check_lines(wire.steps(),
              {"acked: 2", "state: CLOSED within 92s", "send: ACK seq=2 ack=2", "expect: RST seq=2"});
  CHECK(wire.recorded().find("\nneeds: [state]\n") != std::string::npos);
}
