#pragma once
// Calls under way: begun, looked at, ended, asked for.

#include "engine/attempt.h"
#include "engine/evaluate.h"

namespace shakedown {

// Starts this step's call; its place in session.calls.
Progress<size_t> start_call(Session& session, const Step& step, StepIndex index);
// The same call again (an `error` or a `poll` asked until it holds), under the same place.
Progress<void> restart_call(Session& session, size_t index);
// A call of the same kind and subject that no step has had the end of; none otherwise.
std::optional<size_t> find_ongoing(const Session& session, const TargetStep& step);
// Does a step behind the one under way ask for the result of a call like this?
bool asked_later(const Session& session, const TargetStep& step);
// At the end of the run: calls left going, or ended in a way that no step asked for.
std::optional<Failure> unfinished_calls(Session& session);

}  // namespace shakedown
