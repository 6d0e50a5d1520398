#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "driver/descriptor.h"
#include "lab/machine.h"
#include "lab/netlink.h"
#include "lab/privileges.h"
#include "shakedown/parse.h"

namespace shakedown {
namespace {

namespace fs = std::filesystem;

std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

// Namespaces cannot be left again, so a child enters one. Answers its errno.
int in_a_namespace(int (*attempt)()) {
  constexpr int no_namespace = 255;
  const bool capable = may_make_namespaces();
  const pid_t child = fork();
  if (child == 0) {
    prctl(PR_SET_NAME, trial_name, 0, 0, 0);
    const bool inside = (capable || make_user_namespace() == 0) && unshare(CLONE_NEWNET) == 0;
    _exit(inside ? attempt() : no_namespace);
  }
  int status = 0;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  const bool tried = child > 0 && WIFEXITED(status) && WEXITSTATUS(status) != no_namespace;
  return tried ? WEXITSTATUS(status) : not_tried;
}

int try_tun() { return Descriptor(open("/dev/net/tun", O_RDWR | O_CLOEXEC)) ? 0 : errno; }

int try_nftables() {
  Outcome<Netlink> netlink = Netlink::open(NETLINK_NETFILTER);
  if (!netlink) return EPROTONOSUPPORT;
  NetlinkBatch batch;
  nlmsghdr* request = batch.add(NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETGEN, 0);
  auto* header = static_cast<nfgenmsg*>(mnl_nlmsg_put_extra_header(request, sizeof(nfgenmsg)));
  header->version = NFNETLINK_V0;
  return netlink->query(batch, [](const nlmsghdr*) {});
}

// "1234 (name) S 1 ...": the name may hold anything, brackets included.
ProcessFacts process_in(const fs::path& folder, pid_t id) {
  ProcessFacts process{id, 0, "", ""};
  const std::string line = first_line(folder / "stat");
  const size_t begin = line.find('('), end = line.rfind(')');
  if (begin == std::string::npos || end == std::string::npos || end + 4 > line.size()) return process;
  process.name = line.substr(begin + 1, end - begin - 1);
  const std::string parent = line.substr(end + 4, line.find(' ', end + 4) - end - 4);
  process.parent = static_cast<pid_t>(parse_number(parent, INT32_MAX).value_or(0));
  std::error_code hidden;
  process.program = fs::read_symlink(folder / "exe", hidden).string();
  return process;
}

std::vector<ProcessFacts> all_processes() {
  std::vector<ProcessFacts> processes;
  std::error_code gone;
  for (const auto& entry : fs::directory_iterator("/proc", gone)) {
    const auto id = parse_number(entry.path().filename().string(), INT32_MAX);
    if (id && *id != static_cast<uint64_t>(getpid()))
      processes.push_back(process_in(entry.path(), static_cast<pid_t>(*id)));
  }
  return processes;
}

bool is_on(int socket, const char* interface, uint32_t question) {
  ethtool_value value{question, 0};
  ifreq request{};
  std::strncpy(request.ifr_name, interface, IFNAMSIZ - 1);
  request.ifr_data = reinterpret_cast<char*>(&value);
  if (ioctl(socket, SIOCETHTOOL, &request) != 0) return false;
  return question == ETHTOOL_GFLAGS ? (value.data & ETH_FLAG_LRO) != 0 : value.data != 0;
}

std::vector<InterfaceFacts> all_interfaces() {
  struct Offload {
    uint32_t question;
    const char* name;
  };
  constexpr std::array<Offload, 4> offloads{
      {{ETHTOOL_GGRO, "gro"}, {ETHTOOL_GFLAGS, "lro"}, {ETHTOOL_GTSO, "tso"}, {ETHTOOL_GGSO, "gso"}}};
  std::vector<InterfaceFacts> interfaces;
  const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  struct if_nameindex* all = if_nameindex();
  if (!socket || all == nullptr) return interfaces;
  for (const struct if_nameindex* one = all; one->if_index != 0; ++one) {
    if (std::strcmp(one->if_name, "lo") == 0) continue;
    InterfaceFacts facts{one->if_name, {}};
    for (const Offload& offload : offloads)
      if (is_on(socket.get(), one->if_name, offload.question)) facts.offloads.emplace_back(offload.name);
    interfaces.push_back(std::move(facts));
  }
  if_freenameindex(all);
  return interfaces;
}

}  // namespace

Surroundings look_around() {
  const std::string clocks = "/sys/devices/system/clocksource/clocksource0/";
  Surroundings found;
  found.release = kernel_release();
  found.tick = timer_tick();
  found.clock = first_line(clocks + "current_clocksource");
  found.clocks = first_line(clocks + "available_clocksource");
  found.tun = try_tun();
  found.nftables = in_a_namespace(try_nftables);
  found.processes = all_processes();
  found.interfaces = all_interfaces();
  return found;
}

}  // namespace shakedown
