// What a lab is when it is handed over: its settings, its routes, its isolation, and what the main process
// may still do by itself.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include <cstring>
#include <fstream>

#include "lab/channel.h"
#include "lab/keeper_process.h"
#include "lab/pinned.h"
#include "lab/privileges.h"
#include "lab/protocol.h"
#include "lab_apart.h"
#include "lab_peer.h"
#include "shakedown/local_lab.h"

namespace {

using namespace lab_test;

void demand(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error(what);
}

struct Maker {
  Maker() : keeper(must(Keeper::start({}))), factory(must(keeper->worker(0, stop))) {}
  StopSwitch stop;
  std::unique_ptr<Keeper> keeper;
  std::unique_ptr<LabFactory> factory;
};

std::string status_line(const std::string& key) {
  std::ifstream status("/proc/thread-self/status");
  for (std::string line; std::getline(status, line);)
    if (line.rfind(key + ":\t", 0) == 0) return line.substr(key.size() + 2);
  return "";
}

std::optional<std::string> setting(const LabFacts& facts, const std::string& name) {
  for (const auto& [key, value] : facts.settings)
    if (key == name) return value;
  return std::nullopt;
}

TEST_CASE("the main process has no capability left, and no way to one") {
  CHECK(apart([] {
          const Maker maker;
          for (const char* key : {"CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"}) {
            // The bounding set of an ordinary user is of no use to him.
            if (std::string(key) == "CapBnd" && maker.keeper->facts().rootless) continue;
            demand(status_line(key) == "0000000000000000", std::string(key) + " is " + status_line(key));
          }
          demand(status_line("NoNewPrivs") == "1", "it may still gain privileges");
          demand(unshare(CLONE_NEWNET) != 0, "it may still make namespaces");
        }) == "");
}

TEST_CASE("under sudo the main process becomes the invoking user") {
  if (geteuid() != 0) return;
  CHECK(apart([] {
          setenv("SUDO_UID", "65534", 1);
          setenv("SUDO_GID", "65534", 1);
          const Maker maker;
          demand(getuid() == 65534 && geteuid() == 65534 && getgid() == 65534, "it is still root");
          demand(setuid(0) != 0, "it may become root again");
          must(maker.factory->make({}));
        }) == "");
}

TEST_CASE("every pinned setting that the kernel has is recorded") {
  CHECK(apart([] {
          Maker maker;
          const std::unique_ptr<Lab> lab = must(maker.factory->make({}));
          const LabFacts& facts = lab->facts();
          demand(facts.settings.size() > 60, "only " + std::to_string(facts.settings.size()) + " are");
          demand(setting(facts, "net.ipv4.tcp_ecn") == "2", "tcp_ecn");
          demand(setting(facts, "net.ipv4.tcp_rmem") == "4096 131072 6291456", "tcp_rmem");
          const auto control = setting(facts, "net.ipv4.tcp_congestion_control");
          demand(control == "cubic" || control == "reno", "tcp_congestion_control");
          demand(facts.tick > 0ms && facts.tick <= 10ms && !facts.release.empty(), "tick and release");
        }) == "");
}

TEST_CASE("sysctls of a scenario") {
  CHECK(
      apart([] {
        Maker maker;
        LabRequest wanted;
        wanted.sysctls = {{"net.ipv4.tcp_timestamps", "0"}, {"net.ipv4.conf.target.rp_filter", "1"}};
        wanted.sysctls_where_known = {{"net.ipv4.tcp_no_such_thing", "1"}, {"net.ipv4.tcp_sack", "0"}};
        std::unique_ptr<Lab> lab = must(maker.factory->make(wanted));
        demand(setting(lab->facts(), "net.ipv4.tcp_timestamps") == "0", "what was asked for is not recorded");
        demand(setting(lab->facts(), "net.ipv4.tcp_sack") == "0", "what is known is not recorded");
        demand(!setting(lab->facts(), "net.ipv4.tcp_no_such_thing"), "what is unknown is recorded");
        lab = must(maker.factory->make({}));
        demand(setting(lab->facts(), "net.ipv4.tcp_timestamps") == "1", "the next lab has it too");

        wanted.sysctls = {{"net.ipv4.tcp_no_such_thing", "1"}};
        Outcome<std::unique_ptr<Lab>> none = maker.factory->make(wanted);
        demand(
            !none && none.error().skip &&
                none.error().what == "this kernel has no net.ipv4.tcp_no_such_thing in a network namespace",
            "an unknown sysctl is no skip");
        wanted.sysctls = {{"net.ipv4.tcp_ecn", "fish"}};
        none = maker.factory->make(wanted);
        demand(!none && none.error().skip, "a value that this kernel does not take is no skip");
        wanted.sysctls = {{"net.ipv4.tcp_congestion_control", "nosuch"}};
        none = maker.factory->make(wanted);
        demand(!none && none.error().skip && none.error().what.find("no nosuch loaded") != std::string::npos,
               "an unknown congestion control is no skip");
        for (const char* name :
             {"kernel.hostname", "net/../kernel/hostname", "net.ipv4..tcp_ecn", "net", ""}) {
          wanted.sysctls = {{name, "1"}};
          none = maker.factory->make(wanted);
          demand(!none && !none.error().skip, std::string("taken: ") + name);
        }
        must(maker.factory->make({}));
      }) == "");
}

TEST_CASE("a small MTU, which IPv6 could not live with") {
  CHECK(apart([] {
          Maker maker;
          LabRequest wanted;
          wanted.mtu = 576;
          demand(must(maker.factory->make(wanted))->facts().mtu == 576, "another MTU");
        }) == "");
}

Duration time_of_answer(LabFactory& factory, const LabRequest& wanted) {
  const std::unique_ptr<Lab> lab = must(factory.make(wanted));
  const SocketRef listener = listen_on(*lab, 8080);
  LabPeer peer(*lab, 8080);
  peer.handshake();
  accept_from(*lab, listener);
  // A FIN without data before it is acknowledged at the next tick, unless quick acknowledgements are on.
  const Instant sent = peer.send(LabPeer::fin | LabPeer::ack);
  peer.expect(LabPeer::ack);
  return peer.last_arrival - sent;
}

Duration time_of_repeat(LabFactory& factory, const LabRequest& wanted) {
  const std::unique_ptr<Lab> lab = must(factory.make(wanted));
  const SocketRef listener = listen_on(*lab, 8080);
  LabPeer peer(*lab, 8080);
  peer.handshake();
  CallRequest send = request(CallKind::send, accept_from(*lab, listener));
  send.data = pattern(0, 10);
  call(*lab, send);
  peer.receive();
  const Instant first = peer.last_arrival;
  peer.receive();
  return peer.last_arrival - first;
}

TEST_CASE("quickack, rto-min and mtu") {
  for (const Family family : {Family::v4, Family::v6})
    CHECK(apart([&] {
            Maker maker;
            LabRequest wanted;
            wanted.family = family;
            Duration slowest{};
            for (int i = 0; i < 5; ++i) slowest = std::max(slowest, time_of_answer(*maker.factory, wanted));
            demand(slowest > 500us, "acknowledges quickly unasked");
            wanted.quickack = true;
            demand(time_of_answer(*maker.factory, wanted) < 500us, "does not acknowledge quickly");
            demand(time_of_repeat(*maker.factory, wanted) > 190ms, "repeats too early");
            wanted.rto_min = 10ms;
            demand(time_of_repeat(*maker.factory, wanted) < 60ms, "rto-min does nothing");
            wanted.mtu = 1280;
            const std::unique_ptr<Lab> lab = must(maker.factory->make(wanted));
            listen_on(*lab, 8080);
            LabPeer peer(*lab, 8080);
            peer.send(LabPeer::syn);
            const Segment answer = peer.expect(LabPeer::syn | LabPeer::ack);
            demand(answer.find<MssOption>()->mss == (family == Family::v4 ? 1240 : 1220),
                   "the MSS does not follow");
            demand(!lab->link().send(Bytes(1281, 0x45)), "a packet longer than the link was sent");
          }) == "");
}

TEST_CASE("labs at the same time do not hear each other") {
  CHECK(apart([] {
          Maker maker;
          const std::unique_ptr<Lab> one = must(maker.factory->make({}));
          const std::unique_ptr<Lab> two = must(maker.factory->make({}));
          const SocketRef listener = listen_on(*one, 8080);
          LabPeer first(*one, 8080), second(*two, 8080);
          second.send(LabPeer::syn);
          second.expect(LabPeer::rst | LabPeer::ack);
          first.handshake();
          accept_from(*one, listener);
          demand(!second.receive(5ms), "the other lab's segments arrive");
        }) == "");
}

TEST_CASE("segments for a broadcast or multicast address draw nothing, and do not break the link") {
  CHECK(apart([] {
          Maker maker;
          const std::unique_ptr<Lab> lab = must(maker.factory->make({}));
          listen_on(*lab, 8080);
          Segment segment;
          segment.ip.source = lab->facts().peer;
          segment.destination_port = 8080;
          segment.flags = {LabPeer::syn};
          for (const Address& to : {lab->facts().broadcast, lab->facts().multicast}) {
            segment.ip.destination = to;
            must(lab->link().send(craft(segment).front()));
          }
          LabPeer peer(*lab, 8080);
          demand(!peer.receive(5ms), "a segment to everybody was answered");
          segment.ip.destination = lab->facts().target2;
          must(lab->link().send(craft(segment).front()));
          demand(peer.receive(5ms).has_value(), "the second address does not answer");
        }) == "");
}

TEST_CASE("a read-only /proc/sys is got around by root, and said of a user") {
  if (geteuid() != 0) return;
  const auto with_read_only_settings = [](uid_t user) {
    demand(unshare(CLONE_NEWNS) == 0 && mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
               mount("/proc/sys", "/proc/sys", nullptr, MS_BIND, nullptr) == 0 &&
               mount(nullptr, "/proc/sys", nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) == 0,
           "cannot make /proc/sys read-only");
    demand(user == 0 || (setresgid(user, user, user) == 0 && setresuid(user, user, user) == 0),
           "cannot change user");
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    Maker maker;
    demand(maker.keeper->facts().sysctls == (user == 0), "the facts are wrong");
    LabRequest wanted;
    wanted.sysctls = {{"net.ipv4.tcp_sack", "0"}};
    Outcome<std::unique_ptr<Lab>> lab = maker.factory->make(wanted);
    demand(user == 0 ? lab.has_value() : !lab && lab.error().skip, "a scenario with a sysctl");
    must(maker.factory->make({}));
  };
  CHECK(apart([&] { with_read_only_settings(0); }) == "");
  CHECK(apart([&] { with_read_only_settings(65534); }) == "");
}

// The keeper alone, with this test in the place of a main process that a hostile file has taken over.
TEST_CASE("the keeper lives through nonsense") {
  CHECK(apart([] {
          ChannelPair control, labs, calls;
          demand(make_channel(control) && make_channel(labs) && make_channel(calls), "no channel");
          const bool rootless = !may_make_namespaces();
          const pid_t stranger = getppid();  // a thread that is none of ours
          const int before = sched_getscheduler(stranger);
          if (fork() == 0) run_keeper(std::move(control.theirs), {getppid(), rootless, true});
          control.theirs.reset();
          std::vector<std::byte> buffer(65536);
          for (int i = 0; i < 2; ++i)
            demand(receive_message(control.ours.get(), buffer).octets > 0, "no greeting");
          keeper::WorkerRequest worker;
          keeper::Answer answer;
          std::vector<Descriptor> descriptors;
          const auto answered = [&](int channel) {
            return receive_answer(channel, std::as_writable_bytes(std::span(&answer, 1)), descriptors);
          };
          send_struct(control.ours.get(), worker);  // without channels
          demand(answered(control.ours.get()) && !answer.ok, "a worker without channels");
          worker.slot = 1 << 20;
          send_struct(control.ours.get(), worker);
          demand(answered(control.ours.get()) && !answer.ok, "a worker without a slot");
          worker.slot = 3;
          worker.thread = stranger;
          const std::array<int, 2> theirs = {labs.theirs.get(), calls.theirs.get()};
          send_struct(control.ours.get(), worker, theirs);
          demand(answered(control.ours.get()) && answer.ok, "no worker");
          demand(sched_getscheduler(stranger) == before, "a stranger's priority is changed");

          keeper::MakeRequest make{};
          make.kind = keeper::RequestKind::make;
          make.family = 5;
          send_struct(labs.ours.get(), make);
          demand(answered(labs.ours.get()) && !answer.ok, "family 5");
          make.family = 4;
          make.mtu = 1;
          send_struct(labs.ours.get(), make);
          demand(answered(labs.ours.get()) && !answer.ok, "an MTU of 1");
          make.mtu = 1500;
          make.setting_count = 1;
          std::memset(make.settings[0].name, 'a', sizeof make.settings[0].name);  // without an end
          send_struct(labs.ours.get(), make);
          demand(answered(labs.ours.get()) && !answer.ok, "a name without an end");
          make.setting_count = 0;
          send_struct(labs.ours.get(), make);
          demand(answered(labs.ours.get()) && answer.ok, "no lab");

          const uint32_t lab = answer.lab;
          keeper::RepairRequest repair;
          repair.lab = lab;
          send_struct(calls.ours.get(), repair);
          demand(answered(calls.ours.get()) && !answer.ok, "repair without a socket");
          const int foreign = socket(AF_INET, SOCK_STREAM, 0);
          send_struct(calls.ours.get(), repair, std::span(&foreign, 1));
          demand(answered(calls.ours.get()) && !answer.ok, "repair of a socket outside the lab");
          keeper::OpenSocketRequest open;
          open.lab = lab + 1;
          send_struct(calls.ours.get(), open);
          demand(answered(calls.ours.get()) && !answer.ok, "a socket in a lab that is not");
          send_message(calls.ours.get(), std::as_bytes(std::span("nonsense", 8)));
          demand(answered(calls.ours.get()) && !answer.ok, "nonsense");
          open.lab = lab;
          send_struct(calls.ours.get(), open);
          demand(answered(calls.ours.get()) && answer.ok && descriptors.size() == 1, "no socket in the lab");
        }) == "");
}

}  // namespace
