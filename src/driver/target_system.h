#pragma once
// What the driver needs of the place in which the target's sockets live: a lab, or an agent's host.

#include <span>

#include "driver/descriptor.h"
#include "shakedown/lab.h"

namespace shakedown {

class TargetSystem {
 public:
  virtual ~TargetSystem() = default;
  virtual Family family() const = 0;
  // The peer's address, for options that are about it (TCP_MD5SIG), and the target's own.
  virtual Address peer() const = 0;
  virtual Address target() const = 0;
  // A TCP socket of the family, non-blocking, close-on-exec, with SO_LINGER {1, 0}.
  virtual Outcome<Descriptor> open_socket() = 0;
  // A NETLINK_SOCK_DIAG socket in the same network namespace.
  virtual int diag_socket() = 0;
  // TCP_REPAIR on: the next close makes the connection vanish without a segment. Answers an errno or 0.
  virtual int enter_repair(int descriptor) = 0;
  // setsockopt for options that need a capability which this process lacks. Answers an errno or 0.
  virtual int set_privileged_option(int descriptor, int level, int name, std::span<const uint8_t> value) = 0;
};

}  // namespace shakedown
