#pragma once
// What became of a run, and of all of them.

#include <optional>
#include <string>
#include <vector>

#include "shakedown/trace.h"

namespace shakedown {

enum class Verdict { pass, fail, warn, known, skip, error };
std::string to_string(Verdict verdict);

// Exit codes; by precedence 130, 2, 1, 3, 4, 0.
enum ExitCode : int {
  exit_ok = 0,
  exit_fail = 1,
  exit_usage = 2,
  exit_error = 3,
  exit_nothing_ran = 4,
  exit_interrupted = 130
};

// One row of the comparison between what was expected and what came.
struct FieldRow {
  std::string field;               // "flags", "seq", "ack", "options", "time" ...
  std::string expected, received;  // as text; "" when there is none
  bool differs = false;
  friend bool operator==(const FieldRow&, const FieldRow&) = default;
};

// Why a run did not pass, at the step that says so.
struct Failure {
  StepIndex step = -1;
  SourceSpan span;
  std::string summary;               // one line: "no segment came within 150 ms", "ack is 1, not 2"
  std::string expected_text;         // the step's segment filled in, in notation
  std::string received_text;         // the segment that was judged, or ""
  std::optional<size_t> event;       // its place in trace.events
  std::vector<FieldRow> rows;        // aligned comparison; empty when nothing came
  std::optional<Duration> waited;    // how long the step had waited
  std::optional<Interval> interval;  // the time that the step named, if it did
  bool time_or_repeat = false;       // hangs on time or on repeated octets: a stalled tester may be to blame
};

struct RunResult {
  PlannedRun run;
  Verdict verdict = Verdict::error;
  std::string reason;  // one line; empty for a pass
  int attempts = 1;
  int repeat = 0;        // which round of --repeat, from 0
  int not_observed = 0;  // state and info steps that could not be looked at
  bool stalled = false;  // the machine stalled during the last attempt
  bool interrupted = false;
  Duration elapsed{};            // of the last attempt, lab set-up included
  Duration overhead{};           // what it took beyond its own waits
  std::optional<uint64_t> seed;  // of the suite it was part of, where a merged report holds several
  std::optional<Failure> failure;
  Trace trace;
};

struct SuiteResult {
  std::vector<RunResult> runs;  // in the order of the plan
  int not_run = 0;              // selected, but not begun (--fail-fast, an interrupt)
  bool interrupted = false;
  bool time_limit = false;
  uint64_t seed = 0;
  std::string kernel;  // the tester's release
  Duration elapsed{};
};

int exit_code(const SuiteResult& result);

}  // namespace shakedown
