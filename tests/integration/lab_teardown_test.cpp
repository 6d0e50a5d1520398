// However the main process ends, and whatever state the target's connection is in: the lab's namespace is
// gone soon after. The test holds the tester's namespace open and sees the lab's end of the veth pair vanish
// from it, which happens when the kernel has taken the lab's namespace apart and not before.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include <csignal>
#include <cstring>
#include <fstream>
#include <thread>

#include "lab/privileges.h"
#include "lab/protocol.h"
#include "lab_apart.h"
#include "lab_peer.h"
#include "shakedown/local_lab.h"

namespace {

using namespace lab_test;

// What the doomed process tells before it waits for its end.
struct Doomed {
  uint32_t ready = 0;
  uint32_t reset_octets = 0;  // a reset that the target would accept
  std::array<uint8_t, 128> reset{};
};

void bring_to(Lab& lab, TcpState state, LabPeer& peer) {
  if (state == TcpState::syn_sent) {
    CallRequest connect = request(CallKind::connect, open_socket(lab));
    connect.to = peer.tuple().peer;
    must(lab.driver().start(connect));
    if (peer.receive(1s)->flags.bits != LabPeer::syn) throw std::runtime_error("no SYN");
    return;
  }
  const SocketRef listener = listen_on(lab, 8080);
  peer.handshake();
  const SocketRef connection = accept_from(lab, listener);
  if (state == TcpState::established) return;
  call(lab, request(CallKind::close, connection));
  peer.expect(LabPeer::fin | LabPeer::ack);
  if (state == TcpState::fin_wait_1) return;
  peer.send(LabPeer::fin | LabPeer::ack);
  peer.expect(LabPeer::ack);
}

void send_in_flight(Lab& lab, LabPeer& peer) {
  const SocketRef listener = listen_on(lab, 8080);
  peer.handshake();
  CallRequest send = request(CallKind::send, accept_from(lab, listener));
  send.data = pattern(0, 5000);
  call(lab, send);
  while (peer.receive(10ms)) {
  }
}

Bytes acceptable_reset(const LabPeer& peer) {
  Segment reset;
  reset.ip.source = peer.tuple().peer.address;
  reset.ip.destination = peer.tuple().target.address;
  reset.source_port = peer.tuple().peer.port;
  reset.destination_port = peer.tuple().target.port;
  reset.seq = peer.snd_nxt;
  reset.flags = {LabPeer::rst};
  return craft(reset).front();
}

struct Case {
  std::string name;
  TcpState state;
  bool in_flight = false;
  int labs = 1;
};

// Who the main process is: as privileged as the test, or an ordinary user.
enum class User { same, nobody };

[[noreturn]] void live_until_killed(const Case& row, Family family, User user, int report) {
  for (const int signal : {SIGINT, SIGTERM, SIGABRT, SIGSEGV}) ::signal(signal, SIG_DFL);
  setpgid(0, 0);
  constexpr uid_t nobody = 65534;
  if (user == User::nobody &&
      (setresgid(nobody, nobody, nobody) != 0 || setresuid(nobody, nobody, nobody) != 0))
    throw std::runtime_error("cannot become nobody");
  prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);  // as after the exec that a real change of user comes with
  const std::unique_ptr<Keeper> keeper = must(Keeper::start({}));
  if (keeper->facts().rootless != (user == User::nobody)) throw std::runtime_error("wrongly rootless or not");
  StopSwitch stop;
  const std::unique_ptr<LabFactory> factory = must(keeper->worker(0, stop));
  LabRequest wanted;
  wanted.family = family;
  std::vector<std::unique_ptr<Lab>> labs;
  std::optional<LabPeer> peer;
  for (int i = 0; i < row.labs; ++i) {
    Lab& lab = *labs.emplace_back(must(factory->make(wanted)));
    peer.emplace(lab, row.state == TcpState::syn_sent ? 0 : 8080);
    if (row.in_flight)
      send_in_flight(lab, *peer);
    else
      bring_to(lab, row.state, *peer);
    if (row.state != TcpState::syn_sent && must(lab.driver().state(peer->tuple())) != row.state)
      throw std::runtime_error("the target is not in " + row.name);
  }
  Doomed doomed;
  doomed.ready = 1;
  const Bytes reset = acceptable_reset(*peer);
  doomed.reset_octets = static_cast<uint32_t>(reset.size());
  std::copy(reset.begin(), reset.end(), doomed.reset.begin());
  if (write(report, &doomed, sizeof doomed) != sizeof doomed) _exit(1);
  for (;;) pause();
}

struct Victim {
  pid_t main = 0, keeper = 0;
  Doomed told;
};

Victim begin(const Case& row, Family family, User user = User::same) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("cannot open a pipe");
  Victim victim;
  victim.main = fork();
  if (victim.main == 0) {
    close(ends[0]);
    try {
      live_until_killed(row, family, user, ends[1]);
    } catch (const std::exception& error) {
      fprintf(stderr, "%s\n", error.what());
      _exit(1);
    }
  }
  close(ends[1]);
  const ssize_t got = read(ends[0], &victim.told, sizeof victim.told);
  close(ends[0]);
  if (got != sizeof victim.told) throw std::runtime_error("the lab could not be made");
  const std::string main = std::to_string(victim.main);
  std::ifstream("/proc/" + main + "/task/" + main + "/children") >> victim.keeper;
  if (victim.keeper == 0) throw std::runtime_error("there is no keeper");
  return victim;
}

