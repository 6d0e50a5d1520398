#pragma once
// What the workers and the caller of the schedule share: which run is next, what is running, what has ended.
// Every member function may be called from any thread.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/schedule_rules.h"

namespace shakedown {

using SteadyTime = std::chrono::steady_clock::time_point;

// Why no further run begins.
enum class Ending { none, interrupted, failures, time_limit };

class ScheduleBoard {
 public:
  ScheduleBoard(const std::vector<PlannedRun>& plan, const ScheduleOptions& options, StopSwitch& stop);

  size_t size() const { return runs_.size(); }
  const ScheduledRun& run(size_t index) const { return runs_[index]; }
  const PlannedRun& planned(size_t index) const { return plan_[runs_[index].plan_index]; }

  // --- for workers ---
  void worker_came();
  // `trouble`: why it could not work, if so.
  void worker_left(std::optional<Trouble> trouble);
  // The next run to carry out, once there is one; nothing when all is done or the end has come.
  std::optional<size_t> take();
  // Attempts made so far of a run taken: 0, or most_attempts - 1 for one that was held.
  int attempts_made(size_t index) const;
  // The run is to be done once more when nothing runs beside it; `last` is what it came to.
  void hold(size_t index, RunResult last);
  void finish(size_t index, RunResult result);
  // A run taken waits in this step, for so long at most. Never waits itself.
  void waits(size_t index, const Step& step, Duration left);

  // --- for the caller ---
  struct News {
    std::vector<size_t> started;  // since the last news, in order
    size_t done = 0;
    bool over = false;  // every worker has left
  };
  // Sleeps until there is something to tell, at most until `deadline`.
  News wait(SteadyTime deadline);
  std::vector<RunningRun> running() const;
  void end(Ending why);
  Ending ending();
  // What became of a run, moved out; nothing as long as it goes on, or when it never began.
  struct Outcome {
    RunResult result;
    bool held = false;  // its last attempt was never made: not a verdict
  };
  std::optional<Outcome> collect(size_t index, bool even_held);
  std::optional<Trouble> trouble();

 private:
  struct Place {
    enum class State { waiting, running, held, done } state = State::waiting;
    SteadyTime begun{};
    // Told within a run, where a lock that is not to be had at once would look like a stall.
    std::atomic<const Step*> step{nullptr};  // of the plan, which outlives the board
    std::atomic<SteadyTime::rep> until{0};   // the end of the wait in it
    std::optional<RunResult> result;
  };

  bool ended_locked();
  RunningRun running_locked(size_t index, SteadyTime now) const;

  const std::vector<PlannedRun>& plan_;
  const unsigned max_failures_;
  StopSwitch& stop_;
  const std::vector<ScheduledRun> runs_;
  const std::vector<size_t> order_;

  mutable std::mutex mutex_;
  std::condition_variable work_, told_;
  std::vector<Place> places_;
  size_t next_ = 0;  // into order_
  std::deque<size_t> held_;
  std::vector<size_t> started_;
  size_t running_ = 0, done_ = 0;
  unsigned failures_ = 0, workers_ = 0;
  bool news_ = false;
  Ending ending_ = Ending::none;
  std::optional<Trouble> trouble_;
};

}  // namespace shakedown
