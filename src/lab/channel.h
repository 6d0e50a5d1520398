#pragma once
// Messages with descriptors over a SOCK_SEQPACKET socket.

#include <span>
#include <vector>

#include "driver/descriptor.h"

namespace shakedown {

// Both ends, close-on-exec.
struct ChannelPair {
  Descriptor ours, theirs;
};
bool make_channel(ChannelPair& pair);

// Sends one message; false when the other end is gone.
bool send_message(int socket, std::span<const std::byte> octets, std::span<const int> descriptors = {});

struct Message {
  size_t octets = 0;
  bool truncated = false;
  std::vector<Descriptor> descriptors;
};
// Receives one message into `buffer`; waits for it. octets == 0: the other end is gone.
Message receive_message(int socket, std::span<std::byte> buffer);

template <typename T>
bool send_struct(int socket, const T& value, std::span<const int> descriptors = {}) {
  return send_message(socket, std::as_bytes(std::span(&value, 1)), descriptors);
}

}  // namespace shakedown
