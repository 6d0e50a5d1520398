// any-order, one-of, repeat, allow; and which attempt a step makes.
#include <fmt/format.h>

#include "engine/attempt.h"
#include "engine/calls.h"
#include "engine/evaluate.h"
#include "engine/expect.h"
#include "engine/steps.h"

namespace shakedown {

namespace {

// A step that does not wait, as the first of a branch: it holds at once.
class AtOnce : public Attempt {
 public:
  explicit AtOnce(const Step& step) : step_(step) {}
  Progress<Poll> poll(Session&) override { return Poll::holds; }
  Progress<void> take(Session& session) override { return run_step(session, step_); }
  Instant deadline() const override { return Instant::min(); }
  Failure late(Session& session) override { return session.failure(""); }

 private:
  const Step& step_;
};

// receive, acked and backoff hold when their first segment does; then they run as they are.
Progress<std::unique_ptr<Attempt>> make_first_segment_attempt(Session& session, const Step& step,
                                                              StepIndex index) {
  const Connection& connection = session.connection_of(step);
  static const SegmentSpec any_ack = plain_ack();
  SegmentWait wait;
  wait.spec = &any_ack;
  Progress<Times> times;
  if (const auto* receive = std::get_if<ReceiveStep>(&step.what)) {
    wait.demand = Demand{receive->again, false, false, true};
    wait.also = [](Session&, const Connection&, const Segment& segment) -> std::vector<FieldRow> {
      if (!segment.payload.empty()) return {};
      return {{"len", "at least 1", "0", true}};
    };
    times = times_of(session, connection, receive->after, receive->within, 150ms);
  } else if (const auto* acked = std::get_if<AckedStep>(&step.what)) {
    wait.demand = Demand{false, false, true, false, true};
    const Progress<Seq> goal = acked_goal(session, connection, *acked);
    if (!goal) return tl::unexpected(goal.error());
    if (!acked->after)
      wait.already = [at = session.index_of(connection), goal = *goal](const Session& s) {
        return !s.connections[at].peer.snd_una().before(goal);
      };
    times = times_of(session, connection, acked->after, acked->within, 1s);
  } else {
    const auto& backoff = std::get<BackoffStep>(step.what);
    wait.spec = &backoff.segment;
    wait.demand = Demand{true};
    times = times_of(session, connection, AfterSpec{backoff.first, backoff.since}, std::nullopt, 0ms);
  }
  if (!times) return tl::unexpected(times.error());
  wait.times = *times;
  wait.instead = [&step](Session& s) { return run_step(s, step); };
  return make_segment_attempt(session, connection, std::move(wait), index);
}

}  // namespace

Progress<std::unique_ptr<Attempt>> make_attempt(Session& session, const Step& step, StepIndex index) {
  if (std::holds_alternative<ExpectStep>(step.what)) return make_expect_attempt(session, step, index);
  if (std::holds_alternative<StateStep>(step.what)) return make_state_attempt(session, step, index);
  if (const auto* silence = std::get_if<SilenceStep>(&step.what))
    return make_silence_attempt(session, step, index, silence->duration);
  if (const auto* target = std::get_if<TargetStep>(&step.what); target != nullptr && target->result)
    return make_call_attempt(session, step, index);
  if (std::holds_alternative<InfoStep>(step.what) || std::holds_alternative<CheckStep>(step.what))
    return make_condition_attempt(session, step, index);
  if (takes_segments(step)) return make_first_segment_attempt(session, step, index);
  return std::unique_ptr<Attempt>(std::make_unique<AtOnce>(step));
}

Progress<void> do_any_order(Session& session, const Step& step) {
  const auto& crossing = std::get<AnyOrderStep>(step.what);
  std::vector<std::unique_ptr<Attempt>> attempts;
  std::vector<StepIndex> indices;
  for (const Step& inner : crossing.steps) {
    const StepIndex index = session.begin_step(inner);
    Progress<std::unique_ptr<Attempt>> attempt = make_attempt(session, inner, index);
    if (!attempt) return tl::unexpected(attempt.error());
    attempts.push_back(std::move(*attempt));
    indices.push_back(index);
  }
  while (!attempts.empty()) {
    const Progress<size_t> held = wait_for(session, attempts);
    if (!held) return tl::unexpected(held.error());
    const auto at = static_cast<std::ptrdiff_t>(*held);
    session.outcome(indices[*held], StepOutcome::passed);
    attempts.erase(attempts.begin() + at);
    indices.erase(indices.begin() + at);
  }
  return {};
}

Progress<void> do_one_of(Session& session, const Step& step, StepIndex index) {
  const auto& one_of = std::get<OneOfStep>(step.what);
  std::vector<std::unique_ptr<Attempt>> attempts;
  std::vector<StepIndex> indices;
  session.shared_calls = session.calls.size();
  for (const Branch& branch : one_of.branches) {
    const StepIndex first = session.begin_step(branch.steps.front());
    Progress<std::unique_ptr<Attempt>> attempt = make_attempt(session, branch.steps.front(), first);
    if (!attempt) return tl::unexpected(attempt.error());
    attempts.push_back(std::move(*attempt));
    indices.push_back(first);
  }
  session.shared_calls = SIZE_MAX;
  const Progress<size_t> held = wait_for(session, attempts, Among::one_is_enough);
  if (!held) return tl::unexpected(held.error());
  const Branch& taken = one_of.branches[*held];
  session.outcome(indices[*held], StepOutcome::passed);
  session.outcome(index, StepOutcome::passed, taken.name);
  return run_steps(session, taken.steps, 1);
}

Progress<void> do_repeat(Session& session, const Step& step) {
  const auto& repeat = std::get<RepeatStep>(step.what);
  const StepIndex index = session.step;
  std::string last;
  for (uint32_t round = 0; round < repeat.count; ++round) {
    if (auto done = run_steps(session, repeat.steps); !done) return done;
    if (!repeat.until) continue;
    const Progress<ConditionOutcome> outcome =
        evaluate_condition(session, session.connection_of(step), *repeat.until);
    if (!outcome) return tl::unexpected(outcome.error());
    if (outcome->holds) return {};
    last = outcome->text;
  }
  if (!repeat.until) return {};
  session.current = &step;
  session.step = index;
  Failure failed = session.failure(fmt::format("after {} rounds {}", repeat.count, last));
  failed.time_or_repeat = true;  // as of any condition
  return tl::unexpected<RunEnd>(std::move(failed));
}

Progress<void> do_allow(Session& session, const Step& step) {
  const auto& allow = std::get<AllowStep>(step.what);
  if (auto drained = session.drain(); !drained) return drained;
  const Instant now = session.lab.now();
  std::optional<size_t> connection;
  if (!step.connection.empty() || session.scope->connections.size() == 1)
    connection = session.index_of(session.connection_of(step));
  if (std::holds_alternative<std::monostate>(allow.what)) {
    for (Session::Allowance& allowance : session.allowances)
      if (!allowance.until && (!connection || !allowance.connection || allowance.connection == connection))
        allowance.until = now;
    return {};
  }
  std::optional<SegmentSpec> segment;
  if (const auto* spec = std::get_if<SegmentSpec>(&allow.what)) segment = *spec;
  session.allowances.push_back({now, std::nullopt, connection, std::move(segment)});
  return {};
}

}  // namespace shakedown
