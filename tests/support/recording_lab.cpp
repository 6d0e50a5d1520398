#include "support/recording_lab.h"

#include <fmt/format.h>

#include <algorithm>

namespace shakedown::test {

namespace {
// How long before we woke a change may have come about. A wait that a deadline ends oversleeps a little, and
// the replay, which does not, must find the change there all the same.
constexpr Duration state_slack = 5ms, call_slack = 200us;
}  // namespace

RecordingLab::RecordingLab(Lab& inner) : inner_(inner) {
  recording_.begin = inner.now();
  recording_.facts = inner.facts();
  last_action_ = last_wake_ = recording_.begin;
}

// The first look at the clock begins the run, and its own times count from there.
Instant RecordingLab::now() {
  const Instant now = inner_.now();
  if (!begun_ && recording_.events.empty()) recording_.begin = now;
  begun_ = true;
  return now;
}

Recording RecordingLab::recording() const {
  Recording sorted = recording_;
  std::stable_sort(sorted.events.begin(), sorted.events.end(),
                   [](const RecordedEvent& a, const RecordedEvent& b) { return a.time < b.time; });
  return sorted;
}

void RecordingLab::note(Instant when, std::variant<Action, Effect> what) {
  recording_.events.push_back({when - recording_.begin, std::move(what)});
}

// The earliest moment at which an answer just got may have become true: after it was last asked for, after
// what we last did, and not long before we woke.
Instant RecordingLab::since_when(const std::string& key, Duration early) const {
  Instant since = std::max(last_action_, last_wake_ - early);
  if (const auto before = asked_.find(key); before != asked_.end())
    since = std::max(since, before->second.when);
  return since;
}

void RecordingLab::note_answer(const std::string& key, const std::string& text, Effect effect) {
  const auto before = asked_.find(key);
  if (before == asked_.end() || before->second.text != text)
    note(since_when(key, state_slack), std::move(effect));
  asked_[key] = {inner_.now(), text};
}

bool RecordingLab::wait(Instant deadline, std::span<const CallRef> calls) {
  const bool woken = inner_.wait(deadline, calls);
  last_wake_ = inner_.now();
  woken_ = woken;
  return woken;
}

Outcome<Instant> RecordingLab::send(std::span<const uint8_t> packet) {
  Outcome<Instant> left = inner_.link().send(packet);
  if (!left) return left;
  last_action_ = *left;
  note(*left, Action{Bytes(packet.begin(), packet.end()), inner_.now() - *left});
  return left;
}

Outcome<std::optional<Arrival>> RecordingLab::receive() {
  Outcome<std::optional<Arrival>> arrival = inner_.link().receive();
  if (arrival && *arrival) note((*arrival)->time, Effect(Arrive{(*arrival)->octets}));
  return arrival;
}

Outcome<CallRef> RecordingLab::start(const CallRequest& request) {
  const Instant begun = inner_.now();
  Outcome<CallRef> call = inner_.driver().start(request);
  if (!call) return call;
  last_action_ = begun;
  note(begun, Action{request.kind, inner_.now() - begun});
  return call;
}

Outcome<std::optional<CallEnd>> RecordingLab::progress(CallRef call) {
  Outcome<std::optional<CallEnd>> end = inner_.driver().progress(call);
  const std::string key = fmt::format("call {}", static_cast<int>(call));
  const Duration slack = woken_ ? Duration{} : call_slack;
  if (!end) {
    note(since_when(key, slack), Effect(EndCall{call, tl::unexpected(end.error())}));
  } else if (*end) {
    note(since_when(key, slack), Effect(EndCall{call, **end}));
  }
  asked_[key] = {inner_.now(), ""};
  return end;
}

Outcome<TcpState> RecordingLab::state(const FourTuple& tuple) {
  Outcome<TcpState> state = inner_.driver().state(tuple);
  const std::string text = state ? to_string(*state) : "trouble " + state.error().what;
  note_answer("state " + key_of(tuple), text, BecomeState{key_of(tuple), state});
  return state;
}

Outcome<TcpState> RecordingLab::listener_state(uint16_t port) {
  Outcome<TcpState> state = inner_.driver().listener_state(port);
  const std::string text = state ? to_string(*state) : "trouble " + state.error().what;
  note_answer(listener_key(port), text, BecomeState{listener_key(port), state});
  return state;
}

Outcome<InfoMap> RecordingLab::info(const FourTuple& tuple, std::optional<SocketRef> socket) {
  Outcome<InfoMap> info = inner_.driver().info(tuple, socket);
  // Counters and timers move with every look: each is noted.
  const std::string text = fmt::format("{}", recording_.events.size());
  note_answer("info " + key_of(tuple), text, BecomeInfo{key_of(tuple), info});
  return info;
}

Outcome<uint16_t> RecordingLab::bound_port(SocketRef socket) {
  Outcome<uint16_t> port = inner_.driver().bound_port(socket);
  const std::string text = port ? std::to_string(*port) : "trouble " + port.error().what;
  note_answer(fmt::format("port {}", static_cast<int>(socket)), text, BecomePort{socket, port});
  return port;
}

}  // namespace shakedown::test
