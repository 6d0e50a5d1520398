#include <algorithm>

#include "shakedown/result.h"

namespace shakedown {

std::string to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::fail:
      return "fail";
    case Verdict::warn:
      return "warn";
    case Verdict::known:
      return "known";
    case Verdict::skip:
      return "skip";
    case Verdict::error:
      return "error";
  }
  return "error";
}

int exit_code(const SuiteResult& result) {
  const auto any = [&](auto matches) { return std::any_of(result.runs.begin(), result.runs.end(), matches); };
  if (result.interrupted) return exit_interrupted;
  if (any([](const RunResult& run) { return run.verdict == Verdict::fail; })) return exit_fail;
  // What the time limit cut off was not judged, whether it had begun or not.
  if (result.time_limit && result.not_run > 0) return exit_error;
  if (any([](const RunResult& run) { return run.verdict == Verdict::error; })) return exit_error;
  if (!any([](const RunResult& run) { return run.verdict != Verdict::skip; })) return exit_nothing_ran;
  return exit_ok;
}

}  // namespace shakedown
