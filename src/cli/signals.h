#pragma once
// SIGINT, SIGTERM and SIGHUP end a run in order; a second one ends the process at once.

#include "shakedown/stop.h"

namespace shakedown {

// While it lives, the first signal throws `stop` and says so on standard error; the next is _exit(130).
class SignalGuard {
 public:
  // `live`: a status line may stand on the terminal.
  SignalGuard(StopSwitch& stop, bool live);
  ~SignalGuard();
  SignalGuard(const SignalGuard&) = delete;
  SignalGuard& operator=(const SignalGuard&) = delete;

  static bool caught();  // a signal came
};

}  // namespace shakedown
