#include "lab/channel.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace shakedown {
namespace {

constexpr size_t max_descriptors = 16;

}  // namespace

bool make_channel(ChannelPair& pair) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) return false;
  pair.ours.reset(ends[0]);
  pair.theirs.reset(ends[1]);
  return true;
}

bool send_message(int socket, std::span<const std::byte> octets, std::span<const int> descriptors) {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(max_descriptors * sizeof(int))> control{};
  iovec part{const_cast<std::byte*>(octets.data()), octets.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (!descriptors.empty()) {
    message.msg_control = control.data();
    message.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(descriptors.size_bytes());
    std::memcpy(CMSG_DATA(header), descriptors.data(), descriptors.size_bytes());
  }
  ssize_t sent = 0;
  do {
    sent = sendmsg(socket, &message, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent == static_cast<ssize_t>(octets.size());
}

Message receive_message(int socket, std::span<std::byte> buffer) {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(max_descriptors * sizeof(int))> control{};
  iovec part{buffer.data(), buffer.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  ssize_t got = 0;
  do {
    got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  } while (got < 0 && errno == EINTR);
  Message result;
  if (got <= 0) return result;
  result.octets = static_cast<size_t>(got);
  result.truncated = message.msg_flags & (MSG_TRUNC | MSG_CTRUNC);
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    const size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < count; ++i) {
      int number = -1;
      std::memcpy(&number, CMSG_DATA(header) + i * sizeof(int), sizeof number);
      result.descriptors.emplace_back(number);
    }
  }
  return result;
}

bool send_descriptors(int socket, std::span<const int> descriptors) {
  const std::byte nothing{};
  return send_message(socket, std::span(&nothing, 1), descriptors);
}

bool receive_answer(int socket, std::span<std::byte> answer, std::vector<Descriptor>& descriptors) {
  for (;;) {
    Message message = receive_message(socket, answer);
    if (message.octets == 1) {
      descriptors = std::move(message.descriptors);
      continue;
    }
    return message.octets == answer.size();
  }
}

}  // namespace shakedown
