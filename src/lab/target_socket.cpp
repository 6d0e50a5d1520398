#include "lab/target_socket.h"

#include <linux/netlink.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>

namespace shakedown {

Descriptor open_target_socket(Family family) {
  Descriptor socket(::socket(family == Family::v4 ? AF_INET : AF_INET6,
                             SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
  const linger reset_on_close{1, 0};
  if (socket && setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &reset_on_close, sizeof reset_on_close) != 0)
    socket.reset();
  return socket;
}

Descriptor open_diag_socket() {
  return Descriptor(::socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
}

Descriptor diag_socket_in(int name_space, int home) {
  if (setns(name_space, CLONE_NEWNET) != 0) return {};
  Descriptor diag = open_diag_socket();
  setns(home, CLONE_NEWNET);
  return diag;
}

}  // namespace shakedown
