#include "small_stack.h"

#include <algorithm>

using namespace shakedown;

namespace {

LabFacts facts_of(Family family) {
  const auto address = [family](const char* four, const char* six) {
    return Address::parse(family == Family::v4 ? four : six);
  };
  LabFacts facts;
  facts.family = family;
  facts.peer = address("192.0.2.1", "2001:db8::1");
  facts.peer2 = address("192.0.2.3", "2001:db8::3");
  facts.target = address("192.0.2.2", "2001:db8::2");
  facts.target2 = address("192.0.2.4", "2001:db8::4");
  facts.broadcast = address("192.0.2.255", "ff02::1");
  facts.multicast = address("224.0.0.1", "ff02::1");
  facts.loopback = address("127.0.0.1", "::1");
  facts.unspecified = address("0.0.0.0", "::");
  facts.stack = "small";
  facts.release = "1";
  return facts;
}

constexpr Flags ack = Flags{}.with(Flag::ack);

}  // namespace

SmallStack::SmallStack(Family family, uint32_t slip) : facts_(facts_of(family)), slip_(slip) {}

bool SmallStack::wait(Instant deadline, std::span<const CallRef> calls) {
  if (!sent_.empty()) return true;
  for (const CallRef call : calls)
    if (const auto end = progress(call); end && *end) return true;
  now_ = std::max(now_, deadline);
  return false;
}

Outcome<Instant> SmallStack::send(std::span<const uint8_t> packet) {
  const Instant left = now_;
  now_ += 10us;
  const Packet read = read_packet(packet);
  if (const auto* segment = std::get_if<Segment>(&read)) take(*segment);
  return left;
}

Outcome<std::optional<Arrival>> SmallStack::receive() {
  if (sent_.empty()) return std::nullopt;
  Arrival first = std::move(sent_.front());
  sent_.pop_front();
  return first;
}

void SmallStack::take(const Segment& theirs) {
  if (state_ == TcpState::closed && listener_ == TcpState::listen && theirs.flags.has(Flag::syn)) {
    peer_ = {theirs.ip.source, theirs.source_port};
    rcv_nxt_ = theirs.seq_end();
    answer(theirs, ack.with(Flag::syn));
    snd_nxt_ += 1;
    state_ = TcpState::syn_received;
    return;
  }
  if (state_ == TcpState::syn_received && theirs.ack == snd_nxt_) state_ = TcpState::established;
  if (state_ != TcpState::established || theirs.payload.empty() || theirs.seq != rcv_nxt_) return;
  unread_.insert(unread_.end(), theirs.payload.begin(), theirs.payload.end());
  rcv_nxt_ = theirs.seq_end() - slip_;
  answer(theirs, ack);
}

void SmallStack::answer(const Segment& theirs, Flags flags) {
  Segment segment;
  segment.ip.source = theirs.ip.destination;
  segment.ip.destination = theirs.ip.source;
  segment.source_port = theirs.destination_port;
  segment.destination_port = theirs.source_port;
  segment.seq = snd_nxt_;
  segment.ack = rcv_nxt_;
  segment.flags = flags;
  segment.window = 65535;
  const auto mss = static_cast<uint16_t>(facts_.family == Family::v4 ? 1460 : 1440);
  if (flags.has(Flag::syn)) segment.options = {MssOption{mss}};
  for (Bytes& packet : craft(segment)) sent_.push_back({now_, std::move(packet)});
}

Outcome<CallRef> SmallStack::start(const CallRequest& request) {
  const auto call = static_cast<CallRef>(calls_.size());
  calls_.emplace(call, request);
  if (request.kind == CallKind::bind) port_ = static_cast<uint16_t>(request.number.value_or(0));
  if (request.kind == CallKind::listen) listener_ = TcpState::listen;
  return call;
}

Outcome<std::optional<CallEnd>> SmallStack::progress(CallRef call) {
  const CallRequest& request = calls_.at(call);
  switch (request.kind) {
    case CallKind::socket:
      return CallEnd{CallEnd::Opened{SocketRef{0}}};
    case CallKind::accept:
      if (state_ != TcpState::established) return std::nullopt;
      return CallEnd{CallEnd::Accepted{SocketRef{1}, peer_}};
    case CallKind::read:
      if (unread_.size() < request.at_least.value_or(1)) return std::nullopt;
      return CallEnd{CallEnd::Data{unread_}};
    default:
      return CallEnd{CallEnd::Ok{}};
  }
}

Outcome<InfoMap> SmallStack::info(const FourTuple&, std::optional<SocketRef>) {
  return tl::unexpected(Trouble{"this stack keeps no TCP_INFO", true});
}
