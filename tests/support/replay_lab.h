#pragma once
// Replays a recording against the engine, on a clock that jumps: what the target did after each thing of ours
// it does again, after the same thing and the same time. Given the recorded seed, the engine's own segments
// are the recorded ones.

#include <vector>

#include "support/recording.h"

namespace shakedown::test {

class ReplayLab : public FakeLab {
 public:
  explicit ReplayLab(const Recording& recording);

  size_t actions() const { return next_action_; }
  // Things of ours that were not as recorded: a replay of the same scenario by the same engine has none.
  const std::vector<std::string>& differences() const { return differences_; }

 private:
  Outcome<Duration> on_send(std::span<const uint8_t> packet) override;
  Outcome<Duration> on_call(CallRef call, const CallRequest& request) override;

  // Makes what followed an action due; without one, what came before the first.
  void release(size_t first_event, Duration recorded, Instant replayed);
  Outcome<Duration> act(const std::variant<Bytes, CallKind>& what);

  const Recording& recording_;
  std::vector<size_t> action_events_;  // places in recording_.events
  size_t next_action_ = 0;
  std::vector<std::string> differences_;
};

}  // namespace shakedown::test
