#include "lab/local_factory.h"

#include <linux/if_packet.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

#include "lab/addresses.h"
#include "lab/channel.h"
#include "lab/local_lab.h"
#include "lab/settings.h"

namespace shakedown {
namespace {

constexpr size_t largest_frame = 65536 + 64;

tl::unexpected<Trouble> trouble(const std::string& what, bool skip) {
  return tl::unexpected(Trouble{what, skip});
}

Outcome<void> add_setting(keeper::MakeRequest& request, const std::pair<std::string, std::string>& setting,
                          bool required) {
  if (request.setting_count == request.settings.size())
    return trouble("a scenario may set at most " + std::to_string(keeper::max_settings) + " sysctls", false);
  keeper::Setting& place = request.settings[request.setting_count++];
  if (setting.first.size() >= sizeof place.name || setting.second.size() >= sizeof place.value)
    return trouble("the sysctl " + setting.first + " or its value is too long", false);
  if (!setting_path(setting.first)) return trouble(setting.first + " is no setting of the network", false);
  std::memcpy(place.name, setting.first.c_str(), setting.first.size() + 1);
  std::memcpy(place.value, setting.second.c_str(), setting.second.size() + 1);
  place.required = required ? 1 : 0;
  return {};
}

Outcome<keeper::MakeRequest> request_for(const LabRequest& wanted) {
  keeper::MakeRequest request{};
  request.kind = keeper::RequestKind::make;
  request.family = static_cast<uint8_t>(wanted.family);
  request.quickack = wanted.quickack ? 1 : 0;
  request.mtu = wanted.mtu;
  if (wanted.rto_min) {
    const auto whole = std::chrono::ceil<std::chrono::milliseconds>(*wanted.rto_min).count();
    request.rto_min_ms = static_cast<uint32_t>(std::clamp<int64_t>(whole, 1, 120000));
  }
  for (const auto& setting : wanted.sysctls)
    if (Outcome<void> added = add_setting(request, setting, true); !added)
      return tl::unexpected(added.error());
  for (const auto& setting : wanted.sysctls_where_known)
    if (Outcome<void> added = add_setting(request, setting, false); !added)
      return tl::unexpected(added.error());
  return request;
}

class LocalFactory : public LabFactory {
 public:
  LocalFactory(WorkerChannels channels, const KeeperFacts& facts, const StopSwitch& stop)
      : channels_(std::move(channels)), facts_(facts), stop_(stop), buffer_(largest_frame) {}

  Outcome<std::unique_ptr<Lab>> make(const LabRequest& wanted) override {
    if (wanted.family == Family::v6 && !facts_.ipv6) return trouble("this machine has no IPv6", true);
    if (!wanted.sysctls.empty() && !facts_.sysctls) return trouble("sysctls cannot be set here", true);
    Outcome<keeper::MakeRequest> request = request_for(wanted);
    if (!request) return tl::unexpected(request.error());
    if (!send_struct(channels_.labs.get(), *request)) return trouble("the keeper is gone", false);
    keeper::Answer answer;
    std::vector<Descriptor> descriptors;
    if (!receive_answer(channels_.labs.get(), std::as_writable_bytes(std::span(&answer, 1)), descriptors))
      return trouble("the keeper is gone", false);
    if (!answer.ok) return trouble(answer.what, answer.skip != 0);
    if (descriptors.size() != 1 + keeper::max_sockets) return trouble("the keeper sent too little", false);

    LocalLabParts parts;
    parts.packets = channels_.packets.get();
    parts.interface = answer.interface;
    parts.buffer = buffer_;
    parts.system.lab = answer.lab;
    parts.system.call_channel = channels_.calls.get();
    parts.system.diag = std::move(descriptors.front());
    for (size_t i = 1; i < descriptors.size(); ++i) parts.system.sockets.push_back(std::move(descriptors[i]));
    parts.facts = facts_of(wanted, answer.settings_made);
    forget_frames();
    return std::make_unique<LocalLab>(std::move(parts), channels_.labs.get(), stop_);
  }

 private:
  LabFacts facts_of(const LabRequest& wanted, uint32_t made) const {
    LabFacts facts;
    set_addresses(facts, wanted.family);
    facts.mtu = wanted.mtu;
    facts.tick = facts_.tick;
    facts.release = facts_.release;
    facts.settings = facts_.pinned;
    size_t number = 0;
    const auto record = [&](const std::pair<std::string, std::string>& setting) {
      if ((made & (1U << number++)) == 0) return;
      const std::string name = dotted_name(*setting_path(setting.first));
      for (auto& pinned : facts.settings)
        if (pinned.first == name) {
          pinned.second = setting.second;
          return;
        }
      facts.settings.emplace_back(name, setting.second);
    };
    for (const auto& setting : wanted.sysctls) record(setting);
    for (const auto& setting : wanted.sysctls_where_known) record(setting);
    return facts;
  }

  // What the lab before this one said last, and what was lost of it, is nobody's business any more.
  void forget_frames() {
    while (recv(channels_.packets.get(), buffer_.data(), buffer_.size(), MSG_DONTWAIT) >= 0) {
    }
    tpacket_stats statistics{};
    socklen_t size = sizeof statistics;
    getsockopt(channels_.packets.get(), SOL_PACKET, PACKET_STATISTICS, &statistics, &size);
  }

  WorkerChannels channels_;
  const KeeperFacts& facts_;
  const StopSwitch& stop_;
  std::vector<uint8_t> buffer_;
};

}  // namespace

std::unique_ptr<LabFactory> make_local_factory(WorkerChannels channels, const KeeperFacts& facts,
                                               const StopSwitch& stop) {
  return std::make_unique<LocalFactory>(std::move(channels), facts, stop);
}

}  // namespace shakedown
