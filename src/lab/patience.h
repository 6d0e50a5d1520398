#pragma once
// Asking again until something holds, with short sleeps that grow.

#include <time.h>

#include <algorithm>

#include "shakedown/time.h"

namespace shakedown {

class Patience {
 public:
  explicit Patience(Duration limit) : left_(limit) {}
  // Sleeps a little; false once the limit is used up.
  bool sleep() {
    if (left_ <= Duration::zero()) return false;
    const timespec pause{0, static_cast<long>(next_.count())};
    nanosleep(&pause, nullptr);
    left_ -= next_;
    next_ = std::min<Duration>(next_ * 2, 1ms);
    return true;
  }

 private:
  Duration left_;
  Duration next_ = 10us;
};

}  // namespace shakedown
