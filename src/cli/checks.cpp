#include "cli/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace shakedown {

namespace {

constexpr const char* more_capabilities =
    "sudo shakedown run  # in a container: "
    "docker run --cap-add SYS_ADMIN --cap-add NET_ADMIN --cap-add NET_RAW ...";

bool has(const LabNeeds& needs, const char* setting, const char* value) {
  const auto found = needs.settings.find(setting);
  return found != needs.settings.end() && found->second == value;
}

std::string why(int error) { return error == not_tried ? "could not be tried" : std::strerror(error); }

std::string set(const char* setting) { return fmt::format("sudo sysctl -w {}", setting); }

Check privilege(const LabNeeds& needs) {
  Check check{"privilege", Health::ok, "", ""};
  if (needs.capable)
    check.text = needs.root ? "root" : "the capabilities SYS_ADMIN, NET_ADMIN and NET_RAW";
  else if (needs.user_namespace == 0 && needs.network_namespace == 0)
    check.text = "none, and none is needed: a user namespace takes its place";
  else
    check.text = needs.root ? "root, but without all that it takes" : "none";
  if (!needs.capable && (needs.user_namespace != 0 || needs.network_namespace != 0))
    check.health = Health::note;  // what is missing follows
  return check;
}

// Which of this machine's switches forbids it, as far as they tell.
Check refused(const LabNeeds& needs, int error) {
  Check check{"user namespaces", Health::missing, "refused: " + why(error), more_capabilities};
  const auto because = [&check](const char* setting, const char* advice) {
    check.text += fmt::format(", since {}", setting);
    check.mend = set(advice) + "  # or run with sudo";
  };
  if (has(needs, "kernel.unprivileged_userns_clone", "0"))
    because("kernel.unprivileged_userns_clone is 0", "kernel.unprivileged_userns_clone=1");
  else if (has(needs, "user.max_user_namespaces", "0"))
    because("user.max_user_namespaces is 0", "user.max_user_namespaces=10000");
  else if (has(needs, "kernel.apparmor_restrict_unprivileged_userns", "1"))
    because("kernel.apparmor_restrict_unprivileged_userns is 1",
            "kernel.apparmor_restrict_unprivileged_userns=0");
  else if (error == ENOSPC) {
    check.text = "refused: there are as many as user.max_user_namespaces allows";
    check.mend = set("user.max_user_namespaces=10000") + "  # or run with sudo, outside of any sandbox";
  } else if (needs.root && error == EPERM) {
    // Since Linux 5.12 who may not give files capabilities may not map user 0.
    check.text = "refused to root that lacks one of the capabilities SYS_ADMIN, NET_ADMIN and NET_RAW";
    check.mend =
        "docker run --cap-add SYS_ADMIN --cap-add NET_ADMIN --cap-add NET_RAW ...  # or run as another user";
  }
  return check;
}

Check user_namespaces(const LabNeeds& needs) {
  if (needs.capable) return {"user namespaces", Health::ok, "not needed with this privilege", ""};
  if (needs.user_namespace != 0) return refused(needs, needs.user_namespace);
  // AppArmor lets them be made, and then forbids all that they are for.
  if (needs.network_namespace == EPERM || needs.network_namespace == EACCES)
    return refused(needs, needs.network_namespace);
  return {"user namespaces", Health::ok, "this user may make them", ""};
}

Check network_namespaces(const LabNeeds& needs) {
  const int error = needs.network_namespace;
  Check check{"network namespaces", Health::ok, "can be made", ""};
  if (error == 0) return check;
  check.health = Health::missing;
  check.text = why(error);
  if (error == not_tried || error == EPERM || error == EACCES) {
    check.mend = more_capabilities;
  } else if (error == ENOSPC) {
    check.text = "there are as many as user.max_net_namespaces allows";
    check.mend = set("user.max_net_namespaces=10000");
  } else if (error == EINVAL) {
    check.text = "this kernel has none (CONFIG_NET_NS)";
  }
  return check;
}

Check module_check(const char* name, int error, const char* fine, const char* without, const char* module) {
  if (error == 0) return {name, Health::ok, fine, ""};
  return {name, Health::missing, fmt::format("{}: {}", without, why(error)),
          fmt::format("sudo modprobe {}", module)};
}

Check kernel(const Surroundings& found) {
  unsigned major = 0, minor = 0;
  const bool known = std::sscanf(found.release.c_str(), "%u.%u", &major, &minor) == 2;
  // SO_NETNS_COOKIE, by which the keeper knows whose socket it is given.
  if (known && (major < 5 || (major == 5 && minor < 14)))
    return {"kernel", Health::warning,
            fmt::format("linux {}: before 5.14 `forget` and privileged socket options are refused",
                        found.release),
            ""};
  return {"kernel", Health::ok, "linux " + found.release, ""};
}

Check tick(const Surroundings& found) {
  const double ms = std::chrono::duration<double, std::milli>(found.tick).count();
  return {"tick", Health::ok,
          fmt::format("HZ={:.0f}: timers of the target are exact to {:g} ms", ms > 0 ? 1000 / ms : 0, ms),
          ""};
}

Check clock(const Surroundings& found) {
  const auto is = [&found](std::initializer_list<const char*> names) {
    return std::any_of(names.begin(), names.end(), [&](const char* name) { return found.clock == name; });
  };
  if (!is({"hpet", "acpi_pm", "jiffies", "refined-jiffies", "pit"}))
    return {"clock", Health::ok, found.clock.empty() ? "not to be seen" : found.clock, ""};
  Check check{"clock", Health::warning, found.clock + " is slow to read, or coarse: times get less exact",
              ""};
  if ((" " + found.clocks + " ").find(" tsc ") != std::string::npos)
    check.mend = "echo tsc | sudo tee /sys/devices/system/clocksource/clocksource0/current_clocksource";
  return check;
}

// A keeper whose program runs no more. While any run of that program goes on it may be that one's.
std::vector<pid_t> left_keepers(const std::vector<ProcessFacts>& processes) {
  std::vector<pid_t> left;
  for (const ProcessFacts& keeper : processes) {
    if (keeper.name != keeper_name || keeper.program.empty()) continue;
    const bool served = std::any_of(processes.begin(), processes.end(), [&](const ProcessFacts& other) {
      return other.name != keeper_name && other.name != trial_name && other.program == keeper.program;
    });
    if (!served) left.push_back(keeper.id);
  }
  return left;
}

Check leftovers(const Surroundings& found) {
  std::string ids;
  for (const pid_t id : left_keepers(found.processes)) ids += fmt::format(" {}", id);
  if (ids.empty()) return {"leftovers", Health::ok, "none of earlier runs", ""};
  return {"leftovers", Health::warning, "keepers of runs that are gone, with their labs:" + ids,
          "sudo kill -KILL" + ids};
}

Check offloads(const Surroundings& found) {
  std::string text, mend;
  for (const InterfaceFacts& interface : found.interfaces) {
    if (interface.offloads.empty()) continue;
    text += fmt::format("{}{}:", text.empty() ? "" : ", ", interface.name);
    mend += fmt::format("{}sudo ethtool -K {}", mend.empty() ? "" : " && ", interface.name);
    for (const std::string& offload : interface.offloads) {
      text += " " + offload;
      mend += " " + offload + " off";
    }
  }
  if (text.empty()) return {"offloads", Health::ok, "none", ""};
  return {"offloads", Health::note, text + " (labs are not touched by them)", mend};
}

Check optional(const char* name, int error, const char* fine, const char* mend) {
  if (error == 0) return {name, Health::ok, fine, ""};
  if (error == EPERM || error == EACCES) return {name, Health::ok, "there, but not for this user", ""};
  return {name, Health::note, fmt::format("{} (labs do without)", why(error)),
          error == not_tried ? "" : mend};
}

size_t count(const Checks& checks, Health health) {
  return static_cast<size_t>(std::count_if(checks.begin(), checks.end(),
                                           [&](const Check& check) { return check.health == health; }));
}

}  // namespace

