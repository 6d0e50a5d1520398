#pragma once
// Follows the schedule: results as they come, a status line on a terminal.

#include <chrono>
#include <string>

#include "cli/artifacts.h"
#include "cli/output.h"
#include "cli/report_files.h"
#include "shakedown/engine.h"

namespace shakedown {

class LiveConsole : public ScheduleListener {
 public:
  // Once nobody can read the results any more, and no report or capture is asked for, `stop` is thrown.
  LiveConsole(Output& results, Output& talk, const Style& style, ReportFiles& reports, Artifacts& artifacts,
              StopSwitch& stop);

  void finished(const RunResult& run) override;
  void progress(size_t done, size_t total, const std::vector<RunningRun>& running) override;

  // Takes the status line away.
  void clear();
  void say(const std::string& text);
  bool gave_up() const { return gave_up_; }

 private:
  Output& results_;
  Output& talk_;
  Style style_;
  ReportFiles& reports_;
  Artifacts& artifacts_;
  StopSwitch& stop_;
  bool live_;
  std::string drawn_;  // the status line that stands there, or ""
  bool gave_up_ = false;
  std::chrono::steady_clock::time_point next_drawing_{};
};

}  // namespace shakedown
