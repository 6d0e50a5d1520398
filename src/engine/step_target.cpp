// target: a call, and its result when one is asked for.
#include <fmt/format.h>

#include "engine/call_result.h"
#include "engine/calls.h"
#include "engine/steps.h"
#include "shakedown/parse.h"

namespace shakedown {

namespace {

class CallAttempt : public Attempt {
 public:
  CallAttempt(const Step& step, size_t call, Times times, StepIndex index)
      : step_(step), target_(std::get<TargetStep>(step.what)), call_(call), times_(times), index_(index) {}

  Progress<Poll> poll(Session& session) override {
    const bool pending = std::holds_alternative<ResultPending>(*target_.result);
    if (pending) {
      if (!session.calls[call_].end) return Poll::holds;
      return reject(session, "");
    }
    if (!session.calls[call_].end) return Poll::waiting;
    if (satisfied(session)) return on_time(session);
    if (target_.call.kind != CallKind::error && target_.call.kind != CallKind::poll)
      return reject(session, "");
    const Instant now = session.lab.now();
    // Not yet: another branch may be looking at the same answer, and asking takes it away.
    if (now >= times_.latest || now < session.calls[call_].asked + 1ms) return Poll::waiting;
    if (auto again = restart_call(session, call_); !again) return tl::unexpected(again.error());
    if (session.calls[call_].end && satisfied(session)) return on_time(session);
    return Poll::waiting;
  }

  Progress<void> take(Session& session) override {
    Ongoing& call = session.calls[call_];
    session.looked_until = session.lab.now();
    if (call.end) record_interval(session, times_, index_, call.ended);
    if (std::holds_alternative<ResultPending>(*target_.result)) {
      call.left_pending = true;
    } else {
      call.reported = true;
    }
    return {};
  }

  Instant deadline() const override { return times_.latest; }
  Instant next_look(Instant now) const override {
    const bool asks_again = target_.call.kind == CallKind::error || target_.call.kind == CallKind::poll;
    return asks_again ? now + 2ms : times_.latest;
  }

  Failure late(Session& session) override {
    const Ongoing& call = session.calls[call_];
    Failure failed =
        make(session, call.end ? fmt::format("is {}", text_of(*call.end)) : std::string("has not ended"));
    failed.summary += fmt::format(" after {}", to_string_duration(session.lab.now() - times_.since));
    failed.time_or_repeat = true;
    failed.waited = session.lab.now() - times_.since;
    failed.interval = interval_of(times_, index_, std::nullopt);
    return failed;
  }

 private:
  bool satisfied(Session& session) const {
    const Ongoing& call = session.calls[call_];
    uint64_t octets = call.request.number.value_or(0);
    if (call.kind == CallKind::send) octets = call.request.data.size();
    return satisfies(*target_.result, *call.end, octets, call.stream_offset);
  }
  Poll on_time(Session& session) {
    const FieldRow row = time_row(times_, session.calls[call_].ended);
    if (!row.differs) return Poll::holds;
    Poll poll = reject(session, fmt::format("came after {}, not {}", row.received, row.expected));
    rejection.rows.push_back(row);
    rejection.interval = interval_of(times_, index_, session.calls[call_].ended);
    rejection.time_or_repeat = true;
    return poll;
  }
  Failure make(Session& session, const std::string& what) const {
    const Ongoing& call = session.calls[call_];
    const std::string wanted = text_of(*target_.result, call.request.number.value_or(0));
    Failure failed = session.failure(fmt::format("`{}` {}, not {}", target_.call.text, what, wanted));
    failed.step = index_;
    failed.span = step_.span;
    failed.rows.push_back({"result", wanted, call.end ? text_of(*call.end) : "pending", true});
    return failed;
  }
  Poll reject(Session& session, const std::string& what) {
    const Ongoing& call = session.calls[call_];
    rejection = make(session, "is " + (call.end ? text_of(*call.end) : std::string("pending")));
    if (!what.empty()) rejection.summary = fmt::format("`{}` {}", target_.call.text, what);
    return Poll::rejects;
  }

  const Step& step_;
  const TargetStep& target_;
  size_t call_;
  Times times_;
  StepIndex index_;
};

bool goes_on(CallKind kind) {
  return kind == CallKind::connect || kind == CallKind::accept || kind == CallKind::read;
}

void name_it(Session& session, const TargetStep& target, size_t call) {
  if (target.as.empty() || session.scope->connections.count(target.as) > 0) return;
  session.names[target.as] = NamedCall{session.calls[call].started};
}

}  // namespace

Progress<std::unique_ptr<Attempt>> make_call_attempt(Session& session, const Step& step, StepIndex index) {
  const auto& target = std::get<TargetStep>(step.what);
  const Connection& connection = session.connections[session.first_connection()];
  Progress<Times> times = times_of(session, connection, target.after, target.within, 1s);
  if (!times) return tl::unexpected(times.error());
  std::optional<size_t> call = find_ongoing(session, target);
  if (!call) {
    const Progress<size_t> started = start_call(session, step, index);
    if (!started) return tl::unexpected(started.error());
    call = *started;
  }
  if (!target.after) {  // from now on: what lies between belongs to other steps
    times->since = std::max(times->since, std::max(session.calls[*call].started, session.lab.now() - 1ms));
    times->latest = times->since + times->allowed;
    // An end that came earlier was on time.
    if (session.calls[*call].end) times->latest = std::max(times->latest, session.calls[*call].ended);
  }
  name_it(session, target, *call);
  return std::unique_ptr<Attempt>(std::make_unique<CallAttempt>(step, *call, *times, index));
}

Progress<void> do_target(Session& session, const Step& step, StepIndex index) {
  const auto& target = std::get<TargetStep>(step.what);
  if (auto drained = session.drain(); !drained) return drained;
  if (auto looked = session.look_at_calls(); !looked) return looked;
  if (!target.result) {
    const Progress<size_t> call = start_call(session, step, index);
    if (!call) return tl::unexpected(call.error());
    name_it(session, target, *call);
    Ongoing& begun = session.calls[*call];
    // The same words later on mean another call, unless this is one that goes on and may be asked for.
    const bool over =
        begun.end && !goes_on(begun.kind) && !std::holds_alternative<CallEnd::Error>(begun.end->what);
    if (begun.end && (!begun.asked_later || over)) begun.reported = true;
    return session.drain();
  }
  Progress<std::unique_ptr<Attempt>> attempt = make_call_attempt(session, step, index);
  if (!attempt) return tl::unexpected(attempt.error());
  std::vector<std::unique_ptr<Attempt>> one;
  one.push_back(std::move(*attempt));
  const Progress<size_t> held = wait_for(session, one);
  if (!held) return tl::unexpected(held.error());
  return {};
}

}  // namespace shakedown
