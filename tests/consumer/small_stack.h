#pragma once
// A TCP of a few lines behind Shakedown's interface for labs: it listens, completes a handshake, and
// acknowledges and hands over what arrives in order. Its clock moves only when somebody waits.

#include <shakedown/lab.h>

#include <deque>
#include <map>
#include <string>

class SmallStack : public shakedown::Lab, private shakedown::Link, private shakedown::Driver {
 public:
  // `slip`: octets by which it acknowledges too little.
  SmallStack(shakedown::Family family, uint32_t slip);

  const shakedown::LabFacts& facts() const override { return facts_; }
  shakedown::Instant now() override { return now_; }
  shakedown::Link& link() override { return *this; }
  shakedown::Driver& driver() override { return *this; }
  bool wait(shakedown::Instant deadline, std::span<const shakedown::CallRef> calls) override;
  shakedown::Duration clock_step() override { return {}; }
  bool stopping() override { return false; }

 private:
  shakedown::Outcome<shakedown::Instant> send(std::span<const uint8_t> packet) override;
  shakedown::Outcome<std::optional<shakedown::Arrival>> receive() override;

  shakedown::Outcome<shakedown::CallRef> start(const shakedown::CallRequest& request) override;
  shakedown::Outcome<std::optional<shakedown::CallEnd>> progress(shakedown::CallRef call) override;
  void cancel(shakedown::CallRef) override {}
  shakedown::Outcome<shakedown::TcpState> state(const shakedown::FourTuple&) override { return state_; }
  shakedown::Outcome<shakedown::TcpState> listener_state(uint16_t) override { return listener_; }
  shakedown::Outcome<shakedown::InfoMap> info(const shakedown::FourTuple&,
                                              std::optional<shakedown::SocketRef>) override;
  shakedown::Outcome<uint16_t> bound_port(shakedown::SocketRef) override { return port_; }

  void take(const shakedown::Segment& theirs);
  void answer(const shakedown::Segment& theirs, shakedown::Flags flags);

  shakedown::LabFacts facts_;
  uint32_t slip_;
  shakedown::Instant now_{};
  shakedown::TcpState state_ = shakedown::TcpState::closed, listener_ = shakedown::TcpState::closed;
  shakedown::Seq snd_nxt_{1000}, rcv_nxt_;
  uint16_t port_ = 0;
  shakedown::Endpoint peer_;
  shakedown::Bytes unread_;
  std::deque<shakedown::Arrival> sent_;
  std::map<shakedown::CallRef, shakedown::CallRequest> calls_;
};
