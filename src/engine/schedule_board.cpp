#include "engine/schedule_board.h"

#include <algorithm>
#include <utility>

namespace shakedown {

ScheduleBoard::ScheduleBoard(const std::vector<PlannedRun>& plan, const ScheduleOptions& options,
                             StopSwitch& stop)
    : plan_(plan),
      max_failures_(options.max_failures),
      stop_(stop),
      runs_(all_rounds(plan, options)),
      order_(start_order(runs_)),
      places_(runs_.size()) {}

void ScheduleBoard::worker_came() {
  const std::lock_guard lock(mutex_);
  ++workers_;
}

void ScheduleBoard::worker_left(std::optional<Trouble> trouble) {
  const std::lock_guard lock(mutex_);
  --workers_;
  if (trouble && !trouble_) trouble_ = std::move(trouble);
  news_ = true;
  told_.notify_one();
}

std::optional<size_t> ScheduleBoard::take() {
  std::unique_lock lock(mutex_);
  while (true) {
    if (ended_locked()) return std::nullopt;
    std::optional<size_t> index;
    if (next_ < order_.size()) {
      index = order_[next_++];
      started_.push_back(*index);
    } else if (running_ == 0) {
      // Last attempts wait until all else is done, and then go one by one: nothing need stand still for them.
      if (held_.empty()) return std::nullopt;
      index = held_.front();
      held_.pop_front();
    }
    if (index) {
      places_[*index].state = Place::State::running;
      places_[*index].begun = std::chrono::steady_clock::now();
      places_[*index].step = nullptr;
      ++running_;
      news_ = true;
      told_.notify_one();
      return index;
    }
    work_.wait(lock);
  }
}

int ScheduleBoard::attempts_made(size_t index) const {
  const std::lock_guard lock(mutex_);
  return places_[index].result ? places_[index].result->attempts : 0;
}

void ScheduleBoard::hold(size_t index, RunResult last) {
  const std::lock_guard lock(mutex_);
  places_[index].state = Place::State::held;
  places_[index].result = std::move(last);
  held_.push_back(index);
  --running_;
  work_.notify_all();
}

void ScheduleBoard::finish(size_t index, RunResult result) {
  const std::lock_guard lock(mutex_);
  if (!result.interrupted && (result.verdict == Verdict::fail || result.verdict == Verdict::error))
    ++failures_;
  places_[index].state = Place::State::done;
  places_[index].result = std::move(result);
  --running_;
  ++done_;
  news_ = true;
  ended_locked();
  work_.notify_all();
  told_.notify_one();
}

void ScheduleBoard::waits(size_t index, const Step& step, Duration left) {
  const SteadyTime until = std::chrono::steady_clock::now() + left;
  places_[index].until.store(until.time_since_epoch().count(), std::memory_order_relaxed);
  places_[index].step.store(&step, std::memory_order_relaxed);
}

ScheduleBoard::News ScheduleBoard::wait(SteadyTime deadline) {
  std::unique_lock lock(mutex_);
  told_.wait_until(lock, deadline, [this] { return news_ || workers_ == 0; });
  news_ = false;
  if (ended_locked()) work_.notify_all();
  News news;
  news.started.swap(started_);
  news.done = done_;
  news.over = workers_ == 0;
  return news;
}

std::vector<RunningRun> ScheduleBoard::running() const {
  const std::lock_guard lock(mutex_);
  const SteadyTime now = std::chrono::steady_clock::now();
  std::vector<RunningRun> running;
  for (size_t i = 0; i < places_.size(); ++i)
    if (places_[i].state == Place::State::running) running.push_back(running_locked(i, now));
  return running;
}

void ScheduleBoard::end(Ending why) {
  const std::lock_guard lock(mutex_);
  if (ended_locked()) return;
  ending_ = why;
  stop_.request();
  work_.notify_all();
}

Ending ScheduleBoard::ending() {
  const std::lock_guard lock(mutex_);
  ended_locked();
  return ending_;
}

std::optional<ScheduleBoard::Outcome> ScheduleBoard::collect(size_t index, bool even_held) {
  const std::lock_guard lock(mutex_);
  Place& place = places_[index];
  const bool held = place.state == Place::State::held;
  if (!place.result || (place.state != Place::State::done && !(held && even_held))) return std::nullopt;
  Outcome outcome{std::move(*place.result), held};
  place.result.reset();
  return outcome;
}

std::optional<Trouble> ScheduleBoard::trouble() {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

// Also notes an end that came from outside, or with the failure just counted.
bool ScheduleBoard::ended_locked() {
  if (ending_ != Ending::none) return true;
  if (stop_.requested()) {
    ending_ = Ending::interrupted;
  } else if (max_failures_ > 0 && failures_ >= max_failures_) {
    ending_ = Ending::failures;
    stop_.request();
  }
  return ending_ != Ending::none;
}

RunningRun ScheduleBoard::running_locked(size_t index, SteadyTime now) const {
  const Place& place = places_[index];
  const Duration by_plan = runs_[index].longest_wait - (now - place.begun);
  RunningRun running{planned(index).run_id, std::max(by_plan, Duration{}), ""};
  const Step* const step = place.step.load(std::memory_order_relaxed);
  const SteadyTime until(SteadyTime::duration(place.until.load(std::memory_order_relaxed)));
  if (step == nullptr || until <= now) return running;
  running.left = std::max<Duration>(running.left, until - now);
  running.step = step->text;
  return running;
}

}  // namespace shakedown
