#pragma once
// A peer of a few lines, for tests of the lab that have no engine between them and the kernel.

#include <optional>
#include <stdexcept>
#include <string>

#include "shakedown/lab.h"

namespace lab_test {

using namespace shakedown;

// The tests have no use for a Trouble: whatever it is, they fail with its words.
template <typename T>
T must(Outcome<T> outcome) {
  if (!outcome) throw std::runtime_error(outcome.error().what);
  if constexpr (!std::is_void_v<T>) return std::move(*outcome);
}

class LabPeer {
 public:
  LabPeer(Lab& lab, uint16_t target_port, uint16_t port = 40000) : lab_(lab) {
    const LabFacts& facts = lab.facts();
    tuple_ = {{facts.peer, port}, {facts.target, target_port}};
  }
  const FourTuple& tuple() const { return tuple_; }

  Instant send(uint16_t flags, const Bytes& payload = {}) {
    Segment segment;
    segment.ip.source = tuple_.peer.address;
    segment.ip.destination = tuple_.target.address;
    segment.source_port = tuple_.peer.port;
    segment.destination_port = tuple_.target.port;
    segment.seq = snd_nxt;
    segment.ack = (flags & 0x10) != 0 ? rcv_nxt : Seq(0);
    segment.flags = {flags};
    segment.window = 65535;
    segment.payload = payload;
    if ((flags & 0x02) != 0) segment.options.push_back(MssOption{1460});
    snd_nxt += segment.seq_length();
    return must(lab_.link().send(craft(segment).front()));
  }

  // The next segment, within a limit; its numbers are taken over.
  std::optional<Segment> receive(Duration limit = 1s) {
    const Instant deadline = lab_.now() + limit;
    for (;;) {
      if (std::optional<Arrival> arrival = must(lab_.link().receive())) {
        last_arrival = arrival->time;
        Packet packet = read_packet(arrival->octets);
        Segment* segment = std::get_if<Segment>(&packet);
        if (segment == nullptr) throw std::runtime_error("what came is no segment");
        if (!segment->checksum_good) throw std::runtime_error("a bad checksum came");
        rcv_nxt = segment->seq_end();
        return *segment;
      }
      if (!lab_.wait(deadline, {})) return std::nullopt;
    }
  }
  Segment expect(uint16_t flags, Duration limit = 1s) {
    const std::optional<Segment> segment = receive(limit);
    if (!segment) throw std::runtime_error("no segment came");
    const uint16_t push = 0x08;
    if ((segment->flags.bits & ~push) != (flags & ~push))
      throw std::runtime_error("came " + to_string(segment->flags) + ", expected " + to_string(Flags{flags}));
    return *segment;
  }
  void handshake() {
    send(syn);
    expect(syn | ack);
    send(ack);
  }

  static constexpr uint16_t fin = 1, syn = 2, rst = 4, psh = 8, ack = 0x10;
  Seq snd_nxt{1000}, rcv_nxt{0};
  Instant last_arrival;

 private:
  Lab& lab_;
  FourTuple tuple_;
};

// A call with its end, which must come at once or within the limit.
inline CallEnd call(Lab& lab, const CallRequest& request, Duration limit = 1s) {
  const CallRef reference = must(lab.driver().start(request));
  const Instant deadline = lab.now() + limit;
  for (;;) {
    if (std::optional<CallEnd> end = must(lab.driver().progress(reference))) return *end;
    if (!lab.wait(deadline, std::span(&reference, 1))) throw std::runtime_error("a call did not end");
  }
}
inline CallRequest request(CallKind kind, SocketRef socket = {}, std::optional<uint64_t> number = {}) {
  CallRequest result{};
  result.kind = kind;
  result.socket = socket;
  result.number = number;
  return result;
}
inline SocketRef open_socket(Lab& lab) {
  return std::get<CallEnd::Opened>(call(lab, request(CallKind::socket)).what).socket;
}
inline SocketRef listen_on(Lab& lab, uint16_t port) {
  const SocketRef socket = open_socket(lab);
  for (const CallEnd& end :
       {call(lab, request(CallKind::bind, socket, port)), call(lab, request(CallKind::listen, socket))})
    if (!std::holds_alternative<CallEnd::Ok>(end.what)) throw std::runtime_error("cannot listen");
  return socket;
}
inline SocketRef accept_from(Lab& lab, SocketRef listener) {
  return std::get<CallEnd::Accepted>(call(lab, request(CallKind::accept, listener)).what).socket;
}

}  // namespace lab_test
