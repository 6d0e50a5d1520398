// backoff, silence and wait.
#include <fmt/format.h>

#include "engine/expect.h"
#include "engine/steps.h"
#include "shakedown/parse.h"

namespace shakedown {

namespace {

Duration scaled(Duration time, double factor) {
  return Duration(static_cast<int64_t>(static_cast<double>(time.count()) * factor));
}

void grow(TimeRange& range, double factor, const std::optional<Duration>& cap) {
  range.nominal = scaled(range.nominal, factor);
  if (range.high) range.high = scaled(*range.high, factor);
  if (!cap) return;
  range.nominal = std::min(range.nominal, *cap);
  if (range.high) range.high = std::max(range.nominal, std::min(*range.high, *cap));
}

}  // namespace

Progress<void> do_backoff(Session& session, const Step& step) {
  const auto& backoff = std::get<BackoffStep>(step.what);
  Connection& connection = session.connection_of(step);
  const AfterSpec after{backoff.first, backoff.since};
  Progress<Times> times = times_of(session, connection, after, std::nullopt, 0ms);
  if (!times) return tl::unexpected(times.error());
  Progress<TimeRange> range = evaluate_time(session, connection, backoff.first);
  if (!range) return tl::unexpected(range.error());
  std::optional<Duration> cap;
  if (backoff.cap) {
    const Progress<Duration> value = evaluate_duration(session, connection, *backoff.cap);
    if (!value) return tl::unexpected(value.error());
    cap = *value;
  }
  const LabFacts& facts = session.lab.facts();
  const StepIndex index = session.step;
  std::optional<Segment> first;
  for (uint32_t i = 0; i < backoff.count; ++i) {
    if (i > 0) {
      grow(*range, backoff.factor, cap);
      times->bounds = bounds_of(*range, facts.tick, facts.round_trip);
      times->since = session.reference;
      times->allowed = times->bounds->high;
      times->latest = times->since + times->allowed;
    }
    SegmentWait wait{&backoff.segment, Demand{true}, *times, "", "", {}, {}, {}};
    wait.also = [&](Session&, const Connection& c, const Segment& segment) -> std::vector<FieldRow> {
      if (!first) return {};
      const auto differs = [&](const char* name, uint64_t before, uint64_t now) -> std::vector<FieldRow> {
        return {{name, fmt::format("{} as before", before), fmt::format("{}", now), true}};
      };
      if (segment.seq != first->seq)
        return differs("seq", first->seq - c.model.its_base(), segment.seq - c.model.its_base());
      if (segment.payload.size() != first->payload.size())
        return differs("len", first->payload.size(), segment.payload.size());
      return {};
    };
    const Progress<Segment> taken = wait_segment(session, connection, std::move(wait), index);
    if (!taken) return tl::unexpected(taken.error());
    if (!first) first = *taken;
  }
  return {};
}

namespace {

// Something that has arrived by then and that nothing spares; none when all is quiet.
Progress<std::optional<Failure>> noise(Session& session, Instant until, const std::string& when) {
  for (size_t queue = 0; queue < session.queues.size(); ++queue) {
    while (!session.queues[queue].empty() && session.queues[queue].front().time <= until) {
      const Progress<bool> spare = spared(session, queue);
      if (!spare) return tl::unexpected(spare.error());
      if (*spare) continue;
      for (const Connection& connection : session.connections)
        if (connection.queue == queue)
          return std::optional<Failure>(unexpected(session, connection, session.queues[queue].front(), when));
    }
  }
  return std::optional<Failure>();
}

class SilenceAttempt : public Attempt {
 public:
  SilenceAttempt(Instant begin, Duration duration, StepIndex index)
      : end_(begin + duration), duration_(duration), index_(index) {}

  Progress<Poll> poll(Session& session) override {
    const Instant now = session.lab.now();
    if (auto drained = session.drain(); !drained) return tl::unexpected(drained.error());
    const Progress<std::optional<Failure>> heard =
        noise(session, end_, fmt::format("in a silence of {}", to_string_duration(duration_)));
    if (!heard) return tl::unexpected(heard.error());
    if (*heard) {
      rejection = **heard;
      rejection.step = index_;
      rejection.time_or_repeat = true;
      differences = 100;
      return Poll::rejects;
    }
    return now >= end_ ? Poll::holds : Poll::waiting;
  }
  Progress<void> take(Session& session) override {
    session.reference = std::max(session.reference, end_);
    return {};
  }
  // Polled at its end, it holds; one moment later only so that it never counts as late itself.
  Instant deadline() const override { return end_ + 1s; }
  Instant waits_until() const override { return end_; }
  Instant next_look(Instant) const override { return end_; }
  Failure late(Session& session) override { return session.failure("the silence did not end"); }

 private:
  Instant end_;
  Duration duration_;
  StepIndex index_;
};

}  // namespace

std::unique_ptr<Attempt> make_silence_attempt(Session& session, const Step&, StepIndex index,
                                              Duration duration) {
  return std::make_unique<SilenceAttempt>(session.lab.now(), duration, index);
}

Progress<void> do_silence(Session& session, Duration duration) {
  std::vector<std::unique_ptr<Attempt>> one;
  one.push_back(std::make_unique<SilenceAttempt>(session.lab.now(), duration, session.step));
  const Progress<size_t> held = wait_for(session, one);
  if (!held) return tl::unexpected(held.error());
  return {};
}

Progress<void> do_wait(Session& session, Duration duration) {
  const Instant now = session.lab.now(), end = now + duration;
  session.tell_wait(now, end);
  while (session.lab.now() < end)
    if (auto slept = session.sleep_until(end); !slept) return slept;
  session.reference = std::max(session.reference, end);
  return {};
}

}  // namespace shakedown