void enter_namespace_of(pid_t process) {
  const std::string path = "/proc/" + std::to_string(process) + "/ns/net";
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0 || setns(file, CLONE_NEWNET) != 0)
    throw std::runtime_error("cannot enter the tester's namespace");
  close(file);
}

// Indexes of all interfaces here but the loopback.
std::vector<unsigned> links() {
  std::vector<unsigned> result;
  struct if_nameindex* names = if_nameindex();
  for (auto* one = names; one != nullptr && one->if_index != 0; ++one)
    if (one->if_index > 1) result.push_back(one->if_index);
  if_freenameindex(names);
  return result;
}

// Milliseconds until the tester's namespace has no link left, or -1.
int time_until_gone(Duration limit) {
  const auto begin_time = std::chrono::steady_clock::now();
  while (!links().empty()) {
    if (std::chrono::steady_clock::now() - begin_time > limit) return -1;
    std::this_thread::sleep_for(5ms);
  }
  return static_cast<int>((std::chrono::steady_clock::now() - begin_time) / 1ms);
}

bool ends_soon(pid_t process) {
  for (int i = 0; i < 400; ++i) {
    std::ifstream status("/proc/" + std::to_string(process) + "/stat");
    std::string number, name, state;
    if (!(status >> number >> name >> state) || state == "Z") return true;
    std::this_thread::sleep_for(5ms);
  }
  return false;
}

void make_sure_of_privilege() {
  if (!may_make_namespaces()) must(enter_user_namespace());
}

void kill_and_watch(const Case& row, Family family, int signal, bool group = false, User user = User::same) {
  make_sure_of_privilege();
  const Victim victim = begin(row, family, user);
  enter_namespace_of(victim.keeper);
  if (links().size() != static_cast<size_t>(row.labs))
    throw std::runtime_error("the lab's link cannot be seen");
  kill(group ? -victim.main : victim.main, signal);
  int status = 0;
  waitpid(victim.main, &status, 0);
  if (!WIFSIGNALED(status)) throw std::runtime_error("the main process was not killed by the signal");
  const int milliseconds = time_until_gone(2s);
  if (milliseconds < 0) throw std::runtime_error("the namespace is still there after 2 s");
  if (!ends_soon(victim.keeper)) throw std::runtime_error("the keeper is still there");
}

const std::vector<Case> cases = {{"ESTABLISHED", TcpState::established},
                                 {"data in flight", TcpState::established, true},
                                 {"FIN-WAIT-1", TcpState::fin_wait_1},
                                 {"TIME-WAIT", TcpState::time_wait},
                                 {"SYN-SENT", TcpState::syn_sent}};

TEST_CASE("no end of the main process leaves a namespace behind") {
  for (const Case& row : cases)
    for (const int signal : {SIGKILL, SIGTERM, SIGINT, SIGABRT, SIGSEGV}) {
      const std::string name = row.name + ", " + strsignal(signal);
      SUBCASE(name.c_str()) {
        CAPTURE(name);
        CHECK(apart([&] { kill_and_watch(row, Family::v4, signal); }) == "");
        CHECK(apart([&] { kill_and_watch(row, Family::v6, signal); }) == "");
      }
    }
}

TEST_CASE("nor does the death of its whole process group") {
  for (const Case& row : cases) {
    CAPTURE(row.name);
    CHECK(apart([&] { kill_and_watch(row, Family::v4, SIGKILL, true); }) == "");
  }
}

TEST_CASE("nor does it matter how many there are") {
  const Case row{"FIN-WAIT-1", TcpState::fin_wait_1, false, 100};
  CHECK(apart([&] { kill_and_watch(row, Family::v4, SIGKILL); }) == "");
}

// A user namespace of another user's can only be looked into by root.
TEST_CASE("nor does it matter who the user is") {
  for (const Case& row : cases) {
    CAPTURE(row.name);
    if (geteuid() == 0)
      CHECK(apart([&] { kill_and_watch(row, Family::v6, SIGKILL, false, User::nobody); }) == "");
  }
}

// Without the keeper an orphan in FIN-WAIT-1 keeps its namespace: so the tests above can fail. A reset from
// the test's own hand then clears it away.
TEST_CASE("it takes the keeper to clear away what a close has left") {
  CHECK(apart([&] {
          make_sure_of_privilege();
          const Victim victim = begin(cases[2], Family::v4);
          enter_namespace_of(victim.keeper);
          const unsigned link = links().at(0);
          kill(victim.keeper, SIGKILL);
          if (!ends_soon(victim.keeper)) throw std::runtime_error("the keeper does not die");
          kill(victim.main, SIGKILL);
          waitpid(victim.main, nullptr, 0);
          const bool stayed = time_until_gone(500ms) < 0;

          const int packets = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
          sockaddr_ll to{};
          to.sll_family = AF_PACKET;
          to.sll_protocol = htons(ETH_P_IP);
          to.sll_ifindex = static_cast<int>(link);
          Bytes frame(keeper::target_mac.begin(), keeper::target_mac.end());
          frame.insert(frame.end(), keeper::peer_mac.begin(), keeper::peer_mac.end());
          frame.insert(frame.end(), {0x08, 0x00});
          frame.insert(frame.end(), victim.told.reset.begin(),
                       victim.told.reset.begin() + victim.told.reset_octets);
          sendto(packets, frame.data(), frame.size(), 0, reinterpret_cast<sockaddr*>(&to), sizeof to);
          close(packets);
          if (time_until_gone(2s) < 0) throw std::runtime_error("the reset did not clear it away");
          if (!stayed) throw std::runtime_error("the namespace went without a keeper");
        }) == "");
}

}  // namespace
