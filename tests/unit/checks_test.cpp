// What a machine lacks, told from what was found on it.

#include "cli/checks.h"

#include <doctest/doctest.h>

#include <cerrno>

#include "golden/golden.h"
#include "lab/pinned.h"
#include "lab/settings.h"

using namespace shakedown;

namespace {

LabNeeds fine() { return {true, true, not_tried, 0, 0, 0, 0, {}}; }
LabNeeds rootless() { return {false, false, 0, 0, 0, 0, 0, {{"user.max_user_namespaces", "5000"}}}; }
LabNeeds refused(int user_namespace, int network_namespace = not_tried) {
  LabNeeds needs = rootless();
  needs.user_namespace = user_namespace;
  needs.network_namespace = network_namespace;
  needs.veth = needs.packet_socket = needs.states = not_tried;
  return needs;
}

Surroundings plain() {
  Surroundings found;
  found.release = "6.18.0";
  found.tick = 4ms;
  found.clock = "tsc";
  found.clocks = "tsc hpet acpi_pm";
  found.tun = found.nftables = 0;
  return found;
}

KeeperFacts keeper() {
  KeeperFacts facts;
  facts.realtime = facts.sysctls = facts.ipv6 = true;
  for (const PinnedSetting& setting : pinned_settings()) {
    std::string value = setting.values;
    value = value.substr(0, value.find('|'));
    for (char& c : value)
      if (c == '\t') c = ' ';
    facts.pinned.emplace_back(dotted_name(setting.name), value);
  }
  return facts;
}

const Check* find(const Checks& checks, const std::string& name) {
  for (const Check& check : checks)
    if (check.name == name) return &check;
  return nullptr;
}

// "missing: text | mend"
template <typename Facts>
std::string said(const Facts& facts, const std::string& name) {
  const Checks checks = checks_of(facts);
  const Check* check = find(checks, name);
  if (check == nullptr) return "nothing";
  return to_string(check->health) + ": " + check->text + (check->mend.empty() ? "" : " | " + check->mend);
}

void is_well(const Checks& checks) {
  for (const Check& check : checks) {
    INFO(check.name);
    CHECK(check.health == Health::ok);
    CHECK(check.mend == "");
  }
}

}  // namespace

TEST_CASE("checks: nothing to mend where nothing is wrong") {
  is_well(checks_of(fine()));
  is_well(checks_of(rootless()));
  is_well(checks_of(plain()));
  is_well(checks_of(keeper()));
  CHECK(said(fine(), "privilege") == "ok: root");
  CHECK(said(rootless(), "privilege") == "ok: none, and none is needed: a user namespace takes its place");
}

TEST_CASE("checks: who refuses user namespaces, and the command that allows them") {
  const auto why = [](LabNeeds needs, const char* setting, const char* value) {
    needs.settings[setting] = value;
    CHECK(only_missing(checks_of(needs)).size() == 1);
    CHECK(said(needs, "network namespaces") == "nothing");  // what follows from it is not said
    return said(needs, "user namespaces");
  };
  CHECK(why(refused(EPERM), "kernel.unprivileged_userns_clone", "0") ==
        "missing: refused: Operation not permitted, since kernel.unprivileged_userns_clone is 0 | "
        "sudo sysctl -w kernel.unprivileged_userns_clone=1  # or run with sudo");
  CHECK(why(refused(ENOSPC), "user.max_user_namespaces", "0") ==
        "missing: refused: No space left on device, since user.max_user_namespaces is 0 | "
        "sudo sysctl -w user.max_user_namespaces=10000  # or run with sudo");
  CHECK(
      why(refused(0, EPERM), "kernel.apparmor_restrict_unprivileged_userns", "1") ==
      "missing: refused: Operation not permitted, since kernel.apparmor_restrict_unprivileged_userns is 1 | "
      "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0  # or run with sudo");
  CHECK(why(refused(EPERM), "kernel.unprivileged_userns_clone", "1")
            .find("| sudo shakedown run  # in a container: docker run --cap-add SYS_ADMIN") !=
        std::string::npos);
  CHECK(why(refused(ENOSPC), "user.max_user_namespaces", "5000") ==
        "missing: refused: there are as many as user.max_user_namespaces allows | "
        "sudo sysctl -w user.max_user_namespaces=10000  # or run with sudo, outside of any sandbox");
  LabNeeds container = refused(EPERM);
  container.root = true;
  CHECK(said(container, "privilege") == "note: root, but without all that it takes");
  CHECK(said(container, "user namespaces").find("refused to root that lacks one of the capabilities") !=
        std::string::npos);
  CHECK(said(refused(not_tried), "user namespaces").rfind("missing: ", 0) == 0);  // not even a fork
}

TEST_CASE("checks: what else a lab cannot do without") {
  LabNeeds needs = fine();
  needs.network_namespace = ENOSPC;
  CHECK(said(needs, "network namespaces") ==
        "missing: there are as many as user.max_net_namespaces allows | "
        "sudo sysctl -w user.max_net_namespaces=10000");
  needs.network_namespace = EINVAL;
  CHECK(said(needs, "network namespaces") == "missing: this kernel has none (CONFIG_NET_NS)");
  needs = fine();
  needs.veth = EOPNOTSUPP;
  needs.packet_socket = EAFNOSUPPORT;
  needs.states = EPROTONOSUPPORT;
  CHECK(only_missing(checks_of(needs)).size() == 3);
  CHECK(said(needs, "veth") == "missing: no pair can be made: Operation not supported | sudo modprobe veth");
  CHECK(said(needs, "packet sockets").find("| sudo modprobe af_packet") != std::string::npos);
  CHECK(said(needs, "socket states").find("| sudo modprobe tcp_diag") != std::string::npos);
}

