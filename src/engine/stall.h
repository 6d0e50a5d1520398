#pragma once
// Notices when the tester itself was late: a late tester makes a sound kernel look wrong.

#include <optional>

#include "shakedown/time.h"

namespace shakedown {

class StallMeter {
 public:
  static constexpr Duration limit = 2ms;

  // Called at each action of ours (a send, a call, a look at what arrived), with the time of it.
  void action(Instant now) {
    if (last_ && now - *last_ > limit) note(now - *last_);
    last_ = now;
  }
  // Around a wait: the gap up to its end is not ours; oversleeping its deadline is.
  void woke(Instant now, Instant deadline) {
    if (now - deadline > limit) note(now - deadline);
    last_ = now;
  }
  // Something had been there for so long when we woke for it.
  void found_late(Duration late) {
    if (late > limit) note(late);
  }
  void stepped(Duration step) {
    if (step > limit || step < -limit) note(step);
  }
  bool stalled() const { return worst_.has_value(); }
  Duration worst() const { return worst_.value_or(Duration::zero()); }

 private:
  void note(Duration gap) {
    const Duration size = gap < Duration::zero() ? -gap : gap;
    if (!worst_ || size > *worst_) worst_ = size;
  }
  std::optional<Instant> last_;
  std::optional<Duration> worst_;
};

}  // namespace shakedown
