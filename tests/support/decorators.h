#pragma once
// Labs that stand before another lab, fake or real, and spoil what passes through.

#include <functional>
#include <vector>

#include "shakedown/lab.h"

namespace shakedown::test {

// Forwards everything.
class LabDecorator : public Lab, protected Link, protected Driver {
 public:
  explicit LabDecorator(Lab& inner) : inner_(inner) {}
  const LabFacts& facts() const override { return inner_.facts(); }
  Instant now() override { return inner_.now(); }
  Link& link() override { return *this; }
  Driver& driver() override { return *this; }
  bool wait(Instant deadline, std::span<const CallRef> calls) override {
    return inner_.wait(deadline, calls);
  }
  Duration clock_step() override { return inner_.clock_step(); }
  bool stopping() override { return inner_.stopping(); }

 protected:
  Outcome<Instant> send(std::span<const uint8_t> packet) override { return inner_.link().send(packet); }
  Outcome<std::optional<Arrival>> receive() override { return inner_.link().receive(); }
  Outcome<CallRef> start(const CallRequest& request) override { return inner_.driver().start(request); }
  Outcome<std::optional<CallEnd>> progress(CallRef call) override { return inner_.driver().progress(call); }
  void cancel(CallRef call) override { inner_.driver().cancel(call); }
  Outcome<TcpState> state(const FourTuple& tuple) override { return inner_.driver().state(tuple); }
  Outcome<TcpState> listener_state(uint16_t port) override { return inner_.driver().listener_state(port); }
  Outcome<InfoMap> info(const FourTuple& tuple, std::optional<SocketRef> socket) override {
    return inner_.driver().info(tuple, socket);
  }
  Outcome<uint16_t> bound_port(SocketRef socket) override { return inner_.driver().bound_port(socket); }

  Lab& inner_;
};

// What becomes of a packet: none (dropped), itself, altered, several.
using Packets = std::vector<Bytes>;
using Alteration = std::function<Packets(const Bytes& packet)>;
Alteration dropped();
Alteration doubled();
Alteration replaced_by(Bytes packet);
Alteration altered(std::function<void(Bytes&)> change);  // then its checksums are put right

// Alters the n-th packet that arrives, or that we send; n counts from 0.
class AlteringLab : public LabDecorator {
 public:
  using LabDecorator::LabDecorator;
  void alter_arrival(size_t nth, Alteration alteration) { arrivals_.push_back({nth, std::move(alteration)}); }
  void alter_send(size_t nth, Alteration alteration) { sends_.push_back({nth, std::move(alteration)}); }
  void delay_arrival(size_t nth, Duration by) { delays_.push_back({nth, by}); }
  void swap_with_next(size_t nth) { swaps_.push_back(nth); }

  bool wait(Instant deadline, std::span<const CallRef> calls) override;

 private:
  Outcome<Instant> send(std::span<const uint8_t> packet) override;
  Outcome<std::optional<Arrival>> receive() override;
  void take(Arrival arrival);
  void hand_over(Instant time, const Packets& packets);

  struct Place {
    size_t nth;
    Alteration alteration;
  };
  struct Delay {
    size_t nth;
    Duration by;
  };
  std::vector<Place> arrivals_, sends_;
  std::vector<Delay> delays_;
  std::vector<size_t> swaps_;
  size_t arrived_ = 0, sent_ = 0;
  std::optional<Arrival> swapped_;
  std::vector<Arrival> ready_;  // in order of time
};

// Holds the tester up at the n-th thing of one kind: really, or by a fake lab's clock.
class StallingLab : public LabDecorator {
 public:
  enum class At { send, receive, start, progress, state, info, wait };
  StallingLab(Lab& inner, At kind, size_t nth, std::function<void()> stall)
      : LabDecorator(inner), kind_(kind), nth_(nth), stall_(std::move(stall)) {}
  bool stalled() const { return seen_ > nth_; }

  bool wait(Instant deadline, std::span<const CallRef> calls) override;

 private:
  Outcome<Instant> send(std::span<const uint8_t> packet) override;
  Outcome<std::optional<Arrival>> receive() override;
  Outcome<CallRef> start(const CallRequest& request) override;
  Outcome<std::optional<CallEnd>> progress(CallRef call) override;
  Outcome<TcpState> state(const FourTuple& tuple) override;
  Outcome<InfoMap> info(const FourTuple& tuple, std::optional<SocketRef> socket) override;
  void reached(At kind);

  At kind_;
  size_t nth_, seen_ = 0;
  std::function<void()> stall_;
};

// 20 ms of real time in which the tester does nothing.
void stall_really();

}  // namespace shakedown::test
