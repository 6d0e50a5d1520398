#include "engine/known.h"

#include <fmt/format.h>

#include <vector>

namespace shakedown {

namespace {

// The numbers that a release begins with: "6.18.44-amd64" -> 6, 18, 44.
std::vector<unsigned> numbers_of(const std::string& release) {
  std::vector<unsigned> numbers;
  unsigned value = 0;
  bool digits = false;
  for (const char c : release) {
    if (c >= '0' && c <= '9') {
      value = value * 10 + static_cast<unsigned>(c - '0');
      digits = true;
    } else {
      if (digits) numbers.push_back(value);
      if (c != '.' || !digits) return numbers;
      value = 0;
      digits = false;
    }
  }
  if (digits) numbers.push_back(value);
  return numbers;
}

// Compared as far as the entry goes: 6.12 speaks of 6.12.3 too.
int compare_releases(const std::string& release, const std::string& entry) {
  std::vector<unsigned> have = numbers_of(release);
  const std::vector<unsigned> want = numbers_of(entry);
  have.resize(want.size());
  return have < want ? -1 : (have == want ? 0 : 1);
}

}  // namespace

bool applies(const KnownDeviation& known, const std::string& stack, const std::string& release) {
  if (known.stack != stack) return false;
  if (known.comparison == Comparison::any) return true;
  const int order = compare_releases(release, known.release);
  switch (known.comparison) {
    case Comparison::equal:
      return order == 0;
    case Comparison::not_equal:
      return order != 0;
    case Comparison::less:
      return order < 0;
    case Comparison::less_equal:
      return order <= 0;
    case Comparison::greater:
      return order > 0;
    case Comparison::greater_equal:
      return order >= 0;
    default:
      return false;
  }
}

void judge_known(RunResult& result, const Scenario& scenario, bool only_advice) {
  const std::string& release = result.trace.target_release;
  for (const KnownDeviation& known : scenario.known) {
    if (!applies(known, result.trace.target_stack, release)) continue;
    if (result.verdict == Verdict::fail) {
      result.verdict = Verdict::known;
      result.reason = fmt::format("{} ({})", known.reason, result.reason);
    } else if (result.verdict == Verdict::pass || result.verdict == Verdict::warn) {
      result.verdict = Verdict::fail;
      result.reason = fmt::format("passes, though it is listed as a known deviation: {}", known.reason);
      Failure failed;
      failed.summary = result.reason;
      result.failure = failed;
    }
    return;
  }
  if (result.verdict == Verdict::fail && only_advice) result.verdict = Verdict::warn;
}

}  // namespace shakedown
