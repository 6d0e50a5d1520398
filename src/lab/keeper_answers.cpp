#include "lab/keeper_answers.h"

#include <sys/epoll.h>

#include <cstring>

#include "lab/channel.h"

namespace shakedown {

keeper::RequestKind kind_of_request(std::span<const std::byte> octets) {
  uint32_t kind = 0;
  if (octets.size() >= sizeof kind) std::memcpy(&kind, octets.data(), sizeof kind);
  return static_cast<keeper::RequestKind>(kind);
}

void refuse(keeper::Answer& answer, const std::string& what, bool skip) {
  answer.ok = 0;
  answer.skip = skip ? 1 : 0;
  std::strncpy(answer.what, what.c_str(), sizeof answer.what - 1);
}

bool reply(int channel, const keeper::Answer& answer, std::vector<Descriptor> descriptors) {
  if (!descriptors.empty()) {
    std::vector<int> numbers;
    numbers.reserve(descriptors.size());
    for (const Descriptor& one : descriptors) numbers.push_back(one.get());
    if (!send_descriptors(channel, numbers)) return false;
    descriptors.clear();
  }
  return send_struct(channel, answer);
}

void watch(int poll, int descriptor, void* data) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = data;
  epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &event);
}

}  // namespace shakedown
