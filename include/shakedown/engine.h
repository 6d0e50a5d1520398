#pragma once
// Runs: one scenario in one lab makes one trace; the schedule runs many.

#include <functional>
#include <memory>
#include <vector>

#include "shakedown/lab.h"
#include "shakedown/result.h"
#include "shakedown/stop.h"

namespace shakedown {

// Carries out one planned run in a lab that was made for it. Never throws; whatever happens is in the result.
// `seed` chooses ports, ISNs and the clock of our timestamps.
RunResult run_in_lab(const PlannedRun& run, Lab& lab, uint64_t seed);

struct ScheduleOptions {
  unsigned jobs = 0;  // runs at a time; 0: chosen so that waits overlap
  unsigned repeat = 1;
  unsigned max_failures = 0;  // 0: no limit
  uint64_t seed = 0;
  Duration time_limit{};    // of all; 0: none
  bool keep_traces = true;  // false: a result's trace is dropped once the listener has had it
};

// Is told what happens; calls come one at a time, `finished` in the order of the plan.
class ScheduleListener {
 public:
  virtual ~ScheduleListener() = default;
  virtual void started(const PlannedRun&) {}
  virtual void finished(const RunResult&) {}
  // Now and then while anything runs: what does, and for how long it may still wait.
  virtual void progress(size_t /*done*/, size_t /*total*/, const std::vector<std::string>& /*running*/) {}
};

// A worker's own hands on the system: makes labs for one thread.
using WorkerFactory = std::function<Outcome<std::unique_ptr<LabFactory>>(unsigned worker)>;

// Runs the plan, long waits first, and answers in the order of the plan. A fail that hangs on time or on
// repeated octets in a run during which the machine stalled is run again, three attempts in all, the last one
// with nothing beside it. Once `stop` is thrown (by a signal, or here by the time limit) the rest is not run.
SuiteResult run_all(const std::vector<PlannedRun>& plan, const WorkerFactory& workers,
                    const ScheduleOptions& options, StopSwitch& stop, ScheduleListener& listener);

}  // namespace shakedown
