#pragma once
// The keeper process, from its birth by fork to its end.

#include "driver/descriptor.h"

namespace shakedown {

struct KeeperPlan {
  pid_t main = 0;  // whom it serves
  bool rootless = false;
  bool realtime = false;
};

// Runs until the other end of `control` is closed, by whatever end of the main process.
[[noreturn]] void run_keeper(Descriptor control, const KeeperPlan& plan);

}  // namespace shakedown
