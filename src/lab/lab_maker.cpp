#include "lab/lab_maker.h"

#include <fmt/format.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "lab/addresses.h"
#include "lab/network_requests.h"
#include "lab/patience.h"
#include "lab/protocol.h"
#include "lab/target_socket.h"

namespace shakedown {
namespace {

tl::unexpected<Trouble> trouble(const std::string& doing, int error) {
  return tl::unexpected(Trouble{fmt::format("cannot {}: {}", doing, std::strerror(error)), false});
}

// Segments leave as on a wire: whole checksums, and with them no segmentation offload either.
int switch_off_offload(int socket) {
  ethtool_value off{ETHTOOL_STXCSUM, 0};
  ifreq request{};
  std::strncpy(request.ifr_name, target_interface, IFNAMSIZ - 1);
  request.ifr_data = reinterpret_cast<char*>(&off);
  return ioctl(socket, SIOCETHTOOL, &request) == 0 ? 0 : errno;
}

constexpr uint32_t least_mtu_of_ipv6 = 1280;

bool names_interface(const std::string& path) { return path.find("/target/") != std::string::npos; }

}  // namespace

Descriptor namespace_of(int socket) { return Descriptor(ioctl(socket, SIOCGSKNS)); }

uint64_t namespace_cookie(int socket) {
  uint64_t cookie = 0;
  socklen_t size = sizeof cookie;
  return getsockopt(socket, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &size) == 0 ? cookie : 0;
}

Outcome<LabMaker> LabMaker::open(const Settings& settings, const Calibration& calibration, bool ipv6) {
  Outcome<Netlink> netlink = Netlink::open(NETLINK_ROUTE);
  if (!netlink) return tl::unexpected(netlink.error());
  Descriptor tester = namespace_of(netlink->descriptor());
  if (!tester) return trouble("open the tester's network namespace", errno);
  return LabMaker(settings, calibration, ipv6, std::move(tester), std::move(*netlink));
}

Outcome<MadeLab> LabMaker::make(const LabPlan& plan) {
  if (unshare(CLONE_NEWNET) != 0) return trouble("make a network namespace", errno);
  Outcome<MadeLab> lab = make_inside(plan);
  if (setns(tester_.get(), CLONE_NEWNET) != 0) return trouble("leave the lab", errno);
  return lab;
}

Outcome<MadeLab> LabMaker::make_inside(const LabPlan& plan) {
  MadeLab lab;
  Outcome<Netlink> netlink = Netlink::open(NETLINK_ROUTE);
  if (!netlink) return tl::unexpected(netlink.error());
  for (const auto& [path, value] : calibration_.writes)
    if (const int error = settings_.write(path, value)) return trouble("set " + dotted_name(path), error);
  if (Outcome<void> done = apply_settings(plan, false, lab); !done) return tl::unexpected(done.error());
  if (Outcome<void> done = make_link(plan, *netlink); !done) return tl::unexpected(done.error());

  for (size_t i = 0; i < keeper::max_sockets; ++i) {
    lab.sockets.push_back(open_target_socket(plan.family));
    if (!lab.sockets.back()) return trouble("open a socket in the lab", errno);
  }
  lab.diag = open_diag_socket();
  if (!lab.diag) return trouble("open a socket for states in the lab", errno);
  const int any = lab.sockets.front().get();
  if (const int error = switch_off_offload(any)) return trouble("switch off checksum offload", error);
  if (Outcome<void> done = settle_link(*netlink); !done) return tl::unexpected(done.error());
  if (Outcome<void> done = make_network(plan, *netlink); !done) return tl::unexpected(done.error());
  if (Outcome<void> done = apply_settings(plan, true, lab); !done) return tl::unexpected(done.error());
  lab.name_space = namespace_of(any);
  if (!lab.name_space) return trouble("open the lab's network namespace", errno);
  lab.cookie = namespace_cookie(any);
  return lab;
}

Outcome<void> LabMaker::apply_settings(const LabPlan& plan, bool of_interface, MadeLab& lab) {
  for (size_t i = 0; i < plan.settings.size(); ++i) {
    const LabPlan::Setting& setting = plan.settings[i];
    if (names_interface(setting.path) != of_interface) continue;
    if (setting.path == "net/ipv4/tcp_congestion_control" &&
        !has_congestion_control(calibration_, setting.value)) {
      if (!setting.required) continue;
      return tl::unexpected(Trouble{
          fmt::format("this kernel has no {} loaded (modprobe tcp_{})", setting.value, setting.value), true});
    }
    const int error = settings_.write(setting.path, setting.value);
    if (error == 0) {
      lab.settings_made |= 1U << i;
      continue;
    }
    const std::string name = dotted_name(setting.path);
    const bool known = settings_.read(setting.path).has_value();
    if (!known) {
      if (!setting.required) continue;
      return tl::unexpected(Trouble{"this kernel has no " + name + " in a network namespace", true});
    }
    if (error == EINVAL || error == ERANGE || error == ENOENT)
      return tl::unexpected(Trouble{fmt::format("{} does not take the value {}", name, setting.value), true});
    // A kernel that has it, and may have another value in it, is not the one that the scenario speaks of.
    if (settings_.read(setting.path) != setting.value)
      return tl::unexpected(
          Trouble{fmt::format("{} cannot be set here: {}", name, std::strerror(error)), true});
  }
  return {};
}

Outcome<void> LabMaker::make_link(const LabPlan& plan, Netlink& lab) {
  NetlinkBatch batch;
  add_veth(batch, {plan.interface, tester_.get(), plan.mtu});
  if (const int error = lab.run(batch)) return trouble("make a veth pair", error);
  // The target's end comes up first: then only its own queue still waits for the carrier (settle_link).
  const bool ipv6 = ipv6_ && plan.mtu >= least_mtu_of_ipv6;  // below it an interface has no IPv6 at all
  add_link_up(batch, target_index, ipv6);
  if (const int error = lab.run(batch)) return trouble("bring up the target's interface", error);
  add_link_up(batch, static_cast<int>(plan.interface), ipv6);
  if (const int error = netlink_.run(batch)) return trouble("bring up the tester's interface", error);
  return {};
}

// An end that came up without a carrier drops what it is given to send until the kernel's deferred link work
// has run. Kernels from 6.8 on do that work when asked for the state; with older ones we ask until it is
// done.
Outcome<void> LabMaker::settle_link(Netlink& lab) {
  Patience patience(2s);
  do {
    NetlinkBatch batch;
    add_link_query(batch, target_index);
    bool up = false;
    if (const int error = lab.query(batch, [&up](const nlmsghdr* answer) { up = link_is_up(answer); }))
      return trouble("ask for the link's state", error);
    if (up) return {};
  } while (patience.sleep());
  return tl::unexpected(Trouble{"the lab's link did not come up within 2 s", false});
}

Outcome<void> LabMaker::make_network(const LabPlan& plan, Netlink& lab) {
  LabFacts facts;
  set_addresses(facts, plan.family);
  NetlinkBatch batch;
  add_address(batch, facts.target, facts.broadcast, true);
  add_address(batch, facts.target2, facts.broadcast, false);
  for (const Address& peer : {facts.peer, facts.peer2}) {
    add_neighbour(batch, peer);
    if (plan.quickack || plan.rto_min_ms != 0) add_route(batch, peer, plan.quickack, plan.rto_min_ms);
  }
  if (const int error = lab.run(batch)) return trouble("give the lab its addresses", error);
  if (plan.family == Family::v4) return {};
  // Even without duplicate address detection the kernel installs an address's local route from a work queue.
  Patience patience(2s);
  for (const Address& address : {facts.target, facts.target2}) {
    for (;;) {
      add_route_query(batch, address);
      bool local = false;
      lab.query(batch, [&local](const nlmsghdr* answer) { local = route_is_local(answer); });
      if (local) break;
      if (!patience.sleep())
        return tl::unexpected(Trouble{"the lab's addresses did not become usable within 2 s", false});
    }
  }
  return {};
}

}  // namespace shakedown
