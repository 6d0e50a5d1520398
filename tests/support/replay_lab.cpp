#include "support/replay_lab.h"

#include <fmt/format.h>

#include <algorithm>

namespace shakedown::test {

ReplayLab::ReplayLab(const Recording& recording)
    : FakeLab(recording.facts, recording.begin), recording_(recording) {
  for (size_t i = 0; i < recording.events.size(); ++i)
    if (std::holds_alternative<Action>(recording.events[i].what)) action_events_.push_back(i);
  release(0, {}, recording.begin);
}

void ReplayLab::release(size_t first_event, Duration recorded, Instant replayed) {
  for (size_t i = first_event; i < recording_.events.size(); ++i) {
    const RecordedEvent& event = recording_.events[i];
    const Effect* effect = std::get_if<Effect>(&event.what);
    if (!effect) return;
    due(replayed + (event.time - recorded), *effect);
  }
}

Outcome<Duration> ReplayLab::act(const std::variant<Bytes, CallKind>& what) {
  if (next_action_ == action_events_.size()) {
    differences_.push_back("more is done than was recorded");
    return Duration{};  // a target that has fallen silent
  }
  const size_t index = action_events_[next_action_++];
  const RecordedEvent& event = recording_.events[index];
  const Action& action = std::get<Action>(event.what);
  if (action.what != what) differences_.push_back(fmt::format("action {} is not as recorded", next_action_));
  // The engine thought for a moment before it acted; keeping up with that keeps timestamps equal.
  const Instant recorded = recording_.begin + event.time;
  if (recorded > now() && recorded - now() < 1ms) hold_up(recorded - now());
  release(index + 1, event.time, now());
  return std::min(action.took, Duration(1ms));
}

Outcome<Duration> ReplayLab::on_send(std::span<const uint8_t> packet) {
  return act(Bytes(packet.begin(), packet.end()));
}

Outcome<Duration> ReplayLab::on_call(CallRef, const CallRequest& request) { return act(request.kind); }

}  // namespace shakedown::test
