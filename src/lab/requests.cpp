#include "lab/requests.h"

#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>

namespace shakedown {
namespace {

constexpr uint32_t least_mtu = 68, least_mtu_v6 = 1280, greatest_mtu = 65535;

// The text of a fixed field; nullopt when it does not end in it.
std::optional<std::string> text_of(std::span<const char> field) {
  const auto end = std::find(field.begin(), field.end(), '\0');
  if (end == field.end()) return std::nullopt;
  return std::string(field.begin(), end);
}

}  // namespace

tl::expected<LabPlan, std::string> read_plan(const keeper::MakeRequest& request) {
  LabPlan plan;
  if (request.family != 4 && request.family != 6) return tl::unexpected(std::string("no such family"));
  plan.family = request.family == 4 ? Family::v4 : Family::v6;
  const uint32_t least = plan.family == Family::v4 ? least_mtu : least_mtu_v6;
  if (request.mtu < least || request.mtu > greatest_mtu)
    return tl::unexpected("an MTU lies between " + std::to_string(least) + " and " +
                          std::to_string(greatest_mtu));
  plan.mtu = request.mtu;
  plan.quickack = request.quickack != 0;
  plan.rto_min_ms = std::min<uint32_t>(request.rto_min_ms, 120000);
  if (request.setting_count > request.settings.size())
    return tl::unexpected(std::string("too many settings"));
  for (size_t i = 0; i < request.setting_count; ++i) {
    const keeper::Setting& setting = request.settings[i];
    const std::optional<std::string> name = text_of(setting.name), value = text_of(setting.value);
    if (!name || !value) return tl::unexpected(std::string("a setting is too long"));
    const std::optional<std::string> path = setting_path(*name);
    if (!path) return tl::unexpected(*name + " is no setting of the network");
    plan.settings.push_back({*path, *value, setting.required != 0});
  }
  return plan;
}

bool may_set_option(int level, int name) {
  struct Allowed {
    int level, name;
  };
  static constexpr Allowed allowed[] = {
      {IPPROTO_IP, IP_OPTIONS},      {IPPROTO_IP, IP_TOS},         {IPPROTO_IPV6, IPV6_RTHDR},
      {IPPROTO_IPV6, IPV6_HOPOPTS},  {IPPROTO_IPV6, IPV6_DSTOPTS}, {IPPROTO_IPV6, IPV6_RTHDRDSTOPTS},
      {IPPROTO_TCP, TCP_CONGESTION}, {SOL_SOCKET, SO_PRIORITY},    {SOL_SOCKET, SO_MARK},
  };
  return std::any_of(std::begin(allowed), std::end(allowed),
                     [&](const Allowed& option) { return option.level == level && option.name == name; });
}

}  // namespace shakedown
