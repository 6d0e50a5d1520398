#pragma once
// Socket options by the names that a scenario writes.

#include <optional>
#include <span>
#include <string>
#include <tl/expected.hpp>

#include "shakedown/segment.h"

namespace shakedown {

// How an option's octets are written and shown.
enum class OptionKind {
  number,        // int
  seconds,       // int; also written as a duration
  milliseconds,  // int; also written as a duration
  microseconds,  // int; also written as a duration
  timeval,       // written as a duration
  linger,        // "off", or seconds
  text,
  octets,  // hex:...
  md5_key  // "KEY", for the peer's address
};

struct SocketOption {
  const char* name;
  int level, number;
  OptionKind kind;
};

const SocketOption* find_socket_option(const std::string& name);

// The octets that setsockopt takes for a value as written; an error says what would have been right.
tl::expected<Bytes, std::string> option_octets(const SocketOption& option, const std::string& value,
                                               const Address& peer);
// What getsockopt gave, as the scenario compares it.
std::string option_text(const SocketOption& option, std::span<const uint8_t> octets);

}  // namespace shakedown
