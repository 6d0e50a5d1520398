#pragma once
// Points in time and spans of time, as every part of Shakedown passes them.

#include <chrono>
#include <cstdint>

namespace shakedown {

using Duration = std::chrono::nanoseconds;

// The kernel stamps arriving frames with CLOCK_REALTIME, so that is the one clock of a trace.
using Instant = std::chrono::time_point<std::chrono::system_clock, Duration>;

using namespace std::chrono_literals;

}  // namespace shakedown
