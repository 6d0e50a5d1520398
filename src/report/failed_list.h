#pragma once
// What failed, or was an error, when it last ran: what `run --last-failed` runs again. As JSON:
//
//   {"schema": 1,
//    "failed": [{"file": "/home/ada/mine/sub/a.yaml", "id": "sub/a", "root": "/home/ada/mine",
//                "run": "[4,mss=536]"}, ...]}
//
// One file may go by several ids, as the folder is called that it was found in; so a run is known by its file
// and by what stands behind the id in its run id. Id and root are those that it ran under.

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "shakedown/parse.h"
#include "shakedown/result.h"

namespace shakedown {

struct FailedRun {
  ScenarioFile file;    // path and root absolute
  std::string variant;  // "[4,mss=536]"
  friend bool operator==(const FailedRun& a, const FailedRun& b) {
    return a.file.path == b.file.path && a.variant == b.variant;
  }
};
using FailedList = std::vector<FailedRun>;

// What stands behind the id in the run id.
std::string variant_of(const PlannedRun& run);

std::string failed_json(const FailedList& list);
// The error says in half a line what is wrong with the text.
tl::expected<FailedList, std::string> read_failed(const std::string& text);

// One round of one run, and what became of it.
struct JudgedRun {
  FailedRun run;
  Verdict verdict = Verdict::error;
};
// Fail and error put a run on the list; pass, warn and known take it off. What was skipped stays as it was,
// and so does what did not run.
FailedList updated(const FailedList& before, const std::vector<JudgedRun>& judged);

}  // namespace shakedown
