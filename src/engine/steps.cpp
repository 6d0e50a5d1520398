#include "engine/steps.h"

#include <fmt/format.h>

#include "engine/attempt.h"

namespace shakedown {

namespace {

struct Executor {
  Session& session;
  const Step& step;
  StepIndex index;

  Progress<void> operator()(const SendStep&) const { return do_send(session, step); }
  Progress<void> operator()(const ExpectStep&) const { return attempt(); }
  Progress<void> operator()(const ReceiveStep&) const { return do_receive(session, step); }
  Progress<void> operator()(const AckedStep&) const { return do_acked(session, step); }
  Progress<void> operator()(const BackoffStep&) const { return do_backoff(session, step); }
  Progress<void> operator()(const SilenceStep& silence) const {
    return do_silence(session, silence.duration);
  }
  Progress<void> operator()(const WaitStep& wait) const { return do_wait(session, wait.duration); }
  Progress<void> operator()(const AnyOrderStep&) const { return do_any_order(session, step); }
  Progress<void> operator()(const OptionalStep& optional) const {
    std::vector<const Step*> list;
    for (const Step& inner : optional.steps) list.push_back(&inner);
    session.optionals.push_back(std::move(list));
    return {};
  }
  Progress<void> operator()(const OneOfStep&) const { return do_one_of(session, step, index); }
  Progress<void> operator()(const RepeatStep&) const { return do_repeat(session, step); }
  Progress<void> operator()(const AllowStep&) const { return do_allow(session, step); }
  Progress<void> operator()(const TargetStep&) const { return do_target(session, step, index); }
  Progress<void> operator()(const StateStep&) const { return attempt(); }
  Progress<void> operator()(const InfoStep&) const { return do_info(session, step); }
  Progress<void> operator()(const CheckStep&) const { return do_check(session, step); }

  Progress<void> attempt() const {
    Progress<std::unique_ptr<Attempt>> made = make_attempt(session, step, index);
    if (!made) return tl::unexpected(made.error());
    std::vector<std::unique_ptr<Attempt>> one;
    one.push_back(std::move(*made));
    const Progress<size_t> held = wait_for(session, one);
    if (!held) return tl::unexpected(held.error());
    return {};
  }
};

// Rounds within rounds multiply: a run and its trace stay within what a report can hold.
constexpr size_t most_steps = 50000;

bool waits(const Step& step) {
  return takes_segments(step) || std::holds_alternative<SilenceStep>(step.what) ||
         std::holds_alternative<AnyOrderStep>(step.what) || std::holds_alternative<OneOfStep>(step.what);
}

}  // namespace

Progress<void> run_step(Session& session, const Step& step) {
  if (session.trace.steps.size() >= most_steps)
    return trouble(fmt::format("more than {} steps in one run", most_steps));
  const StepIndex index = session.begin_step(step);
  if (auto done = std::visit(Executor{session, step, index}, step.what); !done) {
    if (std::holds_alternative<Failure>(done.error())) session.outcome(index, StepOutcome::failed);
    return done;
  }
  // An `optional` holds for as long as the step behind it waits.
  if (waits(step)) session.optionals.clear();
  session.outcome(index, StepOutcome::passed);
  return {};
}

Progress<void> run_steps(Session& session, const Steps& steps, size_t first) {
  for (size_t i = first; i < steps.size(); ++i) {
    if (session.lab.stopping()) return tl::unexpected<RunEnd>(Interrupted{});
    if (auto done = run_step(session, steps[i]); !done) return done;
  }
  return {};
}

}  // namespace shakedown
