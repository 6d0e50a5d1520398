// Sleeping to deadlines, looking at what happened, and choosing among attempts.
#include <fmt/format.h>

#include "engine/attempt.h"
#include "engine/calls.h"
#include "engine/expect.h"
#include "shakedown/engine.h"
#include "shakedown/parse.h"

namespace shakedown {

Progress<void> Session::sleep_until(Instant deadline) {
  std::vector<CallRef> going;
  for (const Ongoing& call : calls)
    if (!call.end) going.push_back(call.call);
  const Instant before = lab.now();
  stalls.action(before);
  const bool woken = lab.wait(deadline, going);
  const Instant after = lab.now();
  waited += std::max(Duration::zero(), std::min(after, deadline) - before);
  stalls.woke(after, woken ? after : deadline);
  stalls.stepped(lab.clock_step());
  if (lab.stopping()) return tl::unexpected<RunEnd>(Interrupted{});
  const size_t known = trace.events.size();
  if (auto drained = drain(); !drained) return drained;
  for (size_t i = known; i < trace.events.size(); ++i)
    if (std::holds_alternative<SegmentEvent>(trace.events[i].what) && trace.events[i].time > before)
      stalls.found_late(after - trace.events[i].time);
  return look_at_calls();
}

void Session::tell_wait(Instant now, Instant until) const {
  if (observer != nullptr && current != nullptr && until > now) observer->waits(*current, until - now);
}

Progress<Times> times_of(Session& session, const Connection& connection,
                         const std::optional<AfterSpec>& after, const std::optional<Duration>& within,
                         Duration normal) {
  Times times;
  times.since = session.reference;
  const LabFacts& facts = session.lab.facts();
  if (after) {
    if (!after->since.empty()) {
      const auto found = session.names.find(after->since);
      if (found == session.names.end()) return trouble(fmt::format("nothing is named {} yet", after->since));
      const auto* segment = std::get_if<NamedSegment>(&found->second);
      times.since = segment != nullptr ? segment->time : std::get<NamedCall>(found->second).started;
    }
    const Progress<TimeRange> range = evaluate_time(session, connection, after->time);
    if (!range) return tl::unexpected(range.error());
    times.bounds = bounds_of(*range, facts.tick, facts.round_trip);
    times.allowed = times.bounds->high;
  } else {
    times.allowed = within.value_or(facts.local ? normal : std::max<Duration>(normal, 3s)) + facts.round_trip;
    // A wait for a state or a call lies between: nobody could look for a segment meanwhile.
    times.since = std::max(times.since, session.looked_until);
  }
  times.latest = times.since + times.allowed;
  return times;
}

FieldRow time_row(const Times& times, Instant at) {
  const Duration passed = at - times.since;
  FieldRow row;
  row.field = "time";
  row.received = to_string_duration(passed);
  if (times.bounds) {
    row.expected = fmt::format("after {} to {}", to_string_duration(times.bounds->low),
                               to_string_duration(times.bounds->high));
    row.differs = passed < times.bounds->low || passed > times.bounds->high;
  } else {
    row.expected = "within " + to_string_duration(times.allowed);
    row.differs = passed > times.allowed;
  }
  return row;
}

std::optional<Interval> interval_of(const Times& times, StepIndex step, std::optional<Instant> came) {
  if (!times.bounds || times.bounds->low < Duration::zero()) return std::nullopt;
  return Interval{step, times.since, times.bounds->low, times.bounds->high, times.bounds->nominal, came};
}

void record_interval(Session& session, const Times& times, StepIndex step, Instant came) {
  if (const auto interval = interval_of(times, step, came)) session.trace.intervals.push_back(*interval);
}

namespace {

// Do all attempts that look at this queue reject its front?
bool all_reject(const std::vector<std::unique_ptr<Attempt>>& attempts,
                const std::vector<Attempt::Poll>& polls, size_t queue) {
  for (size_t i = 0; i < attempts.size(); ++i)
    if (attempts[i]->queue() == queue && polls[i] != Attempt::Poll::rejects) return false;
  return true;
}

Failure closest(const std::vector<std::unique_ptr<Attempt>>& attempts,
                const std::vector<Attempt::Poll>& polls, std::optional<size_t> queue) {
  const Attempt* best = nullptr;
  for (size_t i = 0; i < attempts.size(); ++i) {
    if (polls[i] != Attempt::Poll::rejects || (queue && attempts[i]->queue() != queue)) continue;
    if (best == nullptr || attempts[i]->differences < best->differences) best = attempts[i].get();
  }
  Failure failed = best->rejection;
  if (attempts.size() > 1) failed.summary += fmt::format(" (the closest of {})", attempts.size());
  return failed;
}

}  // namespace

Progress<size_t> wait_for(Session& session, const std::vector<std::unique_ptr<Attempt>>& attempts,
                          Among among) {
  const bool all = among == Among::all_must_hold;
  while (true) {
    const Instant now = session.lab.now();  // before looking: what came by the deadline must have been seen
    if (auto drained = session.drain(); !drained) return tl::unexpected(drained.error());
    if (auto looked = session.look_at_calls(); !looked) return tl::unexpected(looked.error());
    std::vector<Attempt::Poll> polls;
    for (size_t i = 0; i < attempts.size(); ++i) {
      const Progress<Attempt::Poll> poll = attempts[i]->poll(session);
      if (!poll) return tl::unexpected(poll.error());
      polls.push_back(*poll);
      if (*poll != Attempt::Poll::holds) continue;
      if (auto taken = attempts[i]->take(session); !taken) return tl::unexpected(taken.error());
      return i;
    }
    bool spared_one = false, rejected = false;
    for (size_t i = 0; i < attempts.size() && !spared_one; ++i) {
      const std::optional<size_t> queue = attempts[i]->queue();
      if (!queue || session.queues[*queue].empty() || !all_reject(attempts, polls, *queue)) continue;
      const Progress<bool> spare = spared(session, *queue);
      if (!spare) return tl::unexpected(spare.error());
      if (!*spare && all) return tl::unexpected<RunEnd>(closest(attempts, polls, queue));
      spared_one = *spare;
    }
    if (spared_one) continue;
    Instant look = Instant::max(), end = all ? Instant::max() : Instant::min();
    Attempt* late = nullptr;
    for (size_t i = 0; i < attempts.size(); ++i) {
      rejected = rejected || polls[i] == Attempt::Poll::rejects;
      if (polls[i] != Attempt::Poll::waiting) continue;
      if (now < attempts[i]->deadline()) {
        look = std::min({look, attempts[i]->deadline(), attempts[i]->next_look(now)});
        const Instant until = attempts[i]->waits_until();
        end = all ? std::min(end, until) : std::max(end, until);
      } else if (late == nullptr) {
        late = attempts[i].get();
      }
    }
    const bool over = look == Instant::max();  // nothing may hold any more
    if (late != nullptr && (all || (over && !rejected))) return tl::unexpected<RunEnd>(late->late(session));
    if (over) return tl::unexpected<RunEnd>(closest(attempts, polls, std::nullopt));
    session.tell_wait(now, end);
    if (auto slept = session.sleep_until(std::max(look, now)); !slept) return tl::unexpected(slept.error());
  }
}

}  // namespace shakedown
