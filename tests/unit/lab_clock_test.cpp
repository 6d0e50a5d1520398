#include "lab/lab_clock.h"

#include <doctest/doctest.h>
#include <time.h>

#include "lab/patience.h"

namespace {

using namespace shakedown;

TEST_CASE("a lab's clock shows the real time and has not been stepped") {
  const LabClock clock;
  const Duration apart = clock.now().time_since_epoch() - LabClock::read(CLOCK_REALTIME);
  CHECK(apart < 100ms);
  CHECK(apart > -100ms);
  CHECK(clock.step() == Duration::zero());
  const Instant stamp = clock.now();
  CHECK(clock.correct(stamp) == stamp);
}

TEST_CASE("patience ends") {
  Patience patience(5ms);
  int sleeps = 0;
  while (patience.sleep()) ++sleeps;
  CHECK(sleeps > 5);
  CHECK(sleeps < 20);
}

}  // namespace
