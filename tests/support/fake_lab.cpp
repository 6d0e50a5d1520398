#include "support/fake_lab.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace shakedown::test {

namespace {
constexpr int most_idle_waits = 100;
}  // namespace

std::string key_of(const FourTuple& tuple) {
  return fmt::format("{}|{}|{}|{}", to_string(tuple.peer.address), tuple.peer.port,
                     to_string(tuple.target.address), tuple.target.port);
}

std::string listener_key(uint16_t port) { return fmt::format("listener|{}", port); }

LabFacts fake_facts(Family family) {
  const bool v4 = family == Family::v4;
  const auto address = [v4](const char* four, const char* six) { return Address::parse(v4 ? four : six); };
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
  facts.tick = 4ms;
  facts.release = "0.0-fake";
  return facts;
}

FakeLab::FakeLab(LabFacts facts, Instant begin) : facts_(std::move(facts)), now_(begin) {}

void FakeLab::step_clock(Duration by) {
  step_ += by;
  now_ += by;
}

void FakeLab::advance(Instant to) {
  now_ = std::max(now_, to);
  while (!due_.empty() && due_.begin()->first <= now_) {
    auto node = due_.extract(due_.begin());
    take_effect(node.key(), std::move(node.mapped()));
  }
}

void FakeLab::take_effect(Instant when, Effect effect) {
  if (auto* arrive = std::get_if<Arrive>(&effect)) {
    arrived_.push_back({when, std::move(arrive->packet)});
  } else if (auto* end = std::get_if<EndCall>(&effect)) {
    ends_.insert_or_assign(end->call, std::move(end->end));
  } else if (auto* state = std::get_if<BecomeState>(&effect)) {
    if (state->key == "*") states_.clear();
    states_.insert_or_assign(state->key, std::move(state->state));
  } else if (auto* info = std::get_if<BecomeInfo>(&effect)) {
    if (info->key == "*") infos_.clear();
    infos_.insert_or_assign(info->key, std::move(info->info));
  } else if (auto* port = std::get_if<BecomePort>(&effect)) {
    ports_.insert_or_assign(port->socket, std::move(port->port));
  }
}

bool FakeLab::wait(Instant deadline, std::span<const CallRef> calls) {
  const auto awake = [&] {
    return stopping_ || !arrived_.empty() ||
           std::any_of(calls.begin(), calls.end(), [this](CallRef call) { return ends_.count(call) > 0; });
  };
  advance(now_);
  while (!awake() && !due_.empty() && due_.begin()->first <= deadline) advance(due_.begin()->first);
  if (awake()) return true;
  idle_waits_ = deadline > now_ ? 0 : idle_waits_ + 1;
  if (idle_waits_ > most_idle_waits) throw std::logic_error("spinning: waits that end at once, for ever");
  advance(deadline);
  return awake();
}

Outcome<Instant> FakeLab::send(std::span<const uint8_t> packet) {
  advance(now_);
  Outcome<Duration> took = on_send(packet);
  if (!took) return tl::unexpected(std::move(took.error()));
  const Instant left = now_;
  advance(left + *took);
  return left;
}

Outcome<std::optional<Arrival>> FakeLab::receive() {
  advance(now_);
  if (arrived_.empty()) return std::nullopt;
  Arrival arrival = std::move(arrived_.front());
  arrived_.pop_front();
  return arrival;
}

Outcome<CallRef> FakeLab::start(const CallRequest& request) {
  advance(now_);
  const CallRef call{calls_++};
  Outcome<Duration> took = on_call(call, request);
  if (!took) return tl::unexpected(std::move(took.error()));
  advance(now_ + *took);
  return call;
}

Outcome<std::optional<CallEnd>> FakeLab::progress(CallRef call) {
  advance(now_);
  const auto end = ends_.find(call);
  if (end == ends_.end()) return std::nullopt;
  Outcome<CallEnd> given = std::move(end->second);
  ends_.erase(end);  // a caller that asks again without need would wait for ever, and its test notices
  if (!given) return tl::unexpected(std::move(given.error()));
  return std::move(*given);
}

namespace {
// What is known under the key, else under "*", else `fallback`.
template <typename T>
Outcome<T> answer(const std::map<std::string, Outcome<T>>& known, const std::string& key, T fallback) {
  if (const auto exact = known.find(key); exact != known.end()) return exact->second;
  if (const auto any = known.find("*"); any != known.end()) return any->second;
  return fallback;
}
}  // namespace

Outcome<TcpState> FakeLab::state(const FourTuple& tuple) {
  advance(now_);
  return answer(states_, key_of(tuple), TcpState::closed);
}

Outcome<TcpState> FakeLab::listener_state(uint16_t port) {
  advance(now_);
  return answer(states_, listener_key(port), TcpState::closed);
}

Outcome<InfoMap> FakeLab::info(const FourTuple& tuple, std::optional<SocketRef>) {
  advance(now_);
  return answer(infos_, key_of(tuple), InfoMap{});
}

Outcome<uint16_t> FakeLab::bound_port(SocketRef socket) {
  advance(now_);
  const auto port = ports_.find(socket);
  if (port == ports_.end()) return uint16_t{0};
  return port->second;
}

}  // namespace shakedown::test
