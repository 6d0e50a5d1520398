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

// Descriptors alone. Whoever passes one on and then closes it must have closed it before the other end is
// told that it may go on: as long as a copy is open, closing the other one does nothing.
bool send_descriptors(int socket, std::span<const int> descriptors);

// Receives an answer and the descriptors that went ahead of it; false: the other end is gone.
bool receive_answer(int socket, std::span<std::byte> answer, std::vector<Descriptor>& descriptors);

template <typename T>
bool send_struct(int socket, const T& value, std::span<const int> descriptors = {}) {
  return send_message(socket, std::as_bytes(std::span(&value, 1)), descriptors);
}

}  // namespace shakedown
