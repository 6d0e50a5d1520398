#pragma once
// The calls that end at once and need nothing but the descriptor.

#include "shakedown/lab.h"

namespace shakedown {

// bind, listen, shutdown, error, poll, atmark, errqueue.
Outcome<std::optional<CallEnd>> call_at_once(const CallRequest& request, int descriptor, Family family);

}  // namespace shakedown
