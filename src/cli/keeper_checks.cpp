#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "cli/checks.h"
#include "lab/pinned.h"
#include "lab/settings.h"

namespace shakedown {

namespace {

Check settings(const KeeperFacts& facts) {
  if (facts.sysctls) return {"sysctls", Health::ok, "can be set in a lab", ""};
  return {
      "sysctls", Health::warning,
      "/proc/sys is read-only: scenarios with `sysctl:` are skipped, and labs take this machine's settings",
      "docker run --security-opt apparmor=unconfined --security-opt systempaths=unconfined ...  # in a "
      "container"};
}

// Fields parted by one space, as settings are read.
std::string one_spaced(std::string text) {
  std::replace(text.begin(), text.end(), '\t', ' ');
  return text;
}

bool is_wanted(const PinnedSetting& setting, const std::string& value) {
  std::istringstream choices(setting.values);
  for (std::string choice; std::getline(choices, choice, '|');)
    if (one_spaced(choice) == value) return true;
  return false;
}

// Settings on which a verdict may hang and that a lab has from its host, against our will.
Check stubborn(const KeeperFacts& facts) {
  std::string text, mend;
  for (const PinnedSetting& setting : pinned_settings()) {
    const std::string name = dotted_name(setting.name);
    for (const auto& [pinned, value] : facts.pinned) {
      if (pinned != name || is_wanted(setting, value)) continue;
      const std::string values = setting.values;
      const std::string wanted = one_spaced(values.substr(0, values.find('|')));
      text += fmt::format("{}{} is {}", text.empty() ? "" : ", ", name, value);
      mend +=
          fmt::format(" {}={}", name, wanted.find(' ') == std::string::npos ? wanted : "'" + wanted + "'");
    }
  }
  if (text.empty()) return {"settings", Health::ok, "all that a verdict may hang on have their values", ""};
  return {"settings", Health::warning, "a verdict may hang on: " + text, "sudo sysctl -w" + mend};
}

Check realtime(const KeeperFacts& facts) {
  if (facts.realtime) return {"real-time priority", Health::ok, "workers have it", ""};
  Check check{"real-time priority", Health::warning,
              "workers have none: on a busy machine more runs stall, and are run again", ""};
  check.mend =
      facts.rootless
          ? "echo \"$USER - rtprio 2\" | sudo tee /etc/security/limits.d/shakedown.conf  # then log in again"
          : "docker run --cap-add SYS_NICE ...  # in a container";
  return check;
}

Check ipv6(const KeeperFacts& facts) {
  if (facts.ipv6) return {"IPv6", Health::ok, "the kernel has it", ""};
  return {"IPv6", Health::warning, "the kernel has none: its runs are skipped",
          "sudo modprobe ipv6  # and no ipv6.disable=1 in the kernel's command line"};
}

}  // namespace

Checks checks_of(const KeeperFacts& facts) {
  return {settings(facts), stubborn(facts), realtime(facts), ipv6(facts)};
}

}  // namespace shakedown
