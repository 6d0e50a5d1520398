#include "support/decorators.h"

#include <algorithm>
#include <thread>

#include "support/octets.h"

namespace shakedown::test {

Alteration dropped() {
  return [](const Bytes&) { return Packets{}; };
}
Alteration doubled() {
  return [](const Bytes& packet) { return Packets{packet, packet}; };
}
Alteration replaced_by(Bytes other) {
  return [other = std::move(other)](const Bytes&) { return Packets{other}; };
}
Alteration altered(std::function<void(Bytes&)> change) {
  return [change = std::move(change)](const Bytes& packet) {
    Bytes changed = packet;
    change(changed);
    fix_checksums(changed);
    return Packets{changed};
  };
}

// --- AlteringLab -----------------------------------------------------------------------------------------

Outcome<Instant> AlteringLab::send(std::span<const uint8_t> packet) {
  const size_t nth = sent_++;
  const auto place =
      std::find_if(sends_.begin(), sends_.end(), [nth](const Place& p) { return p.nth == nth; });
  if (place == sends_.end()) return inner_.link().send(packet);
  const Instant left = inner_.now();
  for (const Bytes& other : place->alteration(Bytes(packet.begin(), packet.end())))
    if (Outcome<Instant> sent = inner_.link().send(other); !sent) return sent;
  return left;
}

void AlteringLab::hand_over(Instant time, const Packets& packets) {
  for (const Bytes& packet : packets) {
    const auto later =
        std::find_if(ready_.begin(), ready_.end(), [&](const Arrival& a) { return a.time > time; });
    ready_.insert(later, {time, packet});
  }
}

void AlteringLab::take(Arrival arrival) {
  const size_t nth = arrived_++;
  if (swapped_) {
    hand_over(swapped_->time, {arrival.octets});
    hand_over(arrival.time, {swapped_->octets});
    swapped_.reset();
    return;
  }
  if (std::count(swaps_.begin(), swaps_.end(), nth)) {
    swapped_ = std::move(arrival);
    return;
  }
  for (const Delay& delay : delays_)
    if (delay.nth == nth) arrival.time += delay.by;
  for (const Place& place : arrivals_)
    if (place.nth == nth) return hand_over(arrival.time, place.alteration(arrival.octets));
  hand_over(arrival.time, {arrival.octets});
}

Outcome<std::optional<Arrival>> AlteringLab::receive() {
  while (true) {
    Outcome<std::optional<Arrival>> arrival = inner_.link().receive();
    if (!arrival) return arrival;
    if (!*arrival) break;
    take(std::move(**arrival));
  }
  if (ready_.empty() || ready_.front().time > inner_.now()) return std::nullopt;
  Arrival first = std::move(ready_.front());
  ready_.erase(ready_.begin());
  return first;
}

bool AlteringLab::wait(Instant deadline, std::span<const CallRef> calls) {
  if (ready_.empty()) return inner_.wait(deadline, calls);
  const Instant next = ready_.front().time;
  if (next <= inner_.now()) return true;
  return inner_.wait(std::min(deadline, next), calls) || next <= deadline;
}

// --- StallingLab -----------------------------------------------------------------------------------------

void StallingLab::reached(At kind) {
  if (kind == kind_ && seen_++ == nth_) stall_();
}

bool StallingLab::wait(Instant deadline, std::span<const CallRef> calls) {
  const bool woken = inner_.wait(deadline, calls);
  reached(At::wait);
  return woken;
}
Outcome<Instant> StallingLab::send(std::span<const uint8_t> packet) {
  reached(At::send);
  return inner_.link().send(packet);
}
Outcome<std::optional<Arrival>> StallingLab::receive() {
  reached(At::receive);
  return inner_.link().receive();
}
Outcome<CallRef> StallingLab::start(const CallRequest& request) {
  reached(At::start);
  return inner_.driver().start(request);
}
Outcome<std::optional<CallEnd>> StallingLab::progress(CallRef call) {
  reached(At::progress);
  return inner_.driver().progress(call);
}
Outcome<TcpState> StallingLab::state(const FourTuple& tuple) {
  reached(At::state);
  return inner_.driver().state(tuple);
}
Outcome<InfoMap> StallingLab::info(const FourTuple& tuple, std::optional<SocketRef> socket) {
  reached(At::info);
  return inner_.driver().info(tuple, socket);
}

void stall_really() { std::this_thread::sleep_for(20ms); }

}  // namespace shakedown::test
