#pragma once
// IP addresses and the four-tuple that names a connection.

#include <array>
#include <compare>
#include <cstdint>
#include <string>

namespace shakedown {

enum class Family : uint8_t { v4 = 4, v6 = 6 };

// An IPv4 or IPv6 address in network order; an IPv4 address stands in the first four octets.
struct Address {
  Family family = Family::v4;
  std::array<uint8_t, 16> octets{};
  friend auto operator<=>(const Address&, const Address&) = default;

  static Address parse(const std::string& text);  // "192.0.2.1", "2001:db8::1"; asserts on anything else
};
std::string to_string(const Address& address);

// Ports are as a person writes them (host order).
struct Endpoint {
  Address address;
  uint16_t port = 0;
  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

struct FourTuple {
  Endpoint peer;    // ours
  Endpoint target;  // theirs
  friend auto operator<=>(const FourTuple&, const FourTuple&) = default;
};

}  // namespace shakedown
