#include "engine/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <system_error>
#include <utility>

#include "engine/schedule_thread.h"
#include "engine/schedule_worker.h"

namespace shakedown {

namespace {

constexpr auto progress_interval = 100ms;

// The worker threads. When it goes out of scope, also because a listener threw, they have ended.
class Workers {
 public:
  Workers(ScheduleBoard& board, unsigned count, const WorkerFactory& factory, const RunFunction& run)
      : board_(board) {
    for (unsigned number = 0; number < count; ++number) {
      board.worker_came();
      threads_.push_back(std::make_unique<SmallThread>(
          [&board, &factory, &run, number] { work(board, number, factory, run); }));
      if (threads_.back()->joinable()) continue;
      const std::string why = std::generic_category().message(threads_.back()->error());
      board.worker_left(Trouble{"a thread could not be started: " + why});
      break;  // the others do the work
    }
  }
  ~Workers() {
    if (!over_) board_.end(Ending::interrupted);
    threads_.clear();
  }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  void over() { over_ = true; }

 private:
  ScheduleBoard& board_;
  std::vector<std::unique_ptr<SmallThread>> threads_;
  bool over_ = false;
};

// Hands results on in the order of the plan, from the caller's own thread: a listener needs no lock.
class Results {
 public:
  Results(ScheduleBoard& board, const ScheduleOptions& options, ScheduleListener& listener,
          SuiteResult& suite)
      : board_(board), options_(options), listener_(listener), suite_(suite) {
    suite_.runs.reserve(board.size());
  }

  // As far as they have come in order.
  void hand_on() {
    while (next_ < board_.size()) {
      std::optional<ScheduleBoard::Outcome> outcome = board_.collect(next_, false);
      if (!outcome) return;
      give(std::move(outcome->result), false);
      ++next_;
    }
  }

  // All that is left, once every worker has left: what was cut off, and what never began.
  void hand_on_rest() {
    for (; next_ < board_.size(); ++next_) {
      std::optional<ScheduleBoard::Outcome> outcome = board_.collect(next_, true);
      if (outcome) {
        give(std::move(outcome->result), outcome->held);
      } else {
        give_not_begun();
      }
    }
  }

 private:
  void give(RunResult result, bool held) {
    if (held) cut_off(result);
    if (result.interrupted) {
      const Ending why = board_.ending();
      if (why == Ending::failures) {
        ++suite_.not_run;
        return;
      }
      result.verdict = Verdict::error;
      result.interrupted = why == Ending::interrupted;
      result.reason = result.interrupted ? "interrupted" : "time limit";
    }
    suite_.runs.push_back(std::move(result));
    listener_.finished(suite_.runs.back());
    if (!options_.keep_traces) suite_.runs.back().trace = Trace{};
  }

  void give_not_begun() {
    const Ending why = board_.ending();
    if (why == Ending::interrupted || why == Ending::failures) {
      ++suite_.not_run;
      return;
    }
    RunResult result;
    result.run = board_.planned(next_);
    result.repeat = board_.run(next_).round;
    result.attempts = 0;
    if (why == Ending::time_limit) {
      result.reason = "time limit: not begun";
    } else {
      const Trouble trouble = board_.trouble().value_or(Trouble{"internal error: no worker"});
      result.verdict = trouble.skip ? Verdict::skip : Verdict::error;
      result.reason = trouble.what;
    }
    give(std::move(result), false);
  }

  ScheduleBoard& board_;
  const ScheduleOptions& options_;
  ScheduleListener& listener_;
  SuiteResult& suite_;
  size_t next_ = 0;
};

void follow(ScheduleBoard& board, const ScheduleOptions& options, SteadyTime begin,
            ScheduleListener& listener, Results& results) {
  const bool limited = options.time_limit > Duration{};
  const SteadyTime limit = begin + options.time_limit;
  SteadyTime next_progress = begin + progress_interval;
  while (true) {
    const ScheduleBoard::News news = board.wait(
        limited && board.ending() == Ending::none ? std::min(next_progress, limit) : next_progress);
    for (const size_t index : news.started) listener.started(board.planned(index));
    results.hand_on();
    if (news.over) return;
    const SteadyTime now = std::chrono::steady_clock::now();
    if (limited && now >= limit) board.end(Ending::time_limit);
    if (now < next_progress) continue;
    const std::vector<RunningRun> running = board.running();
    if (!running.empty()) listener.progress(news.done, board.size(), running);
    next_progress = std::chrono::steady_clock::now() + progress_interval;
  }
}

}  // namespace

SuiteResult schedule(const std::vector<PlannedRun>& plan, const WorkerFactory& workers,
                     const ScheduleOptions& options, StopSwitch& stop, ScheduleListener& listener,
                     const RunFunction& run) {
  const SteadyTime begin = std::chrono::steady_clock::now();
  SuiteResult suite;
  suite.seed = options.seed;
  ScheduleBoard board(plan, options, stop);
  Results results(board, options, listener, suite);
  {
    Workers threads(board, worker_count(options.jobs, board.size()), workers, run);
    follow(board, options, begin, listener, results);
    threads.over();
  }
  results.hand_on_rest();
  suite.interrupted = board.ending() == Ending::interrupted;
  suite.time_limit = board.ending() == Ending::time_limit;
  suite.elapsed = std::chrono::steady_clock::now() - begin;
  return suite;
}

SuiteResult run_all(const std::vector<PlannedRun>& plan, const WorkerFactory& workers,
                    const ScheduleOptions& options, StopSwitch& stop, ScheduleListener& listener) {
  return schedule(plan, workers, options, stop, listener, run_in_lab);
}

}  // namespace shakedown
