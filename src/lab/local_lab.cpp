#include "lab/local_lab.h"

#include <poll.h>

#include <algorithm>

#include "lab/channel.h"

namespace shakedown {

LocalLab::LocalLab(LocalLabParts parts, int release_channel, const StopSwitch& stop)
    : facts_(std::move(parts.facts)),
      packets_(parts.packets),
      release_channel_(release_channel),
      stop_(stop),
      system_(std::move(parts.system), facts_),
      link_(parts.packets, parts.interface, clock_, parts.buffer),
      driver_(system_) {}

// First every socket of ours closes, with a reset. What earlier closes have left in the kernel is then found
// by the addresses and ports that were seen, and the namespace goes: the keeper does both, in its own time.
LocalLab::~LocalLab() {
  driver_.close_all();
  system_.close_all();
  keeper::ReleaseRequest request{};
  request.kind = keeper::RequestKind::release;
  request.lab = system_.lab();
  const auto& connections = link_.connections();
  request.count = static_cast<uint32_t>(connections.size());
  std::copy_n(connections.begin(), std::min(connections.size(), request.tuples.size()),
              request.tuples.begin());
  send_struct(release_channel_, request);
}

bool LocalLab::wait(Instant deadline, std::span<const CallRef> calls) {
  std::vector<pollfd> watched;
  watched.reserve(2 + calls.size());
  watched.push_back({packets_, POLLIN, 0});
  watched.push_back({stop_.descriptor(), POLLIN, 0});
  for (const CallRef call : calls)
    if (const std::optional<SocketDriver::Interest> interest = driver_.interest(call))
      watched.push_back({interest->descriptor, interest->events, 0});
  const Duration left = std::max(deadline - clock_.now(), Duration::zero());
  const timespec timeout{static_cast<time_t>(left / 1s), static_cast<long>((left % 1s).count())};
  const int ready = ppoll(watched.data(), watched.size(), &timeout, nullptr);
  return ready != 0;  // an interrupted wait is a false alarm
}

}  // namespace shakedown
