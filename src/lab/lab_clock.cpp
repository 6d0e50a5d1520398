#include "lab/lab_clock.h"

namespace shakedown {
namespace {

constexpr Duration least_step = 500us;

Duration magnitude(Duration duration) { return duration < Duration::zero() ? -duration : duration; }

}  // namespace

// Real time less monotonic time. Between two readings this thread may lose its processor, so a reading counts
// only when the two around it lie close together.
Duration LabClock::measure() {
  Duration best_gap = Duration::max(), result{};
  for (int attempt = 0; attempt < 8 && best_gap > 2us; ++attempt) {
    const Duration before = read(CLOCK_MONOTONIC);
    const Duration real = read(CLOCK_REALTIME);
    const Duration gap = read(CLOCK_MONOTONIC) - before;
    if (gap >= best_gap) continue;
    best_gap = gap;
    result = real - before - gap / 2;
  }
  return result;
}

Duration LabClock::step() const {
  const Duration quick = read(CLOCK_REALTIME) - read(CLOCK_MONOTONIC) - offset_;
  if (magnitude(quick) < least_step) return Duration::zero();
  const Duration careful = measure() - offset_;
  return magnitude(careful) < least_step ? Duration::zero() : careful;
}

}  // namespace shakedown
