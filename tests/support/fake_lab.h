#pragma once
// A lab without a kernel: a clock that only jumps, a link and a driver whose answers are effects due at some
// moment. What brings those effects about is up to the derived class: a script, or a recording. Whoever waits
// again and again without letting time pass would spin on a real clock: that throws std::logic_error here.

#include <deque>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "shakedown/lab.h"

namespace shakedown::test {

// What the target does at some moment.
struct Arrive {
  Bytes packet;
};
struct EndCall {
  CallRef call;
  Outcome<CallEnd> end;
};
struct BecomeState {
  std::string key;  // of a connection (key_of) or a listener (listener_key); "*" is every one
  Outcome<TcpState> state;
};
struct BecomeInfo {
  std::string key;
  Outcome<InfoMap> info;
};
struct BecomePort {
  SocketRef socket;
  Outcome<uint16_t> port;
};
using Effect = std::variant<Arrive, EndCall, BecomeState, BecomeInfo, BecomePort>;

std::string key_of(const FourTuple& tuple);
std::string listener_key(uint16_t port);

// The addresses and settings of a lab of one family, as in no real network (RFC 5737, RFC 3849).
LabFacts fake_facts(Family family);

class FakeLab : public Lab, private Link, private Driver {
 public:
  explicit FakeLab(LabFacts facts, Instant begin);

  const LabFacts& facts() const override { return facts_; }
  Instant now() override { return now_; }
  Link& link() override { return *this; }
  Driver& driver() override { return *this; }
  bool wait(Instant deadline, std::span<const CallRef> calls) override;
  Duration clock_step() override { return step_; }
  bool stopping() override { return stopping_; }

  // --- for tests ---
  // The tester is held up for so long: nothing of ours happens meanwhile, the target goes on.
  void hold_up(Duration length) { advance(now_ + length); }
  void step_clock(Duration by);
  void stop() { stopping_ = true; }

 protected:
  // A packet left, or a call began, at now(): the place to make effects due. Answers how long it took.
  virtual Outcome<Duration> on_send(std::span<const uint8_t> packet) = 0;
  virtual Outcome<Duration> on_call(CallRef call, const CallRequest& request) = 0;

  void due(Instant when, Effect effect) { due_.emplace(when, std::move(effect)); }
  LabFacts facts_;

 private:
  Outcome<Instant> send(std::span<const uint8_t> packet) override;
  Outcome<std::optional<Arrival>> receive() override;
  Outcome<CallRef> start(const CallRequest& request) override;
  Outcome<std::optional<CallEnd>> progress(CallRef call) override;
  void cancel(CallRef) override {}
  Outcome<TcpState> state(const FourTuple& tuple) override;
  Outcome<TcpState> listener_state(uint16_t port) override;
  Outcome<InfoMap> info(const FourTuple& tuple, std::optional<SocketRef> socket) override;
  Outcome<uint16_t> bound_port(SocketRef socket) override;

  void advance(Instant to);
  void take_effect(Instant when, Effect effect);

  Instant now_;
  Duration step_{};
  bool stopping_ = false;
  int idle_waits_ = 0;  // in a row, at the same moment
  int calls_ = 0;
  std::multimap<Instant, Effect> due_;
  std::deque<Arrival> arrived_;
  std::map<CallRef, Outcome<CallEnd>> ends_;
  std::map<std::string, Outcome<TcpState>> states_;
  std::map<std::string, Outcome<InfoMap>> infos_;
  std::map<SocketRef, Outcome<uint16_t>> ports_;
};

}  // namespace shakedown::test
