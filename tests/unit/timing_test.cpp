#include "engine/timing.h"

#include <doctest/doctest.h>

#include "engine/stall.h"

using namespace shakedown;

TEST_CASE("what `after` allows") {
  const struct {
    const char* name;
    TimeRange range;
    Duration tick, round_trip, low, high;
    std::optional<Duration> nominal{};
  } rows[] = {
      {"a nominal time: a tick early, an eighth and two ticks late",
       {1s, {}, {}},
       4ms,
       0ms,
       996ms,
       1133ms,
       1s},
      {"nothing is before its cause", {1ms, {}, {}}, 10ms, 0ms, 0ms, 21125us, 1ms},
      {"a range is what it says", {1s, 2s, {}}, 4ms, 0ms, 1s, 2s},
      {"a percentage", {1s, {}, 10u}, 4ms, 0ms, 900ms, 1100ms, 1s},
      {"the round trip is added", {1s, {}, {}}, 4ms, 30ms, 996ms, 1163ms, 1s},
  };
  for (const auto& row : rows) {
    SUBCASE(row.name) {
      CHECK(bounds_of(row.range, row.tick, row.round_trip) == TimeBounds{row.low, row.high, row.nominal});
    }
  }
}

TEST_CASE("a stall is a gap of more than 2 ms between two actions, or as much overslept") {
  const Instant t{};
  StallMeter meter;
  meter.action(t);
  meter.action(t + 2ms);
  CHECK_FALSE(meter.stalled());
  SUBCASE("a gap") {
    meter.action(t + 4001us);
    CHECK(meter.stalled());
    CHECK(meter.worst() == 2001us);
  }
  SUBCASE("a wait between them is none") {
    meter.woke(t + 1s, t + 1s);
    meter.action(t + 1s + 1ms);
    CHECK_FALSE(meter.stalled());
  }
  SUBCASE("overslept") {
    meter.woke(t + 1s + 3ms, t + 1s);
    CHECK(meter.worst() == 3ms);
  }
  SUBCASE("a stepped clock, either way") {
    meter.stepped(-5ms);
    CHECK(meter.worst() == 5ms);
  }
  SUBCASE("something that had long been there") {
    meter.found_late(2ms);
    CHECK_FALSE(meter.stalled());
    meter.found_late(20ms);
    CHECK(meter.stalled());
  }
}
