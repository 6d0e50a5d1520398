#pragma once
// --last-failed: what failed is kept at the end of a run, and found again at the next.

#include <tl/expected.hpp>

#include "cli/find.h"
#include "cli/output.h"
#include "cli/plan.h"
#include "report/failed_list.h"
#include "shakedown/result.h"

namespace shakedown {

// What failed when it last ran.
tl::expected<FailedList, UsageError> failures_kept();

// The files of the list that are still there, as if they were named.
Found find_failed(const FailedList& list);

// Leaves of the chosen runs those on the list; `all`: the list was all that chose. What is not there any more
// is said, and so is when nothing is left.
void select_failed(Plan& plan, const FailedList& list, bool all, Output& talk);

// Keeps what became of the runs. A list that cannot be kept is no trouble of the run's: it is said, once.
void keep_failures(const Plan& plan, const SuiteResult& result, Output& talk);

}  // namespace shakedown
