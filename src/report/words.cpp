#include "report/words.h"

#include <fmt/format.h>

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

}  // namespace shakedown