std::string to_string(Health health) {
  switch (health) {
    case Health::ok:
      return "ok";
    case Health::note:
      return "note";
    case Health::warning:
      return "warning";
    case Health::missing:
      return "missing";
  }
  return "missing";
}

Checks checks_of(const LabNeeds& needs) {
  Checks checks{privilege(needs), user_namespaces(needs)};
  if (checks.back().health == Health::missing) return checks;
  checks.push_back(network_namespaces(needs));
  if (checks.back().health == Health::missing) return checks;
  checks.push_back(module_check("veth", needs.veth, "pairs can be made", "no pair can be made", "veth"));
  checks.push_back(module_check("packet sockets", needs.packet_socket, "can be opened", "none can be opened",
                                "af_packet"));
  checks.push_back(module_check("socket states", needs.states, "can be asked for",
                                "the kernel does not tell them", "tcp_diag"));
  return checks;
}

Checks checks_of(const Surroundings& found) {
  return {kernel(found),
          tick(found),
          clock(found),
          leftovers(found),
          offloads(found),
          optional("nftables", found.nftables, "the kernel has them", "sudo modprobe nf_tables"),
          optional("tun", found.tun, "/dev/net/tun can be opened", "sudo modprobe tun")};
}

Checks only_missing(const Checks& checks) {
  Checks missing;
  for (const Check& check : checks)
    if (check.health == Health::missing) missing.push_back(check);
  return missing;
}

std::string checks_text(const Checks& checks, const Style& style) {
  constexpr size_t word_width = 9, name_width = 20;
  std::string out;
  for (const Check& check : checks) {
    const Paint how = check.health == Health::ok        ? Paint::good
                      : check.health == Health::missing ? Paint::bad
                      : check.health == Health::warning ? Paint::caution
                                                        : Paint::plain;
    const std::string word = padded(to_string(check.health), word_width);
    const std::string first = word + padded(check.name, name_width);
    std::string lines = wrapped(first, printable(check.text, style.utf8), style.columns);
    out += paint(style, how, word) + lines.substr(word.size());
    // Whole, however narrow the terminal: it is to be copied.
    if (!check.mend.empty())
      out += std::string(word_width, ' ') + "mend: " + printable(check.mend, style.utf8) + "\n";
  }
  return out;
}

std::string closing_text(const Checks& checks, const Style& style) {
  const size_t missing = count(checks, Health::missing), warnings = count(checks, Health::warning);
  if (missing > 0)
    return paint(style, Paint::bad, fmt::format("run cannot work here: {} missing", missing)) + "\n";
  return paint(style, Paint::good, "run works here") +
         (warnings > 0 ? "; " + counted(warnings, "warning") : "") + "\n";
}

std::string complaint_of(const Check& check) {
  return fmt::format("a lab cannot be made: {}: {}", check.name, check.text);
}

}  // namespace shakedown
