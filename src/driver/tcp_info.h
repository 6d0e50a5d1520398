#pragma once
// The fields of TCP_INFO by name.

#include <span>

#include "shakedown/lab.h"

namespace shakedown {

// All fields that lie within what the kernel gave, named without "tcpi_"; times become durations.
void add_tcp_info(std::span<const uint8_t> octets, InfoMap& fields);

// TCP_INFO of a socket, as many octets as the kernel gives.
Bytes read_tcp_info(int socket);

}  // namespace shakedown
