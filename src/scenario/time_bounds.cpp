#include "scenario/time_bounds.h"

#include <fmt/format.h>

#include <algorithm>

#include "scenario/value.h"
#include "shakedown/parse.h"

namespace shakedown {
namespace {

constexpr Duration named_time = 200ms;  // the least retransmission timeout of common stacks

// The sum with a guess for each name in it, no less than nothing.
Duration estimate(const Value& value) {
  constexpr Duration most = 24h;
  Duration sum{};
  for (const Term& term : value.terms) {
    const Duration* written = std::get_if<Duration>(&term.atom);
    const Duration part = written ? std::min(*written, most) : named_time;
    sum = std::min(term.minus ? sum - part : sum + part, most);
  }
  return std::max(sum, Duration());
}

Duration longest_of(const Steps& steps);

Duration backoff_sum(const BackoffStep& backoff) {
  constexpr double most = 24.0 * 3600e9;
  const Value& first = backoff.first.high ? *backoff.first.high : backoff.first.nominal;
  const double cap = backoff.cap ? static_cast<double>(estimate(*backoff.cap).count()) : most;
  double interval = static_cast<double>(estimate(first).count());
  Duration sum{};
  for (uint32_t i = 0; i < backoff.count; ++i) {
    sum = std::min<Duration>(sum + latest(Duration(static_cast<int64_t>(std::min(interval, cap)))), 24h);
    interval = std::min(interval * backoff.factor, most);
  }
  return sum;
}

Duration longest_of(const Step& step) {
  struct {
    static Duration after(const std::optional<AfterSpec>& spec) {
      return spec ? upper_end(spec->time) : Duration();
    }
    Duration operator()(const SendStep&) const { return {}; }
    Duration operator()(const ExpectStep& s) const { return after(s.after); }
    Duration operator()(const ReceiveStep& s) const { return after(s.after); }
    Duration operator()(const AckedStep& s) const { return after(s.after); }
    Duration operator()(const BackoffStep& s) const { return backoff_sum(s); }
    Duration operator()(const SilenceStep& s) const { return s.duration; }
    Duration operator()(const WaitStep& s) const { return s.duration; }
    Duration operator()(const AnyOrderStep& s) const {
      Duration longest{};
      for (const Step& one : s.steps) longest = std::max(longest, longest_of(one));
      return longest;
    }
    Duration operator()(const OptionalStep& s) const { return longest_of(s.steps); }
    Duration operator()(const OneOfStep& s) const {
      Duration longest{};
      for (const Branch& branch : s.branches) longest = std::max(longest, longest_of(branch.steps));
      return longest;
    }
    Duration operator()(const RepeatStep& s) const {
      return Duration(std::min<int64_t>(longest_of(s.steps).count(), Duration(24h).count()) * s.count);
    }
    Duration operator()(const AllowStep&) const { return {}; }
    Duration operator()(const TargetStep& s) const { return after(s.after); }
    Duration operator()(const StateStep& s) const { return after(s.after); }
    Duration operator()(const InfoStep&) const { return {}; }
    Duration operator()(const CheckStep&) const { return {}; }
  } longest;
  return std::min<Duration>(std::visit(longest, step.what), 24h);
}

Duration longest_of(const Steps& steps) {
  Duration sum{};
  for (const Step& step : steps) sum = std::min<Duration>(sum + longest_of(step), 24h);
  return sum;
}

struct NarrowTimes {
  Complaints& complaints;
  const Step* step = nullptr;

  void check(const TimeSpec& time) {
    const std::optional<Duration> low = constant_time(time.nominal);
    if (!low || (!time.high && !time.percent)) return;
    // The widest that a kernel may need, for the nominal time that suits these bounds best.
    Duration nominal = *low + assumed_tick, allowed{};
    if (time.high) {
      const std::optional<Duration> high = constant_time(*time.high);
      if (!high) return;
      allowed = *high;
    } else {
      nominal = *low;
      allowed = nominal + nominal * *time.percent / 100;
      const bool early = nominal - nominal * *time.percent / 100 <= nominal - assumed_tick;
      if (!early) allowed = Duration();
    }
    if (allowed >= latest(nominal)) return;
    complaints.warning(
        time.span, step->source_line, "a kernel's timers cannot keep within these bounds",
        fmt::format(
            "room from a tick early to an eighth and two ticks late (a tick: {}), as `after {}` has it",
            to_string_duration(assumed_tick), time.nominal.text));
  }
  void check(const std::optional<AfterSpec>& after) {
    if (after) check(after->time);
  }

  void operator()(const ExpectStep& s) { check(s.after); }
  void operator()(const ReceiveStep& s) { check(s.after); }
  void operator()(const AckedStep& s) { check(s.after); }
  void operator()(const BackoffStep& s) { check(s.first); }
  void operator()(const TargetStep& s) { check(s.after); }
  void operator()(const StateStep& s) { check(s.after); }
  void operator()(const AnyOrderStep& s) { walk(s.steps); }
  void operator()(const OptionalStep& s) { walk(s.steps); }
  void operator()(const RepeatStep& s) { walk(s.steps); }
  void operator()(const OneOfStep& s) {
    for (const Branch& branch : s.branches) walk(branch.steps);
  }
  template <typename T>
  void operator()(const T&) {}

  void walk(const Steps& steps) {
    for (const Step& one : steps) {
      step = &one;
      std::visit(*this, one.what);
    }
  }
};

}  // namespace

Duration latest(Duration nominal) { return nominal + nominal / 8 + 2 * assumed_tick; }

Duration upper_end(const TimeSpec& time) {
  if (time.high) return estimate(*time.high);
  const Duration nominal = estimate(time.nominal);
  return time.percent ? nominal + nominal * *time.percent / 100 : latest(nominal);
}

void warn_about_narrow_times(const Scenario& scenario, Complaints& complaints) {
  for (const Prelude& prelude : scenario.preludes) warn_about_narrow_times(*prelude.scenario, complaints);
  NarrowTimes{complaints}.walk(scenario.steps);
}

Duration longest_wait(const Scenario& scenario) {
  Duration sum = longest_of(scenario.steps);
  for (const Prelude& prelude : scenario.preludes) sum += longest_wait(*prelude.scenario);
  return sum;
}

}  // namespace shakedown
