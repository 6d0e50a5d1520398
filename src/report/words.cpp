#include "report/words.h"

#include <fmt/format.h>

#include <algorithm>

namespace shakedown {

std::string place(const SourceSpan& span) {
  if (span.line <= 0) return span.file;
  if (span.column <= 0) return fmt::format("{}:{}", span.file, span.line);
  return fmt::format("{}:{}:{}", span.file, span.line, span.column);
}

std::string to_string(StepOutcome outcome) {
  switch (outcome) {
    case StepOutcome::passed:
      return "passed";
    case StepOutcome::failed:
      return "failed";
    case StepOutcome::warned:
      return "warned";
    case StepOutcome::not_observed:
      return "not observed";
  }
  return "failed";
}

std::string named(const std::string& connection) { return connection.empty() ? "" : connection + ": "; }

std::string without_word(const std::string& step) {
  const size_t word = std::min(step.find_first_of(" :"), step.size());
  return step.substr(std::min(step.find_first_not_of(" :", word), step.size()));
}

std::string run_and_round(const RunResult& run) {
  return run.repeat > 0 ? fmt::format("{} round {}", run.run.run_id, run.repeat + 1) : run.run.run_id;
}

std::string remarks(const RunResult& run) {
  std::string text;
  const auto add = [&](const std::string& remark) { text += (text.empty() ? "" : ", ") + remark; };
  if (run.repeat > 0) add(fmt::format("round {}", run.repeat + 1));
  if (run.attempts > 1) add(fmt::format("{} attempts", run.attempts));
  if (run.stalled && run.attempts > 1) add("the machine stalled");
  if (run.not_observed > 0) add(fmt::format("{} not observed", run.not_observed));
  if (run.seed) add(fmt::format("seed {}", *run.seed));
  return text;
}

}  // namespace shakedown