TEST_CASE("checks: kernel and clocks") {
  Surroundings found = plain();
  CHECK(said(found, "kernel") == "ok: linux 6.18.0");
  CHECK(said(found, "tick") == "ok: HZ=250: timers of the target are exact to 4 ms");
  found.release = "5.10.0-30-amd64";
  CHECK(said(found, "kernel").rfind("warning: linux 5.10.0-30-amd64: ", 0) == 0);
  found.release = "5.14.0";
  CHECK(said(found, "kernel") == "ok: linux 5.14.0");
  found.release = "strange";
  CHECK(said(found, "kernel") == "ok: linux strange");
  found.clock = "hpet";
  CHECK(said(found, "clock").find("| echo tsc | sudo tee /sys/") != std::string::npos);
  found.clocks = "hpet acpi_pm";
  CHECK(said(found, "clock") == "warning: hpet is slow to read, or coarse: times get less exact");
  found.clock = "";
  CHECK(said(found, "clock") == "ok: not to be seen");
}

TEST_CASE("checks: keepers that nobody needs any more") {
  Surroundings found = plain();
  found.processes = {{1, 0, "init", "/sbin/init"}, {20, 1, keeper_name, "/usr/bin/shakedown"}};
  CHECK(said(found, "leftovers") ==
        "warning: keepers of runs that are gone, with their labs: 20 | sudo kill -KILL 20");
  found.processes.push_back({30, 2, "shakedown", "/usr/bin/shakedown"});
  CHECK(said(found, "leftovers") == "ok: none of earlier runs");
  found.processes.back().name = trial_name;
  CHECK(said(found, "leftovers").rfind("warning", 0) == 0);
  found.processes.back().name = "shakedown";
  found.processes.back().program = "/home/me/shakedown";
  CHECK(said(found, "leftovers").rfind("warning", 0) == 0);
  found.processes = {{20, 1, keeper_name, ""}};  // another user's
  CHECK(said(found, "leftovers") == "ok: none of earlier runs");
}

TEST_CASE("checks: what only tests of other hosts need is no trouble") {
  Surroundings found = plain();
  found.nftables = EINVAL;
  found.tun = ENOENT;
  found.interfaces = {{"eth0", {"gro", "tso"}}, {"eth1", {}}, {"eth2", {"lro"}}};
  CHECK(only_missing(checks_of(found)).empty());
  CHECK(said(found, "nftables") == "note: Invalid argument (labs do without) | sudo modprobe nf_tables");
  CHECK(said(found, "tun") == "note: No such file or directory (labs do without) | sudo modprobe tun");
  found.tun = EACCES;
  CHECK(said(found, "tun") == "ok: there, but not for this user");
  CHECK(said(found, "offloads") ==
        "note: eth0: gro tso, eth2: lro (labs are not touched by them) | "
        "sudo ethtool -K eth0 gro off tso off && sudo ethtool -K eth2 lro off");
}

TEST_CASE("checks: what the keeper found") {
  KeeperFacts facts = keeper();
  facts.sysctls = facts.realtime = facts.ipv6 = false;
  CHECK(only_missing(checks_of(facts)).empty());
  CHECK(said(facts, "sysctls").rfind("warning: /proc/sys is read-only", 0) == 0);
  CHECK(said(facts, "IPv6").rfind("warning", 0) == 0);
  CHECK(said(facts, "real-time priority").find("SYS_NICE") != std::string::npos);
  facts.rootless = true;
  CHECK(said(facts, "real-time priority").find("limits.d") != std::string::npos);
  for (auto& [name, value] : facts.pinned) {
    if (name == "net.ipv4.tcp_congestion_control") value = "reno";  // will do
    if (name == "net.ipv4.tcp_rmem") value = "1 2 3";
    if (name == "net.ipv4.tcp_sack") value = "0";
  }
  CHECK(said(facts, "settings") ==
        "warning: a verdict may hang on: net.ipv4.tcp_rmem is 1 2 3, net.ipv4.tcp_sack is 0 | "
        "sudo sysctl -w net.ipv4.tcp_rmem='4096 131072 6291456' net.ipv4.tcp_sack=1");
}

TEST_CASE("checks: as doctor shows them, and as run complains") {
  LabNeeds needs = fine();
  needs.veth = EOPNOTSUPP;
  Checks checks = checks_of(needs);
  KeeperFacts facts = keeper();
  facts.sysctls = false;
  for (const Check& check : checks_of(facts)) checks.push_back(check);
  check_golden("doctor-72.txt", checks_text(checks, {false, true, 72, Verbosity::normal}) + "\n" +
                                    closing_text(checks, Style{}));
  CHECK(closing_text(checks_of(facts), Style{}) == "run works here; 1 warning\n");
  CHECK(closing_text(checks_of(fine()), Style{}) == "run works here\n");
  CHECK(complaint_of(only_missing(checks).front()) ==
        "a lab cannot be made: veth: no pair can be made: Operation not supported");
}
