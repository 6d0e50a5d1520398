#include "lab/netlink.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace shakedown {

nlmsghdr* NetlinkBatch::add(uint16_t type, uint16_t flags) {
  if (last_ != nullptr) used_ += MNL_ALIGN(last_->nlmsg_len);
  last_ = mnl_nlmsg_put_header(buffer_.data() + used_);
  last_->nlmsg_type = type;
  last_->nlmsg_flags = static_cast<uint16_t>(NLM_F_REQUEST | flags);
  last_->nlmsg_seq = ++sequence_;
  return last_;
}

std::span<const uint8_t> NetlinkBatch::take() {
  const size_t octets = used_ + (last_ != nullptr ? MNL_ALIGN(last_->nlmsg_len) : 0);
  used_ = 0;
  last_ = nullptr;
  return {buffer_.data(), octets};
}

Outcome<Netlink> Netlink::open(int protocol) {
  mnl_socket* socket = mnl_socket_open2(protocol, SOCK_CLOEXEC);
  if (socket == nullptr || mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) != 0) {
    const int error = errno;
    if (socket != nullptr) mnl_socket_close(socket);
    return tl::unexpected(
        Trouble{fmt::format("cannot open a netlink socket: {}", std::strerror(error)), false});
  }
  return Netlink(socket);
}

int Netlink::run(NetlinkBatch& batch) {
  // Failures are answered one by one, success with the last request's acknowledgement alone.
  batch.last()->nlmsg_flags |= NLM_F_ACK;
  const uint32_t last = batch.last()->nlmsg_seq;
  const std::span<const uint8_t> octets = batch.take();
  if (mnl_socket_sendto(socket_.get(), octets.data(), octets.size()) < 0) return errno;
  int first_error = 0;
  for (;;) {
    const ssize_t got = mnl_socket_recvfrom(socket_.get(), answer_.data(), answer_.size());
    if (got < 0) return errno;
    int left = static_cast<int>(got);
    const auto* header = reinterpret_cast<const nlmsghdr*>(answer_.data());
    for (; mnl_nlmsg_ok(header, left); header = mnl_nlmsg_next(header, &left)) {
      if (header->nlmsg_type != NLMSG_ERROR) continue;
      const auto* word = static_cast<const nlmsgerr*>(mnl_nlmsg_get_payload(header));
      if (word->error != 0 && first_error == 0) first_error = -word->error;
      if (header->nlmsg_seq == last) return first_error;
    }
  }
}

int Netlink::ask(NetlinkBatch& batch, const nlmsghdr** answer) {
  const uint32_t sequence = batch.last()->nlmsg_seq;
  const std::span<const uint8_t> octets = batch.take();
  if (mnl_socket_sendto(socket_.get(), octets.data(), octets.size()) < 0) return errno;
  for (;;) {
    const ssize_t got = mnl_socket_recvfrom(socket_.get(), answer_.data(), answer_.size());
    if (got < 0) return errno;
    const auto* header = reinterpret_cast<const nlmsghdr*>(answer_.data());
    if (!mnl_nlmsg_ok(header, static_cast<int>(got)) || header->nlmsg_seq != sequence) continue;
    if (header->nlmsg_type == NLMSG_ERROR)
      return -static_cast<const nlmsgerr*>(mnl_nlmsg_get_payload(header))->error;
    *answer = header;
    return 0;
  }
}

}  // namespace shakedown
