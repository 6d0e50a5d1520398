#pragma once
// Sockets as the keeper opens them in the namespace in which the calling thread stands.

#include "driver/descriptor.h"
#include "shakedown/address.h"

namespace shakedown {

// A TCP socket for the target: non-blocking, close-on-exec, and with SO_LINGER {1, 0}, so that a connection
// resets at once when this process dies. On failure errno is set.
Descriptor open_target_socket(Family family);
Descriptor open_diag_socket();

// The same in another namespace; the calling thread goes there from `home` and comes back.
Descriptor diag_socket_in(int name_space, int home);

}  // namespace shakedown
