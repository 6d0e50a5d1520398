#pragma once
// What the main process and the keeper say to each other: fixed plain structs, one to a SOCK_SEQPACKET
// message, descriptors beside them. The keeper believes nothing that main sends (see requests.cpp).

#include <netinet/in.h>
#include <sys/types.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace shakedown::keeper {

// Every request begins with its kind. `worker` comes on the control channel with the keeper's ends of the new
// worker's two channels; `make` and `release` on the worker's lab channel, the rest on its call channel.
enum class RequestKind : uint32_t { worker = 1, make, release, open_socket, repair, set_option };

constexpr size_t max_settings = 24;
constexpr size_t max_sockets = 2;  // handed over with a lab; more on demand
constexpr size_t max_tuples = 32;  // in one release; more make the keeper look for itself
constexpr size_t max_option_octets = 256;
constexpr int worker_priority = 1;       // of SCHED_FIFO
constexpr uint32_t worker_slots = 1024;  // a tester interface's index modulo this is its worker's slot

struct WorkerRequest {
  RequestKind kind = RequestKind::worker;
  uint32_t slot = 0;
  pid_t thread = 0;  // that will be the worker: gets real-time priority where that is allowed
};

struct Setting {
  char name[96];  // "net.ipv4.tcp_ecn"
  char value[120];
  uint8_t required;  // otherwise set where the kernel has it
};

struct MakeRequest {
  RequestKind kind = RequestKind::make;
  uint8_t family = 4;
  uint8_t quickack = 0;
  uint16_t setting_count = 0;
  uint32_t mtu = 1500;
  uint32_t rto_min_ms = 0;  // 0: the kernel's own
  std::array<Setting, max_settings> settings;
};

struct TupleOnWire {
  uint16_t peer_port, target_port;  // host order
  std::array<uint8_t, 16> peer, target;
};

struct ReleaseRequest {
  RequestKind kind = RequestKind::release;
  uint32_t lab = 0;
  uint32_t count = 0;  // of tuples; more than max_tuples: look for all that is left
  std::array<TupleOnWire, max_tuples> tuples;
};

struct OpenSocketRequest {
  RequestKind kind = RequestKind::open_socket;
  uint32_t lab = 0;
};

// Comes with the socket.
struct RepairRequest {
  RequestKind kind = RequestKind::repair;
  uint32_t lab = 0;
};

// Comes with the socket.
struct SetOptionRequest {
  RequestKind kind = RequestKind::set_option;
  uint32_t lab = 0;
  int32_t level = 0, name = 0;
  uint32_t size = 0;
  std::array<uint8_t, max_option_octets> value;
};

// One answer to each request but `release`. Descriptors go ahead in a message of their own: worker: the
// packet socket; make: the diag socket and max_sockets TCP sockets; open_socket: it.
struct Answer {
  uint32_t ok = 0;
  uint32_t skip = 0;           // not ok: the lab lacks it
  int32_t error = 0;           // repair, set_option, open_socket: errno
  uint32_t lab = 0;            // make: its number
  uint32_t interface = 0;      // make: index of the tester's end
  uint32_t settings_made = 0;  // make: bit n: settings[n] was set
  char what[256] = {};         // not ok: why
};

// The keeper's first message on the control channel: this, then `pinned` as "name=value\n" lines.
struct Greeting {
  uint32_t ok = 0;
  uint32_t rootless = 0, realtime = 0, sysctls = 0, ipv6 = 0;
  char what[256] = {};
};

constexpr std::array<uint8_t, 6> target_mac = {0x02, 0, 0, 0, 0, 0x02};
constexpr std::array<uint8_t, 6> peer_mac = {0x02, 0, 0, 0, 0, 0x01};

}  // namespace shakedown::keeper
