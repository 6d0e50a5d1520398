#pragma once
// The outside world as the engine sees it: a clock, a link that carries IP packets, and a driver that makes
// the target's socket calls. Behind them stands a fresh network namespace, a scripted fake, or another host.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

#include "shakedown/scenario.h"
#include "shakedown/segment.h"
#include "shakedown/time.h"

namespace shakedown {

// Why something outside could not be done: the run becomes an `error`, or a `skip` when the lab lacks it.
struct Trouble {
  std::string what;
  bool skip = false;
};
template <typename T>
using Outcome = tl::expected<T, Trouble>;

struct Arrival {
  Instant time;  // the kernel's timestamp at our end
  Bytes octets;  // one IP packet
};

class Link {
 public:
  virtual ~Link() = default;
  // Sends one IP packet now. Answers the moment just before it left.
  virtual Outcome<Instant> send(std::span<const uint8_t> packet) = 0;
  // The next packet that has arrived (IPv4 or IPv6; neighbour traffic never shows), or none. Never waits.
  virtual Outcome<std::optional<Arrival>> receive() = 0;
};

// --- the target's socket calls --------------------------------------------------------------------
enum class SocketRef : int {};
enum class CallRef : int {};

struct CallRequest {
  CallKind kind;
  SocketRef socket{};              // unused by `socket` and `crash`
  std::optional<uint64_t> number;  // bind: port; listen: backlog; send, read: octets
  Bytes data;                      // what to send (pattern already filled in)
  bool oob = false, more = false, nodelay = false;
  ShutdownHow how = ShutdownHow::both;
  std::string option, value;   // {get,set}sockopt, as written in the scenario
  std::optional<Endpoint> to;  // connect
  std::optional<size_t>
      at_least;  // read without N: go on until so many octets have come (eof and errors end it)
};

struct CallEnd {
  struct Ok {};
  struct Error {
    int number;  // errno
  };
  struct Data {
    Bytes octets;
  };
  struct Eof {};
  struct Accepted {
    SocketRef socket;
    Endpoint from;
  };
  struct Opened {
    SocketRef socket;
  };
  struct Sent {
    size_t octets;
  };
  struct Text {
    std::string text;  // getsockopt: number (structures: hex:...); poll: "in|out|hup"; atmark: "0"; errqueue:
                       // name or "empty"
  };
  std::variant<Ok, Error, Data, Eof, Accepted, Opened, Sent, Text> what;
};

std::string errno_name(int number);  // "ECONNREFUSED"
std::optional<int> errno_number(const std::string& name);

using InfoValue = std::variant<uint64_t, Duration>;  // durations for TCP_INFO's times
using InfoMap = std::map<std::string, InfoValue>;    // keyed as in TCP_INFO without "tcpi_"; and "timer"

class Driver {
 public:
  virtual ~Driver() = default;
  // Begins a call and tries it once. Nothing ever blocks inside the kernel.
  virtual Outcome<CallRef> start(const CallRequest& request) = 0;
  // The end of a call, once it has one; tries again when it has not. nullopt: still going.
  virtual Outcome<std::optional<CallEnd>> progress(CallRef call) = 0;
  // Gives up a call that has not ended.
  virtual void cancel(CallRef call) = 0;

  // The state of the connection (listeners are CLOSED here), and of a listener on the target's port.
  virtual Outcome<TcpState> state(const FourTuple& tuple) = 0;
  virtual Outcome<TcpState> listener_state(uint16_t port) = 0;
  // TCP_INFO of the connection plus "timer", what is left of its running timer. Where the kernel keeps no
  // TCP_INFO (TIME-WAIT), "timer" alone.
  virtual Outcome<InfoMap> info(const FourTuple& tuple, std::optional<SocketRef> socket) = 0;
  // The port that a socket is bound to (0: none).
  virtual Outcome<uint16_t> bound_port(SocketRef socket) = 0;
};

struct LabFacts {
  Family family = Family::v4;
  Address peer, peer2, target, target2, broadcast, multicast, loopback, unspecified;
  uint32_t mtu = 1500;
  Duration tick = 10ms;             // of the target's timers
  Duration round_trip{};            // 0 in a lab
  bool answers_inside_send = true;  // an answer is queued before send() returns
  bool local = true;                // the local lab: short default waits
  std::string stack = "linux", release;
  std::vector<std::pair<std::string, std::string>> settings;  // pinned and asked for, with their values
};

class Lab {
 public:
  virtual ~Lab() = default;
  virtual const LabFacts& facts() const = 0;
  virtual Instant now() = 0;
  virtual Link& link() = 0;
  virtual Driver& driver() = 0;
  // Sleeps until a packet can be received, one of `calls` may progress, the run is to stop, or the deadline.
  // Never spins. Answers false at the deadline, true otherwise (which may be a false alarm).
  virtual bool wait(Instant deadline, std::span<const CallRef> calls) = 0;
  // How far the clock has been stepped since the lab was made (0: never).
  virtual Duration clock_step() = 0;
  // The run is to end at once (interrupt, time limit).
  virtual bool stopping() = 0;
};

class LabFactory {
 public:
  virtual ~LabFactory() = default;
  virtual Outcome<std::unique_ptr<Lab>> make(const LabRequest& request) = 0;
};

}  // namespace shakedown
