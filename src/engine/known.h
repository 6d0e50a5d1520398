#pragma once
// Known deviations and advice: what a fail or a pass means in the light of the file's `known:` and `covers:`.

#include <string>

#include "shakedown/result.h"

namespace shakedown {

// Does this entry speak of that stack and release ("6.18.44-amd64")?
bool applies(const KnownDeviation& known, const std::string& stack, const std::string& release);

// Turns a fail of a listed deviation into `known`, a pass of one into a fail, and a fail of mere advice into
// `warn`.
void judge_known(RunResult& result, const Scenario& scenario, bool only_advice);

}  // namespace shakedown
