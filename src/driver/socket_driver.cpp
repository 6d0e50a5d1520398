#include "driver/socket_driver.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <set>

#include "driver/simple_calls.h"
#include "driver/socket_address.h"
#include "driver/tcp_info.h"

namespace shakedown {
namespace {

CallEnd error_end(int number) { return {CallEnd::Error{number}}; }

bool may_wait(CallKind kind) {
  return kind == CallKind::accept || kind == CallKind::connect || kind == CallKind::send ||
         kind == CallKind::read;
}

}  // namespace

Outcome<CallRef> SocketDriver::start(const CallRequest& request) {
  const auto reference = static_cast<CallRef>(calls_.size());
  calls_.emplace_back().request = request;
  if (Outcome<std::optional<CallEnd>> first = progress(reference); !first)
    return tl::unexpected(first.error());
  return reference;
}

Outcome<std::optional<CallEnd>> SocketDriver::progress(CallRef reference) {
  const auto index = static_cast<size_t>(reference);
  if (index >= calls_.size()) return tl::unexpected(Trouble{"no such call", false});
  if (calls_[index].end) return calls_[index].end;
  if (calls_[index].cancelled) return std::nullopt;
  Step tried = try_call(calls_[index]);
  if (tried) calls_[index].end = *tried;
  return tried;
}

void SocketDriver::cancel(CallRef reference) {
  if (static_cast<size_t>(reference) < calls_.size()) calls_[static_cast<size_t>(reference)].cancelled = true;
}

Outcome<InfoMap> SocketDriver::info(const FourTuple& tuple, std::optional<SocketRef> socket) {
  Outcome<std::optional<ConnectionLook>> look = states_.look(tuple);
  if (!look) return tl::unexpected(look.error());
  InfoMap fields;
  if (*look) {
    fields["timer"] = (*look)->timer;
    add_tcp_info((*look)->tcp_info, fields);
  } else if (const DriverSocket* open = socket ? find(*socket) : nullptr) {
    // The connection is gone, its socket not: what the kernel counted is still there.
    add_tcp_info(read_tcp_info(open->descriptor.get()), fields);
  }
  return fields;
}

Outcome<uint16_t> SocketDriver::bound_port(SocketRef socket) {
  const DriverSocket* open = find(socket);
  if (open == nullptr) return tl::unexpected(Trouble{"the socket is closed", false});
  SocketAddress address;
  if (getsockname(open->descriptor.get(), address.generic(), &address.size) != 0) return uint16_t{0};
  return address.endpoint().port;
}

std::optional<SocketDriver::Interest> SocketDriver::interest(CallRef reference) const {
  const auto index = static_cast<size_t>(reference);
  if (index >= calls_.size() || calls_[index].end || calls_[index].cancelled) return std::nullopt;
  const CallRequest& request = calls_[index].request;
  const auto socket = sockets_.find(static_cast<int>(request.socket));
  if (socket == sockets_.end()) return std::nullopt;
  const bool writes = request.kind == CallKind::connect || request.kind == CallKind::send;
  return Interest{socket->second.descriptor.get(), static_cast<short>(writes ? POLLOUT : POLLIN)};
}

SocketRef SocketDriver::adopt(Descriptor descriptor, int linger_on, int linger_seconds) {
  std::set<int> taken;
  for (const auto& [reference, socket] : sockets_) taken.insert(socket.number);
  int lowest = 0;
  while (taken.count(lowest) != 0) ++lowest;
  DriverSocket& socket = sockets_[++last_socket_];
  socket.descriptor = std::move(descriptor);
  socket.number = lowest;
  socket.linger_on = linger_on;
  socket.linger_seconds = linger_seconds;
  return static_cast<SocketRef>(last_socket_);
}

DriverSocket* SocketDriver::find(SocketRef socket) {
  const auto found = sockets_.find(static_cast<int>(socket));
  return found != sockets_.end() ? &found->second : nullptr;
}

void SocketDriver::cancel_calls_of(SocketRef socket) {
  for (DriverCall& call : calls_)
    if (call.request.socket == socket && may_wait(call.request.kind)) call.cancelled = true;
}

SocketDriver::Step SocketDriver::try_call(DriverCall& call) {
  const CallRequest& request = call.request;
  if (request.kind == CallKind::socket) return open();
  if (request.kind == CallKind::crash) return crash();
  DriverSocket* socket = find(request.socket);
  if (socket == nullptr) return error_end(EBADF);
  switch (request.kind) {
    case CallKind::accept:
      return accept(*socket);
    case CallKind::connect:
      return connect(call, *socket);
    case CallKind::send:
      return send(call, *socket);
    case CallKind::read:
      return read(call, *socket);
    case CallKind::close:
    case CallKind::abort:
    case CallKind::forget:
      return close(request, *socket);
    case CallKind::setsockopt:
      return set_option(request, *socket);
    case CallKind::getsockopt:
      return get_option(request, *socket);
    default:
      return call_at_once(request, socket->descriptor.get(), system_.family());
  }
}

SocketDriver::Step SocketDriver::open() {
  Outcome<Descriptor> opened = system_.open_socket();
  if (!opened) return tl::unexpected(opened.error());
  return CallEnd{CallEnd::Opened{adopt(std::move(*opened), 0, 0)}};
}

// With ordinary linger, unless the scenario has set its own: so a process's sockets close when it dies.
SocketDriver::Step SocketDriver::crash() {
  std::vector<int> references;
  for (const auto& [reference, socket] : sockets_) references.push_back(reference);
  std::sort(references.begin(), references.end(),
            [this](int a, int b) { return sockets_.at(a).number < sockets_.at(b).number; });
  for (const int reference : references) {
    cancel_calls_of(static_cast<SocketRef>(reference));
    lift_linger(sockets_.at(reference));
    sockets_.erase(reference);
  }
  return CallEnd{CallEnd::Ok{}};
}

SocketDriver::Step SocketDriver::close(const CallRequest& request, DriverSocket& socket) {
  if (request.kind == CallKind::close) lift_linger(socket);
  if (request.kind == CallKind::forget) {
    // A listener has nothing to say in any case, and cannot enter repair.
    int listening = 0;
    socklen_t size = sizeof listening;
    getsockopt(socket.descriptor.get(), SOL_SOCKET, SO_ACCEPTCONN, &listening, &size);
    if (const int error = listening != 0 ? 0 : system_.enter_repair(socket.descriptor.get()))
      return tl::unexpected(Trouble{"cannot make the target forget: " + errno_name(error), error == EPERM});
  }
  const SocketRef closing = request.socket;
  cancel_calls_of(closing);
  sockets_.erase(static_cast<int>(closing));
  return CallEnd{CallEnd::Ok{}};
}

}  // namespace shakedown
