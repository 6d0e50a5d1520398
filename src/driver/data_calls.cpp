// The driver's calls that may take their time: accept, connect, send, read.

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "driver/socket_address.h"
#include "driver/socket_driver.h"

namespace shakedown {
namespace {

constexpr size_t read_at_once = 65536;

CallEnd error_end(int number) { return {CallEnd::Error{number}}; }

bool try_later(int error) {
  return error == EAGAIN || error == EINTR || error == EINPROGRESS || error == EALREADY;
}

int set_nodelay(int descriptor, int value) {
  int before = 0;
  socklen_t size = sizeof before;
  getsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &before, &size);
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &value, sizeof value);
  return before;
}

}  // namespace

SocketDriver::Step SocketDriver::accept(DriverSocket& socket) {
  SocketAddress from;
  Descriptor accepted(
      accept4(socket.descriptor.get(), from.generic(), &from.size, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!accepted) {
    if (try_later(errno)) return std::nullopt;
    return error_end(errno);
  }
  const linger reset_on_close{1, 0};
  setsockopt(accepted.get(), SOL_SOCKET, SO_LINGER, &reset_on_close, sizeof reset_on_close);
  const Endpoint peer = from.endpoint();
  // A connection inherits what was set on its listener.
  return CallEnd{
      CallEnd::Accepted{adopt(std::move(accepted), socket.linger_on, socket.linger_seconds), peer}};
}

// Asking connect() again tells how the handshake went, as a blocking call would; SO_ERROR stays untouched.
SocketDriver::Step SocketDriver::connect(DriverCall& call, DriverSocket& socket) {
  if (!call.request.to) return error_end(EDESTADDRREQ);
  SocketAddress to = SocketAddress::of(*call.request.to);
  const int descriptor = socket.descriptor.get();
  const Bytes& data = call.request.data;
  if (!call.connecting && !data.empty()) {
    call.connecting = true;
    const ssize_t sent =
        sendto(descriptor, data.data(), data.size(), MSG_FASTOPEN | MSG_NOSIGNAL, to.generic(), to.size);
    if (sent < 0 && !try_later(errno)) return error_end(errno);
    call.moved = static_cast<size_t>(std::max<ssize_t>(sent, 0));
  }
  call.connecting = true;
  if (!call.connected) {
    if (::connect(descriptor, to.generic(), to.size) != 0 && errno != EISCONN) {
      if (try_later(errno)) return std::nullopt;
      return error_end(errno);
    }
    call.connected = true;
  }
  while (call.moved < data.size()) {
    const ssize_t sent = ::send(descriptor, data.data() + call.moved, data.size() - call.moved, MSG_NOSIGNAL);
    if (sent < 0 && try_later(errno)) return std::nullopt;
    if (sent < 0) return error_end(errno);
    call.moved += static_cast<size_t>(sent);
  }
  return CallEnd{CallEnd::Ok{}};
}

SocketDriver::Step SocketDriver::send(DriverCall& call, DriverSocket& socket) {
  const CallRequest& request = call.request;
  const int descriptor = socket.descriptor.get();
  const int flags = MSG_NOSIGNAL | (request.oob ? MSG_OOB : 0) | (request.more ? MSG_MORE : 0);
  const int nodelay_before = request.nodelay ? set_nodelay(descriptor, 1) : 0;
  Step result = std::nullopt;
  for (;;) {
    const ssize_t sent =
        ::send(descriptor, request.data.data() + call.moved, request.data.size() - call.moved, flags);
    if (sent < 0) {
      if (errno == EINTR) continue;
      if (!try_later(errno)) result = error_end(errno);
      break;
    }
    call.moved += static_cast<size_t>(sent);
    if (call.moved < request.data.size()) continue;
    result = CallEnd{CallEnd::Sent{call.moved}};
    break;
  }
  if (request.nodelay && nodelay_before == 0) set_nodelay(descriptor, 0);
  return result;
}

SocketDriver::Step SocketDriver::read(DriverCall& call, DriverSocket& socket) {
  const CallRequest& request = call.request;
  const auto data = [&call] { return CallEnd{CallEnd::Data{std::move(call.octets)}}; };
  if (socket.read_error != 0) return error_end(std::exchange(socket.read_error, 0));
  for (;;) {
    std::array<uint8_t, read_at_once> buffer;
    const size_t wanted = request.number
                              ? std::min<uint64_t>(*request.number - call.octets.size(), buffer.size())
                              : buffer.size();
    const ssize_t got = recv(socket.descriptor.get(), buffer.data(), wanted, request.oob ? MSG_OOB : 0);
    if (got < 0) {
      if (errno == EINTR) continue;
      if (try_later(errno)) return std::nullopt;
      if (call.octets.empty()) return error_end(errno);
      socket.read_error = errno;
      return data();
    }
    call.octets.insert(call.octets.end(), buffer.begin(), buffer.begin() + got);
    if (request.number ? call.octets.size() >= *request.number
                       : got > 0 && call.octets.size() >= request.at_least.value_or(0))
      return data();
    if (got == 0) return call.octets.empty() ? CallEnd{CallEnd::Eof{}} : data();
  }
}

}  // namespace shakedown
