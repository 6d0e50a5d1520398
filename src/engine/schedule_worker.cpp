#include "engine/schedule_worker.h"

#include <exception>
#include <memory>
#include <utility>

namespace shakedown {

namespace {

RunResult without_verdict(const PlannedRun& planned, Verdict verdict, std::string reason) {
  RunResult result;
  result.run = planned;
  result.verdict = verdict;
  result.reason = std::move(reason);
  return result;
}

// Tells the board of waits that somebody has the time to read about.
class Watch : public RunObserver {
 public:
  Watch(ScheduleBoard& board, size_t index) : board_(board), index_(index) {}
  void waits(const Step& step, Duration left) override {
    constexpr Duration worth_telling = 100ms;
    if (left >= worth_telling) board_.waits(index_, step, left);
  }

 private:
  ScheduleBoard& board_;
  size_t index_;
};

RunResult attempt(LabFactory& labs, const PlannedRun& planned, uint64_t seed, const RunFunction& run,
                  Watch& watch) {
  LabRequest request = planned.scenario->lab;
  request.family = planned.family;
  const SteadyTime begin = std::chrono::steady_clock::now();
  Outcome<std::unique_ptr<Lab>> lab = labs.make(request);
  const Duration set_up = std::chrono::steady_clock::now() - begin;

  RunResult result;
  if (lab) {
    result = run(planned, **lab, seed, &watch);
  } else {
    result = without_verdict(planned, lab.error().skip ? Verdict::skip : Verdict::error, lab.error().what);
  }
  result.elapsed += set_up;
  result.overhead += set_up;
  return result;
}

// No exception of a library, and no lack of memory, ends the other runs.
RunResult attempt_caught(LabFactory& labs, const PlannedRun& planned, uint64_t seed, const RunFunction& run,
                         Watch& watch) {
  try {
    return attempt(labs, planned, seed, run, watch);
  } catch (const std::exception& caught) {
    return without_verdict(planned, Verdict::error, std::string("internal error: ") + caught.what());
  } catch (...) {
    return without_verdict(planned, Verdict::error, "internal error");
  }
}

void carry_out(ScheduleBoard& board, size_t index, LabFactory& labs, const RunFunction& run) {
  const ScheduledRun& scheduled = board.run(index);
  Watch watch(board, index);
  for (int made = board.attempts_made(index);;) {
    RunResult result = attempt_caught(labs, board.planned(index), scheduled.seed, run, watch);
    result.repeat = scheduled.round;
    result.attempts = ++made;
    const NextAttempt next = next_attempt(result);
    if (next == NextAttempt::alone) return board.hold(index, std::move(result));
    if (next == NextAttempt::now && board.ending() == Ending::none) continue;
    if (next == NextAttempt::now) cut_off(result);
    if (next == NextAttempt::give_up) give_up_stalled(result);
    return board.finish(index, std::move(result));
  }
}

Outcome<std::unique_ptr<LabFactory>> make_factory(const WorkerFactory& workers, unsigned worker) {
  try {
    Outcome<std::unique_ptr<LabFactory>> factory = workers(worker);
    if (factory && !*factory) return tl::unexpected(Trouble{"internal error: no lab factory"});
    return factory;
  } catch (const std::exception& caught) {
    return tl::unexpected(Trouble{std::string("internal error: ") + caught.what()});
  } catch (...) {
    return tl::unexpected(Trouble{"internal error"});
  }
}

}  // namespace

void work(ScheduleBoard& board, unsigned worker, const WorkerFactory& workers, const RunFunction& run) {
  Outcome<std::unique_ptr<LabFactory>> labs = make_factory(workers, worker);
  if (!labs) return board.worker_left(std::move(labs.error()));
  while (const std::optional<size_t> index = board.take()) carry_out(board, *index, **labs, run);
  labs->reset();
  board.worker_left(std::nullopt);
}

}  // namespace shakedown
