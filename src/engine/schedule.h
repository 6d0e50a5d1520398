#pragma once
// The schedule with the run itself as a parameter, so that it is tested without a lab.

#include <functional>

#include "shakedown/engine.h"

namespace shakedown {

using RunFunction =
    std::function<RunResult(const PlannedRun& run, Lab& lab, uint64_t seed, RunObserver* observer)>;

// run_all, whose `run` is run_in_lab.
SuiteResult schedule(const std::vector<PlannedRun>& plan, const WorkerFactory& workers,
                     const ScheduleOptions& options, StopSwitch& stop, ScheduleListener& listener,
                     const RunFunction& run);

}  // namespace shakedown
