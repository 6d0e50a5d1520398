// The driver's setsockopt and getsockopt, and SO_LINGER, which the driver keeps for itself.

#include <fmt/format.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "driver/socket_driver.h"
#include "driver/socket_options.h"

namespace shakedown {
namespace {

tl::unexpected<Trouble> trouble(std::string what, bool skip = false) {
  return tl::unexpected(Trouble{std::move(what), skip});
}

tl::unexpected<Trouble> not_there(const std::string& name) {
  return trouble(fmt::format("a socket here has no option {}", name), true);
}

}  // namespace

// The scenario's own linger from now on. A close that lingers looks no different on the wire, and must not
// hold this thread up.
void SocketDriver::lift_linger(DriverSocket& socket) {
  const bool resets = socket.linger_on != 0 && socket.linger_seconds == 0;
  const linger value{resets ? 1 : 0, 0};
  setsockopt(socket.descriptor.get(), SOL_SOCKET, SO_LINGER, &value, sizeof value);
}

SocketDriver::Step SocketDriver::set_option(const CallRequest& request, DriverSocket& socket) {
  const SocketOption* option = find_socket_option(request.option);
  if (option == nullptr) return trouble(fmt::format("there is no socket option {}", request.option));
  const auto octets = option_octets(*option, request.value, system_.peer());
  if (!octets)
    return trouble(
        fmt::format("{} does not take {}: expected {}", request.option, request.value, octets.error()));
  if (option->kind == OptionKind::linger) {
    linger value{};
    std::memcpy(&value, octets->data(), sizeof value);
    socket.linger_on = value.l_onoff;
    socket.linger_seconds = value.l_linger;
    return CallEnd{CallEnd::Ok{}};
  }
  const int descriptor = socket.descriptor.get();
  int error = 0;
  if (setsockopt(descriptor, option->level, option->number, octets->data(),
                 static_cast<socklen_t>(octets->size())) != 0)
    error = errno;
  // Without the capability some IP options are refused as if they were malformed.
  if (error == EPERM || (error == EINVAL && option->kind == OptionKind::octets))
    error = system_.set_privileged_option(descriptor, option->level, option->number, *octets);
  if (error == ENOPROTOOPT) return not_there(request.option);
  if (error != 0) return CallEnd{CallEnd::Error{error}};
  return CallEnd{CallEnd::Ok{}};
}

SocketDriver::Step SocketDriver::get_option(const CallRequest& request, DriverSocket& socket) {
  const SocketOption* option = find_socket_option(request.option);
  if (option == nullptr) return trouble(fmt::format("there is no socket option {}", request.option));
  Bytes octets(1024);
  socklen_t size = static_cast<socklen_t>(octets.size());
  if (option->kind == OptionKind::linger) {
    const linger value{socket.linger_on, socket.linger_seconds};
    std::memcpy(octets.data(), &value, sizeof value);
    size = sizeof value;
  } else if (getsockopt(socket.descriptor.get(), option->level, option->number, octets.data(), &size) != 0) {
    if (errno == ENOPROTOOPT) return not_there(request.option);
    return CallEnd{CallEnd::Error{errno}};
  }
  octets.resize(size);
  return CallEnd{CallEnd::Text{option_text(*option, octets)}};
}

}  // namespace shakedown
