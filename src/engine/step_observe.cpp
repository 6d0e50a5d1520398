// state, info and check: what can be read of the target, and of what was seen.
#include <fmt/format.h>

#include <algorithm>

#include "engine/attempt.h"
#include "engine/evaluate.h"
#include "engine/steps.h"
#include "shakedown/parse.h"

namespace shakedown {

namespace {

class StateAttempt : public Attempt {
 public:
  StateAttempt(const Step& step, size_t connection, Times times, StepIndex index)
      : step_(step),
        state_(std::get<StateStep>(step.what)),
        connection_(connection),
        times_(times),
        index_(index) {}

  Progress<Poll> poll(Session& session) override {
    const Connection& connection = session.connections[connection_];
    const bool listens =
        std::find(state_.states.begin(), state_.states.end(), TcpState::listen) != state_.states.end();
    const Outcome<TcpState> state = listens
                                        ? session.lab.driver().listener_state(connection.tuple.target.port)
                                        : session.lab.driver().state(connection.tuple);
    if (!state) return tl::unexpected<RunEnd>(state.error());
    const Instant now = session.lab.now();
    if (!seen_ || *seen_ != *state) session.record({now, StateEvent{connection.name, *state, index_}});
    seen_ = *state;
    seen_at_ = now;
    if (std::find(state_.states.begin(), state_.states.end(), *state) == state_.states.end())
      return Poll::waiting;
    const FieldRow row = time_row(times_, now);
    if (!times_.bounds || !row.differs) return Poll::holds;
    rejection = make(session, fmt::format("the state was {} after {}, not {}", to_string(*state),
                                          row.received, row.expected));
    rejection.rows.push_back(row);
    rejection.interval = interval_of(times_, index_, now);
    return Poll::rejects;
  }

  Progress<void> take(Session& session) override {
    record_interval(session, times_, index_, seen_at_);
    session.looked_until = session.lab.now();
    return {};
  }
  Instant deadline() const override { return times_.latest; }

  // At once, then with growing pauses; with `after`, right before its lower end and closely from there on.
  Instant next_look(Instant now) const override {
    if (times_.bounds) {
      const Instant low = times_.since + times_.bounds->low;
      if (now < low - 1ms) return low - 1ms;
      return now + 2ms;
    }
    const Duration passed = std::max<Duration>(now - times_.since, 0ms);
    return now + std::clamp<Duration>(passed / 4, 200us, 5ms);
  }

  Failure late(Session& session) override {
    const Outcome<TcpState> state = session.lab.driver().state(session.connections[connection_].tuple);
    const std::string now = state ? to_string(*state) : std::string("unknown");
    return make(session, fmt::format("the state is {}, not {}, after {}", seen_ ? to_string(*seen_) : now,
                                     wanted(), to_string_duration(times_.allowed)));
  }

 private:
  std::string wanted() const {
    std::string text;
    for (const TcpState state : state_.states) text += (text.empty() ? "" : " or ") + to_string(state);
    return text;
  }
  Failure make(Session& session, std::string summary) const {
    Failure failed = session.failure(std::move(summary));
    failed.step = index_;
    failed.span = step_.span;
    failed.rows.push_back({"state", wanted(), seen_ ? to_string(*seen_) : "unknown", true});
    failed.interval = interval_of(times_, index_, std::nullopt);
    failed.time_or_repeat = true;
    failed.waited = session.lab.now() - times_.since;
    return failed;
  }

  const Step& step_;
  const StateStep& state_;
  size_t connection_;
  Times times_;
  StepIndex index_;
  std::optional<TcpState> seen_;
  Instant seen_at_{};  // when it was last looked at
};

// A condition that is looked at once.
class ConditionAttempt : public Attempt {
 public:
  ConditionAttempt(const Step& step, const Condition& condition, size_t connection, StepIndex index)
      : step_(step), condition_(condition), connection_(connection), index_(index) {}
  Progress<Poll> poll(Session& session) override {
    const Progress<ConditionOutcome> outcome =
        evaluate_condition(session, session.connections[connection_], condition_);
    if (!outcome) return tl::unexpected(outcome.error());
    if (outcome->holds) return Poll::holds;
    rejection = session.failure(outcome->text);
    rejection.step = index_;
    rejection.span = step_.span;
    rejection.time_or_repeat = true;  // counters and timers are read at a moment of ours
    return Poll::rejects;
  }
  Progress<void> take(Session&) override { return {}; }
  Instant deadline() const override { return Instant::min(); }
  Failure late(Session& session) override { return session.failure("not looked at in time"); }

 private:
  const Step& step_;
  const Condition& condition_;
  size_t connection_;
  StepIndex index_;
};

Progress<void> look_once(Session& session, const Step& step, const Condition& condition) {
  ConditionAttempt once(step, condition, session.index_of(session.connection_of(step)), session.step);
  const Progress<Attempt::Poll> poll = once.poll(session);
  if (!poll) return tl::unexpected(poll.error());
  if (*poll == Attempt::Poll::rejects) return tl::unexpected<RunEnd>(once.rejection);
  return {};
}

}  // namespace

Progress<std::unique_ptr<Attempt>> make_state_attempt(Session& session, const Step& step, StepIndex index) {
  const Connection& connection = session.connection_of(step);
  const auto& state = std::get<StateStep>(step.what);
  Progress<Times> times = times_of(session, connection, state.after, state.within, 200ms);
  if (!times) return tl::unexpected(times.error());
  if (!state.after) {  // polled from now on
    times->since = session.lab.now();
    times->latest = times->since + times->allowed;
  }
  return std::unique_ptr<Attempt>(
      std::make_unique<StateAttempt>(step, session.index_of(connection), *times, index));
}

std::unique_ptr<Attempt> make_condition_attempt(Session& session, const Step& step, StepIndex index) {
  const auto* info = std::get_if<InfoStep>(&step.what);
  const Condition& condition = info != nullptr ? info->condition : std::get<CheckStep>(step.what).condition;
  return std::make_unique<ConditionAttempt>(step, condition, session.index_of(session.connection_of(step)),
                                            index);
}

Progress<void> do_info(Session& session, const Step& step) {
  return look_once(session, step, std::get<InfoStep>(step.what).condition);
}

Progress<void> do_check(Session& session, const Step& step) {
  return look_once(session, step, std::get<CheckStep>(step.what).condition);
}

}  // namespace shakedown
