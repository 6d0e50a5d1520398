#pragma once
// A lab's clock: the real time at its beginning plus what the monotonic clock has counted since. So a stepped
// system clock neither hangs a wait nor moves a deadline.

#include <time.h>

#include "shakedown/time.h"

namespace shakedown {

class LabClock {
 public:
  LabClock() : offset_(measure()) {}

  Instant now() const { return Instant(offset_ + read(CLOCK_MONOTONIC)); }
  // How far the system clock has moved away since the beginning; less than half a millisecond is no step.
  Duration step() const;
  // What the system clock showed, on this clock.
  Instant correct(Instant stamp) const { return stamp - step(); }

  static Duration read(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
  }

 private:
  static Duration measure();
  Duration offset_;
};

}  // namespace shakedown
