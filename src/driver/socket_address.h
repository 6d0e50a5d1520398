#pragma once
// Endpoints as the kernel's socket addresses.

#include <sys/socket.h>

#include "shakedown/address.h"

namespace shakedown {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;

  sockaddr* generic() { return reinterpret_cast<sockaddr*>(&storage); }
  Endpoint endpoint() const;
  static SocketAddress of(const Endpoint& endpoint);
};

}  // namespace shakedown
