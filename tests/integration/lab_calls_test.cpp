// The target's calls on a real kernel: what each does on the wire, and what the driver says of it.

#include <doctest/doctest.h>

#include "lab_bench.h"

namespace {

using namespace lab_test;

void walks_through_the_states(Family family) {
  Bench bench(plain(family), false);
  demand(must(bench.lab->driver().listener_state(8080)) == TcpState::closed,
         "a listener before there is one");
  bench.listener = listen_on(*bench.lab, 8080);
  demand(must(bench.lab->driver().listener_state(8080)) == TcpState::listen, "not LISTEN");
  demand(bench.state() == TcpState::closed, "a connection before there is one");
  bench.peer.send(syn);
  bench.peer.expect(syn | ack);
  demand(bench.state() == TcpState::syn_received, "not SYN-RECEIVED");
  bench.peer.send(ack);
  demand(bench.state() == TcpState::established, "not ESTABLISHED");
  bench.connection = accept_from(*bench.lab, bench.listener);
  bench.call(CallKind::close);
  bench.peer.expect(fin | ack);
  demand(bench.state() == TcpState::fin_wait_1, "not FIN-WAIT-1");
  bench.peer.send(ack);
  demand(bench.state() == TcpState::fin_wait_2, "not FIN-WAIT-2");
  bench.peer.send(fin | ack);
  bench.peer.expect(ack);
  demand(bench.state() == TcpState::time_wait, "not TIME-WAIT");
  const InfoMap info = must(bench.lab->driver().info(bench.peer.tuple(), {}));
  const Duration left = std::get<Duration>(info.at("timer"));
  demand(left > 59s && left <= 61s && info.size() == 1, "TIME-WAIT's timer does not show its 60 s");
}

void closes_after_the_peer(Family family) {
  Bench bench(plain(family));
  bench.peer.send(fin | ack);
  bench.peer.expect(ack);
  demand(bench.state() == TcpState::close_wait, "not CLOSE-WAIT");
  demand(std::holds_alternative<CallEnd::Eof>(bench.call(CallKind::read).what), "no eof");
  demand(text_in(bench.call(CallKind::poll)) == "in|out|rdhup", "poll");
  bench.call(CallKind::close);
  bench.peer.expect(fin | ack);
  demand(bench.state() == TcpState::last_ack, "not LAST-ACK");
  bench.peer.send(ack);
  demand(bench.state() == TcpState::closed, "not CLOSED");
}

void reads_and_writes(Family family) {
  Bench bench(plain(family));
  CallRequest read = request(CallKind::read, bench.connection, 10);
  const CallRef reading = bench.start(read);
  demand(!must(bench.lab->driver().progress(reading)), "a read without data has ended");
  bench.peer.send(psh | ack, octets("hello"));
  bench.peer.expect(ack);
  demand(!must(bench.lab->driver().progress(reading)), "half a read has ended");
  bench.peer.send(psh | ack, octets("world"));
  bench.peer.expect(ack);
  demand(data_in(*must(bench.lab->driver().progress(reading))) == octets("helloworld"), "wrong octets");
  read.number.reset();
  read.at_least = 4;
  bench.peer.send(psh | ack, octets("abcdef"));
  bench.peer.expect(ack);
  demand(data_in(bench.call(read)) == octets("abcdef"), "a read without N takes what there is");

  CallRequest send = request(CallKind::send, bench.connection);
  send.data = pattern(0, 20 << 20);
  const CallRef sending = bench.start(send);
  demand(!must(bench.lab->driver().progress(sending)), "20 MB have gone into the buffer");
  // Ten segments of the first window: as many octets in each as the MSS says.
  size_t arrived = 0;
  for (int i = 0; i < 10; ++i) arrived += bench.peer.expect(ack).payload.size();
  demand(arrived == (family == Family::v4 ? 14600 : 14400), "the first window is not ten segments");
  demand(text_in(bench.call(CallKind::poll)) == "none", "poll says that the full buffer takes more");
  bench.peer.send(rst | ack);
  demand(error_in(*must(bench.lab->driver().progress(sending))) == ECONNRESET,
         "the send does not see the reset");
}

void data_then_reset(Family family) {
  Bench bench(plain(family));
  bench.peer.send(psh | ack, octets("abc"));
  bench.peer.expect(ack);
  bench.peer.send(rst | ack);
  demand(error_in(bench.call(CallKind::error)) == ECONNRESET, "SO_ERROR");
  demand(is_ok(bench.call(CallKind::error)), "SO_ERROR is there twice");
}

void active_open(Family family) {
  Bench bench(plain(family), false);
  const SocketRef socket = open_socket(*bench.lab);
  CallRequest connect = request(CallKind::connect, socket);
  connect.to = bench.peer.tuple().peer;
  const CallRef connecting = bench.start(connect);
  const uint16_t port = must(bench.lab->driver().bound_port(socket));
  demand(port >= 32768 && port <= 60999, "the port is not from the pinned range");
  LabPeer peer(*bench.lab, port);
  peer.expect(syn);
  demand(must(bench.lab->driver().state(peer.tuple())) == TcpState::syn_sent, "not SYN-SENT");
  demand(!must(bench.lab->driver().progress(connecting)), "connect ended without an answer");
  peer.send(syn | ack);
  peer.expect(ack);
  demand(is_ok(*must(bench.lab->driver().progress(connecting))), "connect did not end");

  connect.socket = open_socket(*bench.lab);
  connect.to->port = 40001;
  const CallRef refused = bench.start(connect);
  LabPeer closed(*bench.lab, must(bench.lab->driver().bound_port(connect.socket)), 40001);
  closed.expect(syn);
  closed.send(rst | ack);
  demand(error_in(*must(bench.lab->driver().progress(refused))) == ECONNREFUSED, "connect is not refused");
  demand(is_ok(bench.call(request(CallKind::error, connect.socket))), "the error was told twice");
}

void fast_open(Family family) {
  Bench bench(plain(family), false);
  CallRequest connect = request(CallKind::connect, open_socket(*bench.lab));
  connect.to = bench.peer.tuple().peer;
  connect.data = octets("early");
  const CallRef connecting = bench.start(connect);
  LabPeer peer(*bench.lab, must(bench.lab->driver().bound_port(connect.socket)));
  const Segment first = peer.expect(syn);
  demand(first.find<FastOpenOption>() != nullptr, "the SYN asks for no cookie");
  peer.send(syn | ack);
  peer.expect(ack);
  demand(is_ok(*must(bench.lab->driver().progress(connecting))), "connect did not end");
  demand(peer.expect(psh | ack).payload == octets("early"), "the data did not follow");
}

// Five sockets: more than come with the lab. They close as the descriptors of a process do.
void crash_in_order(Family family) {
  Bench bench(plain(family), false);
  bench.listener = listen_on(*bench.lab, 8080);
  std::vector<LabPeer> peers;
  for (const uint16_t port : {40001, 40002, 40003, 40004}) {
    peers.emplace_back(*bench.lab, 8080, port);
    peers.back().handshake();
    accept_from(*bench.lab, bench.listener);
  }
  peers[2].send(psh | ack, octets("unread"));
  peers[2].expect(ack);
  demand(is_ok(bench.call(request(CallKind::crash))), "crash");
  for (size_t i = 0; i < peers.size(); ++i) {
    const Segment last = *peers[i].receive();
    demand(last.destination_port == peers[i].tuple().peer.port, "the sockets closed in another order");
    demand(last.flags.has(i == 2 ? Flag::rst : Flag::fin), "unread data draws a reset, none a FIN");
  }
  demand(must(bench.lab->driver().listener_state(8080)) == TcpState::closed, "the listener is still there");
}

void abort_and_linger(Family family) {
  Bench bench(plain(family));
  demand(bench.get("SO_LINGER") == "off", "the lab's own linger shows");
  demand(is_ok(bench.set("SO_LINGER", "0")) && bench.get("SO_LINGER") == "0", "SO_LINGER");
  bench.call(CallKind::close);
  bench.peer.expect(rst | ack);
  LabPeer second(*bench.lab, 8080, 40001);
  second.handshake();
  bench.connection = accept_from(*bench.lab, bench.listener);
  bench.call(CallKind::abort);
  second.expect(rst | ack);
}

void forgets(Family family) {
  Bench bench(plain(family));
  demand(is_ok(bench.call(CallKind::forget)), "forget");
  demand(bench.state() == TcpState::closed, "the connection is still there");
  demand(!bench.peer.receive(20ms), "a forgotten connection spoke");
  bench.peer.send(psh | ack, octets("x"));
  bench.peer.expect(rst);
}

void urgent_data(Family family) {
  Bench bench(plain(family));
  CallRequest send = request(CallKind::send, bench.connection);
  send.data = octets("!");
  send.oob = true;
  bench.call(send);
  const Segment segment = *bench.peer.receive();
  demand(segment.flags.has(Flag::urg) && segment.urgent == 1, "no urgent pointer");
  bench.peer.send(psh | ack | 0x20, octets("u"));
  bench.peer.expect(ack);
  demand(text_in(bench.call(CallKind::atmark)) == "0" || text_in(bench.call(CallKind::atmark)) == "1",
         "atmark");
}

void holds_back_and_pushes(Family family) {
  Bench bench(plain(family));
  CallRequest send = request(CallKind::send, bench.connection);
  send.data = octets("one");
  send.more = true;
  bench.call(send);
  demand(!bench.peer.receive(20ms), "MSG_MORE did not hold back");
  send.data = octets("two");
  send.more = false;
  bench.call(send);
  demand(bench.peer.expect(psh | ack).payload == octets("onetwo"), "not in one segment");
  send.data = octets("three");
  bench.call(send);
  demand(!bench.peer.receive(20ms), "Nagle's algorithm did not hold back");
  send.data = octets("four");
  send.nodelay = true;
  bench.call(send);
  demand(bench.peer.receive(20ms).has_value(), "nodelay did not push");
  demand(bench.get("TCP_NODELAY") == "0", "nodelay stays on");
}

void closing_cancels(Family family) {
  Bench bench(plain(family));
  const CallRef reading = bench.start(request(CallKind::read, bench.connection));
  bench.call(CallKind::close);
  bench.peer.expect(fin | ack);
  demand(!must(bench.lab->driver().progress(reading)), "a read on a closed socket ended");
  demand(error_in(bench.call(CallKind::read)) == EBADF, "a closed socket can be read");
}

constexpr Body bodies[] = {
    {"states of an active close", walks_through_the_states},
    {"states of a passive close", closes_after_the_peer},
    {"read and send go on beside later steps", reads_and_writes},
    {"SO_ERROR is told once", data_then_reset},
    {"connect", active_open},
    {"connect with data", fast_open},
    {"crash", crash_in_order},
    {"abort and SO_LINGER", abort_and_linger},
    {"forget", forgets},
    {"urgent data", urgent_data},
    {"more and nodelay", holds_back_and_pushes},
    {"close ends pending calls", closing_cancels},
};

TEST_CASE("the target's calls") {
  for (const Body& body : bodies)
    for (const Family family : {Family::v4, Family::v6}) {
      const std::string name = std::string(body.name) + (family == Family::v4 ? ", IPv4" : ", IPv6");
      SUBCASE(name.c_str()) {
        CHECK(apart([&] { body.run(family); }) == "");
      }
    }
}

}  // namespace
