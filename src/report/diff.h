#pragma once
// Two runs of a suite side by side: which verdicts and times have changed.

#include <optional>
#include <string>
#include <vector>

#include "report/json_read.h"
#include "report/style.h"

namespace shakedown {

// What became of one run in all its rounds: the worst verdict with its reason, and the median time.
struct RunSummary {
  Verdict verdict = Verdict::pass;
  size_t with_it = 0, rounds = 0;  // rounds that ended so, and all
  std::string reason;
  Duration time{};
};

enum class Change {
  regressed,      // passed, warned or known before; fails, is an error or is missing now
  fixed,          // failed or was an error; neither now
  still_failing,  // failed or was an error, before and now
  other,          // another verdict, but none of the above
  added,          // missing before
  gone,           // missing now, but not passed before
  none
};

struct RunChange {
  std::string run_id;
  std::optional<RunSummary> before, after;
};
Change kind_of(const RunChange& change);

// In the order of the new report; what only the old one has comes last.
std::vector<RunChange> compare_reports(const ReadReport& before, const ReadReport& after);
bool has_regressed(const std::vector<RunChange>& changes);

struct DiffNames {
  std::string before, after;  // of the files
};
// Both machines, then the changes by kind, the times that differ most, and the counts last. With -v every
// run's times, with -q regressions and counts alone.
std::string diff_text(const ReadReport& before, const ReadReport& after, const DiffNames& names,
                      const Style& style);

}  // namespace shakedown
