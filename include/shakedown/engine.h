#pragma once
// Runs: one scenario in one lab makes one trace; the schedule runs many.

#include <functional>
#include <memory>
#include <vector>

#include "shakedown/lab.h"
#include "shakedown/result.h"
#include "shakedown/stop.h"

namespace shakedown {

// Is told what a run waits for, in the run's own thread.
class RunObserver {
 public:
  virtual ~RunObserver() = default;
  // Before each sleep: the step under way, and how much longer it can go on waiting.
  virtual void waits(const Step& step, Duration left) = 0;
};

// Carries out one planned run in a lab that was made for it. Never throws; whatever happens is in the result.
// `seed` chooses ports, ISNs and the clock of our timestamps.
RunResult run_in_lab(const PlannedRun& run, Lab& lab, uint64_t seed, RunObserver* observer = nullptr);

struct ScheduleOptions {
  unsigned jobs = 0;  // runs at a time; 0: chosen so that waits overlap
  unsigned repeat = 1;
  unsigned max_failures = 0;  // 0: no limit
  uint64_t seed = 0;
  Duration time_limit{};    // of all; 0: none
  bool keep_traces = true;  // false: a result's trace is dropped once the listener has had it
};

// A run that is under way.
struct RunningRun {
  std::string run_id;
  Duration left{};   // the longest that it can still wait: by its plan, or in the step under way
  std::string step;  // that one, when it waits long enough to be read: "expect: ACK after 60s"; or ""
  friend bool operator==(const RunningRun&, const RunningRun&) = default;
};

// Is told what happens; calls come one at a time, `finished` in the order of the plan.
class ScheduleListener {
 public:
  virtual ~ScheduleListener() = default;
  virtual void started(const PlannedRun&) {}
  virtual void finished(const RunResult&) {}
  // Ten times a second while anything runs: what does, in the order of the plan.
  virtual void progress(size_t /*done*/, size_t /*total*/, const std::vector<RunningRun>& /*running*/) {}
};

// A worker's own hands on the system: makes labs for one thread.
using WorkerFactory = std::function<Outcome<std::unique_ptr<LabFactory>>(unsigned worker)>;

// Runs the plan, long waits first, and answers in the order of the plan. A fail that hangs on time or on
// repeated octets in a run during which the machine stalled is run again, three attempts in all, the last one
// with nothing beside it. Once `stop` is thrown (by a signal, or here by the time limit) the rest is not run.
SuiteResult run_all(const std::vector<PlannedRun>& plan, const WorkerFactory& workers,
                    const ScheduleOptions& options, StopSwitch& stop, ScheduleListener& listener);

}  // namespace shakedown
