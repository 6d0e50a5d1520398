#pragma once
// The target's socket calls, on real sockets that never block: what cannot end at once is tried again when
// the engine has seen its descriptor ready.

#include <deque>
#include <map>

#include "driver/state_reader.h"
#include "driver/target_system.h"
#include "shakedown/lab.h"

namespace shakedown {

// A socket of the application under test.
struct DriverSocket {
  Descriptor descriptor;
  int number = 0;  // the descriptor's number as the application would see it: the lowest free one
  int linger_on = 0, linger_seconds = 0;  // SO_LINGER as the scenario has set it
  int read_error = 0;  // came behind octets that a read had taken already: for the next one
};

// A call on its way.
struct DriverCall {
  CallRequest request;
  bool cancelled = false;
  std::optional<CallEnd> end;
  size_t moved = 0;                            // octets sent so far
  Bytes octets;                                // octets read so far
  bool connecting = false, connected = false;  // connect: how far it is
};

class SocketDriver : public Driver {
 public:
  explicit SocketDriver(TargetSystem& system) : system_(system), states_(system) {}

  Outcome<CallRef> start(const CallRequest& request) override;
  Outcome<std::optional<CallEnd>> progress(CallRef call) override;
  void cancel(CallRef call) override;
  Outcome<TcpState> state(const FourTuple& tuple) override { return states_.state(tuple); }
  Outcome<TcpState> listener_state(uint16_t port) override { return states_.listener_state(port); }
  Outcome<InfoMap> info(const FourTuple& tuple, std::optional<SocketRef> socket) override;
  Outcome<uint16_t> bound_port(SocketRef socket) override;

  // What a wait for this call is to watch; none when nothing can move it.
  struct Interest {
    int descriptor;
    short events;
  };
  std::optional<Interest> interest(CallRef call) const;
  // Every socket closes as it is: with a reset.
  void close_all() { sockets_.clear(); }

 private:
  using Step = Outcome<std::optional<CallEnd>>;
  Step try_call(DriverCall& call);
  Step open();
  Step accept(DriverSocket& socket);
  Step connect(DriverCall& call, DriverSocket& socket);
  Step send(DriverCall& call, DriverSocket& socket);
  Step read(DriverCall& call, DriverSocket& socket);
  Step close(const CallRequest& request, DriverSocket& socket);
  Step crash();
  void lift_linger(DriverSocket& socket);
  Step set_option(const CallRequest& request, DriverSocket& socket);
  Step get_option(const CallRequest& request, DriverSocket& socket);

  SocketRef adopt(Descriptor descriptor, int linger_on, int linger_seconds);
  DriverSocket* find(SocketRef socket);
  void cancel_calls_of(SocketRef socket);

  TargetSystem& system_;
  StateReader states_;
  std::map<int, DriverSocket> sockets_;  // by SocketRef
  std::deque<DriverCall> calls_;         // by CallRef
  int last_socket_ = 0;
};

}  // namespace shakedown
