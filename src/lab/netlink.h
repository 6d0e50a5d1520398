#pragma once
// A routing netlink socket and batches of requests to it; the socket belongs to the network namespace in
// which the thread stood when it was opened.

#include <libmnl/libmnl.h>

#include <array>
#include <cstdint>
#include <memory>
#include <span>

#include "shakedown/lab.h"

namespace shakedown {

// Requests laid out one behind the other, to be sent as one message.
class NetlinkBatch {
 public:
  // Begins a request; its payload header and attributes follow through libmnl.
  nlmsghdr* add(uint16_t type, uint16_t flags);
  nlmsghdr* last() { return last_; }
  // All requests so far; the next one begins a new batch.
  std::span<const uint8_t> take();

 private:
  alignas(nlmsghdr) std::array<uint8_t, 4096> buffer_{};
  size_t used_ = 0;           // octets ahead of `last_`
  nlmsghdr* last_ = nullptr;  // still growing
  uint32_t sequence_ = 0;
};

class Netlink {
 public:
  static Outcome<Netlink> open(int protocol);
  // Sends all requests and waits for the kernel's word on them: 0, or the errno of the first that failed.
  int run(NetlinkBatch& batch);
  // Sends one request and hands its answer (the first message) to `reader`; 0 or errno.
  template <typename Reader>
  int query(NetlinkBatch& batch, Reader&& reader) {
    const nlmsghdr* answer = nullptr;
    const int error = ask(batch, &answer);
    if (error == 0) reader(answer);
    return error;
  }
  int descriptor() const { return mnl_socket_get_fd(socket_.get()); }

 private:
  struct Close {
    void operator()(mnl_socket* socket) const { mnl_socket_close(socket); }
  };
  explicit Netlink(mnl_socket* socket) : socket_(socket) {}
  int ask(NetlinkBatch& batch, const nlmsghdr** answer);

  std::unique_ptr<mnl_socket, Close> socket_;
  alignas(nlmsghdr) std::array<uint8_t, 8192> answer_{};
};

}  // namespace shakedown
