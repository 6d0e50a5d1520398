#pragma once
// Workflow commands of GitHub Actions: an annotation at the step's place in the scenario for each run that
// did not pass (fail and error as errors, warn as a warning, known as a notice), and what was skipped as one
// notice.

#include <memory>

#include "report/report.h"

namespace shakedown {

std::unique_ptr<Report> make_github_report();

}  // namespace shakedown
