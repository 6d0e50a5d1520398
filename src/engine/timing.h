#pragma once
// What `after T` allows. A kernel's timer wheel is early by up to a tick and late by up to an eighth of the
// time it was set for: [T - 1 tick, T x 1.125 + 2 ticks].

#include <optional>

#include "shakedown/time.h"

namespace shakedown {

struct TimeBounds {
  Duration low{}, high{};
  std::optional<Duration> nominal{};  // none of a range
  friend bool operator==(const TimeBounds&, const TimeBounds&) = default;
};

struct TimeRange {                  // as written, evaluated
  Duration nominal{};               // A of a range
  std::optional<Duration> high;     // B of a range
  std::optional<uint32_t> percent;  // of a nominal
};

inline TimeBounds bounds_of(const TimeRange& range, Duration tick, Duration round_trip) {
  TimeBounds bounds;
  if (range.high) {
    bounds = {range.nominal, *range.high};
  } else if (range.percent) {
    const Duration slack = range.nominal * *range.percent / 100;
    bounds = {range.nominal - slack, range.nominal + slack, range.nominal};
  } else {
    bounds = {range.nominal - tick, range.nominal + range.nominal / 8 + 2 * tick, range.nominal};
  }
  if (bounds.low < Duration::zero()) bounds.low = Duration::zero();
  bounds.high += round_trip;
  return bounds;
}

}  // namespace shakedown
