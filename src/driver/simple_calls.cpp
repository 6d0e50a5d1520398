#include "driver/simple_calls.h"

#include <linux/errqueue.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "driver/socket_address.h"

namespace shakedown {
namespace {

CallEnd ended(int result) { return result < 0 ? CallEnd{CallEnd::Error{errno}} : CallEnd{CallEnd::Ok{}}; }

// To any address, as a server does.
CallEnd bind_port(int descriptor, uint16_t port, Family family) {
  SocketAddress address = SocketAddress::of({{family, {}}, port});
  return ended(bind(descriptor, address.generic(), address.size));
}

CallEnd shut_down(int descriptor, ShutdownHow how) {
  constexpr std::array<int, 3> numbers = {SHUT_RD, SHUT_WR, SHUT_RDWR};
  return ended(shutdown(descriptor, numbers[static_cast<size_t>(how)]));
}

CallEnd take_error(int descriptor) {
  int number = 0;
  socklen_t size = sizeof number;
  if (getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &number, &size) != 0) number = errno;
  return number != 0 ? CallEnd{CallEnd::Error{number}} : CallEnd{CallEnd::Ok{}};
}

CallEnd poll_events(int descriptor) {
  struct Event {
    short bit;
    const char* name;
  };
  constexpr std::array<Event, 6> events = {{{POLLIN, "in"},
                                            {POLLOUT, "out"},
                                            {POLLPRI, "pri"},
                                            {POLLHUP, "hup"},
                                            {POLLERR, "err"},
                                            {POLLRDHUP, "rdhup"}}};
  pollfd watched{descriptor, POLLIN | POLLOUT | POLLPRI | POLLRDHUP, 0};
  if (poll(&watched, 1, 0) < 0) return ended(-1);
  std::string text;
  for (const Event& event : events)
    if ((watched.revents & event.bit) != 0) text += (text.empty() ? "" : "|") + std::string(event.name);
  return {CallEnd::Text{text.empty() ? "none" : text}};
}

CallEnd at_mark(int descriptor) {
  int yes = 0;
  if (ioctl(descriptor, SIOCATMARK, &yes) < 0) return ended(-1);
  return {CallEnd::Text{yes != 0 ? "1" : "0"}};
}

// The oldest entry of the error queue, which a scenario opens with IP_RECVERR or IPV6_RECVERR.
CallEnd take_queued_error(int descriptor) {
  alignas(cmsghdr) std::array<char, 512> control{};
  std::array<char, 512> quoted{};
  iovec part{quoted.data(), quoted.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  if (recvmsg(descriptor, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
    return errno == EAGAIN ? CallEnd{CallEnd::Text{"empty"}} : ended(-1);
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
    const bool v4 = header->cmsg_level == IPPROTO_IP && header->cmsg_type == IP_RECVERR;
    const bool v6 = header->cmsg_level == IPPROTO_IPV6 && header->cmsg_type == IPV6_RECVERR;
    if (!v4 && !v6) continue;
    sock_extended_err error{};
    std::memcpy(&error, CMSG_DATA(header), sizeof error);
    return {CallEnd::Text{errno_name(static_cast<int>(error.ee_errno))}};
  }
  return {CallEnd::Text{"empty"}};
}

}  // namespace

Outcome<std::optional<CallEnd>> call_at_once(const CallRequest& request, int descriptor, Family family) {
  switch (request.kind) {
    case CallKind::bind:
      return bind_port(descriptor, static_cast<uint16_t>(request.number.value_or(0)), family);
    case CallKind::listen:
      return ended(listen(
          descriptor, static_cast<int>(std::min<uint64_t>(request.number.value_or(SOMAXCONN), INT32_MAX))));
    case CallKind::shutdown:
      return shut_down(descriptor, request.how);
    case CallKind::error:
      return take_error(descriptor);
    case CallKind::poll:
      return poll_events(descriptor);
    case CallKind::atmark:
      return at_mark(descriptor);
    case CallKind::errqueue:
      return take_queued_error(descriptor);
    default:
      return tl::unexpected(Trouble{"the driver does not know this call", false});
  }
}

}  // namespace shakedown
