#pragma once
// The states of the target's connections, as the kernel tells them through inet_diag.

#include <optional>

#include "driver/target_system.h"

namespace shakedown {

struct ConnectionLook {
  TcpState state = TcpState::closed;
  Duration timer{};  // left of the running timer; 0: none runs
  Bytes tcp_info;    // empty where the kernel keeps none (TIME-WAIT, SYN-RECEIVED)
};

class StateReader {
 public:
  explicit StateReader(TargetSystem& system) : system_(system) {}
  // The connection with exactly this tuple; none when the kernel knows none.
  Outcome<std::optional<ConnectionLook>> look(const FourTuple& tuple);
  Outcome<TcpState> state(const FourTuple& tuple);
  Outcome<TcpState> listener_state(uint16_t port);

 private:
  Outcome<std::optional<ConnectionLook>> ask(const FourTuple& tuple);

  TargetSystem& system_;
  uint32_t sequence_ = 0;
};

}  // namespace shakedown
