#include "driver/socket_address.h"

#include <netinet/in.h>

#include <algorithm>
#include <cstring>

namespace shakedown {

Endpoint SocketAddress::endpoint() const {
  Endpoint result;
  if (storage.ss_family == AF_INET) {
    sockaddr_in address{};
    std::memcpy(&address, &storage, sizeof address);
    std::memcpy(result.address.octets.data(), &address.sin_addr, sizeof address.sin_addr);
    result.port = ntohs(address.sin_port);
  } else if (storage.ss_family == AF_INET6) {
    sockaddr_in6 address{};
    std::memcpy(&address, &storage, sizeof address);
    result.address.family = Family::v6;
    std::memcpy(result.address.octets.data(), &address.sin6_addr, sizeof address.sin6_addr);
    result.port = ntohs(address.sin6_port);
  }
  return result;
}

SocketAddress SocketAddress::of(const Endpoint& endpoint) {
  SocketAddress result;
  if (endpoint.address.family == Family::v4) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(endpoint.port);
    std::memcpy(&address.sin_addr, endpoint.address.octets.data(), sizeof address.sin_addr);
    std::memcpy(&result.storage, &address, sizeof address);
    result.size = sizeof address;
  } else {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(endpoint.port);
    std::memcpy(&address.sin6_addr, endpoint.address.octets.data(), sizeof address.sin6_addr);
    std::memcpy(&result.storage, &address, sizeof address);
    result.size = sizeof address;
  }
  return result;
}

}  // namespace shakedown
