#include "lab/local_system.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "lab/channel.h"

namespace shakedown {
namespace {

struct Reply {
  keeper::Answer answer;
  std::vector<Descriptor> descriptors;
};

template <typename Request>
Outcome<Reply> ask(int channel, const Request& request, std::span<const int> descriptors = {}) {
  Reply reply;
  if (!send_struct(channel, request, descriptors))
    return tl::unexpected(Trouble{"the keeper is gone", false});
  if (!receive_answer(channel, std::as_writable_bytes(std::span(&reply.answer, 1)), reply.descriptors))
    return tl::unexpected(Trouble{"the keeper is gone", false});
  if (!reply.answer.ok) return tl::unexpected(Trouble{reply.answer.what, reply.answer.skip != 0});
  return reply;
}

int error_of(const Outcome<Reply>& reply) { return reply ? reply->answer.error : EPERM; }

}  // namespace

void LocalSystem::close_all() {
  parts_.sockets.clear();
  parts_.diag.reset();
}

Outcome<Descriptor> LocalSystem::open_socket() {
  if (!parts_.sockets.empty()) {
    Descriptor socket = std::move(parts_.sockets.back());
    parts_.sockets.pop_back();
    return socket;
  }
  keeper::OpenSocketRequest request;
  request.lab = parts_.lab;
  Outcome<Reply> reply = ask(parts_.call_channel, request);
  if (!reply) return tl::unexpected(reply.error());
  if (reply->answer.error != 0 || reply->descriptors.size() != 1)
    return tl::unexpected(Trouble{
        fmt::format("cannot open a socket in the lab: {}", std::strerror(reply->answer.error)), false});
  return std::move(reply->descriptors[0]);
}

int LocalSystem::enter_repair(int descriptor) {
  keeper::RepairRequest request;
  request.lab = parts_.lab;
  return error_of(ask(parts_.call_channel, request, std::span(&descriptor, 1)));
}

int LocalSystem::set_privileged_option(int descriptor, int level, int name, std::span<const uint8_t> value) {
  keeper::SetOptionRequest request{};
  request.kind = keeper::RequestKind::set_option;
  request.lab = parts_.lab;
  request.level = level;
  request.name = name;
  if (value.size() > request.value.size()) return EINVAL;
  request.size = static_cast<uint32_t>(value.size());
  std::copy(value.begin(), value.end(), request.value.begin());
  return error_of(ask(parts_.call_channel, request, std::span(&descriptor, 1)));
}

}  // namespace shakedown
