#pragma once
// What `after` allows, as far as a plan can tell without running.

#include "scenario/source.h"
#include "shakedown/scenario.h"

namespace shakedown {

// A kernel's timers run on ticks; 10 ms is the coarsest in use.
constexpr Duration assumed_tick = 10ms;

// The latest that a nominal time may come: an eighth and two ticks late.
Duration latest(Duration nominal);
// The upper end of a time; what a name stands for (`info.rto`) is taken to be 200 ms.
Duration upper_end(const TimeSpec& time);

// `A..B` or `T ±P%` that leaves a kernel's timers less room than they need is a warning.
void warn_about_narrow_times(const Scenario& scenario, Complaints& complaints);

}  // namespace shakedown
