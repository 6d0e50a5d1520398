#include "shakedown/address.h"

#include <arpa/inet.h>

#include <cassert>

namespace shakedown {

Address Address::parse(const std::string& text) {
  Address address;
  address.family = text.find(':') == std::string::npos ? Family::v4 : Family::v6;
  [[maybe_unused]] const int parsed =
      inet_pton(address.family == Family::v4 ? AF_INET : AF_INET6, text.c_str(), address.octets.data());
  assert(parsed == 1);
  return address;
}

std::string to_string(const Address& address) {
  char text[INET6_ADDRSTRLEN] = "";
  inet_ntop(address.family == Family::v4 ? AF_INET : AF_INET6, address.octets.data(), text, sizeof text);
  return text;
}

}  // namespace shakedown
