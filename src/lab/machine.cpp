#include "lab/machine.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>

#include <cerrno>
#include <span>

#include "driver/state_reader.h"
#include "lab/channel.h"
#include "lab/network_requests.h"
#include "lab/packet_socket.h"
#include "lab/privileges.h"
#include "lab/settings.h"
#include "lab/target_socket.h"

namespace shakedown {
namespace {

// What the trying process tells.
struct Tries {
  int user_namespace = not_tried, network_namespace = not_tried, veth = not_tried;
  int packet_socket = not_tried, states = not_tried;
};

int try_network_namespace() { return unshare(CLONE_NEWNET) == 0 ? 0 : errno; }

int try_veth() {
  Outcome<Netlink> netlink = Netlink::open(NETLINK_ROUTE);
  if (!netlink) return EPROTONOSUPPORT;
  const Descriptor here(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
  if (!here) return errno;
  NetlinkBatch batch;
  add_veth(batch, {2, here.get(), 1500});  // 1 is lo
  return netlink->run(batch);
}

int try_packet_socket() {
  errno = 0;
  Outcome<Descriptor> packets = open_packet_socket(0);
  if (!packets) return errno != 0 ? errno : EPROTO;
  packets->release();  // closing it takes the kernel 10 ms: this process ends when nobody waits any more
  return 0;
}

// A listener asked for as a scenario's `state:` would.
class ListenerAlone : public TargetSystem {
 public:
  ListenerAlone() : diag_(open_diag_socket()) {}
  Family family() const override { return Family::v4; }
  Address peer() const override { return Address::parse("192.0.2.1"); }
  Address target() const override { return Address::parse("192.0.2.2"); }
  Outcome<Descriptor> open_socket() override { return open_target_socket(Family::v4); }
  int diag_socket() override { return diag_.get(); }
  int enter_repair(int) override { return EPERM; }
  int set_privileged_option(int, int, int, std::span<const uint8_t>) override { return EPERM; }

 private:
  Descriptor diag_;
};

int try_states() {
  ListenerAlone system;
  const Outcome<Descriptor> socket = system.open_socket();
  if (!socket || listen(socket->get(), 1) != 0) return errno;
  sockaddr_in bound{};
  socklen_t size = sizeof bound;
  if (getsockname(socket->get(), reinterpret_cast<sockaddr*>(&bound), &size) != 0) return errno;
  const Outcome<TcpState> state = StateReader(system).listener_state(ntohs(bound.sin_port));
  // Without the kernel's module every socket seems to be CLOSED.
  return state && *state == TcpState::listen ? 0 : EPROTONOSUPPORT;
}

Tries try_out(bool capable) {
  Tries tries;
  if (!capable) {
    tries.user_namespace = make_user_namespace();
    if (tries.user_namespace != 0) return tries;
  }
  tries.network_namespace = try_network_namespace();
  if (tries.network_namespace != 0) return tries;
  tries.veth = try_veth();
  tries.packet_socket = try_packet_socket();
  tries.states = try_states();
  return tries;
}

// Namespaces cannot be left again, so somebody else enters them. It is nobody's child: closing a packet
// socket takes the kernel 10 ms, and nobody waits for that.
Tries try_elsewhere(bool capable) {
  ChannelPair channel;
  if (!make_channel(channel)) return {};
  const pid_t between = fork();
  if (between == 0) {
    if (fork() == 0) {
      prctl(PR_SET_NAME, trial_name, 0, 0, 0);
      const Tries tries = try_out(capable);
      send_struct(channel.theirs.get(), tries);
    }
    _exit(0);
  }
  channel.theirs.reset();
  if (between < 0) return {};
  while (waitpid(between, nullptr, 0) < 0 && errno == EINTR) {
  }
  Tries tries;
  const auto octets = std::as_writable_bytes(std::span(&tries, 1));
  return receive_message(channel.ours.get(), octets).octets == sizeof tries ? tries : Tries{};
}

std::map<std::string, std::string> settings_to_look_at() {
  std::map<std::string, std::string> found;
  Settings settings;
  if (!settings.open()) return found;
  for (const char* path : {"kernel/unprivileged_userns_clone", "kernel/apparmor_restrict_unprivileged_userns",
                           "user/max_user_namespaces", "user/max_net_namespaces"})
    if (const auto value = settings.read(path)) found[dotted_name(path)] = *value;
  return found;
}

}  // namespace

LabNeeds look_at_needs() {
  LabNeeds needs;
  needs.root = geteuid() == 0;
  needs.capable = may_make_namespaces();
  needs.settings = settings_to_look_at();
  const Tries tries = try_elsewhere(needs.capable);
  needs.user_namespace = tries.user_namespace;
  needs.network_namespace = tries.network_namespace;
  needs.veth = tries.veth;
  needs.packet_socket = tries.packet_socket;
  needs.states = tries.states;
  return needs;
}

std::string kernel_release() {
  utsname names{};
  uname(&names);
  return names.release;
}

Duration timer_tick() {
  timespec tick{};
  clock_getres(CLOCK_REALTIME_COARSE, &tick);
  return std::chrono::seconds(tick.tv_sec) + std::chrono::nanoseconds(tick.tv_nsec);
}

}  // namespace shakedown
