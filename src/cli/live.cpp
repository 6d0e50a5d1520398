#include "cli/live.h"

#include <cerrno>

#include "report/console.h"

namespace shakedown {

namespace {

constexpr auto redraw_interval = 100ms;
constexpr const char* erase_line = "\r\x1b[K";

}  // namespace

LiveConsole::LiveConsole(Output& results, Output& talk, const Style& style, ReportFiles& reports,
                         Artifacts& artifacts, StopSwitch& stop)
    : results_(results),
      talk_(talk),
      style_(style),
      reports_(reports),
      artifacts_(artifacts),
      stop_(stop),
      live_(can_redraw(talk.descriptor()) && style.verbosity != Verbosity::quiet) {}

void LiveConsole::finished(const RunResult& run) {
  say(run_text(run, style_));
  reports_.add(run);
  artifacts_.add(run);
  const bool kept =
      (reports_.asked() && !reports_.all_unwritten()) || (artifacts_.asked() && !artifacts_.unwritten());
  const bool unread = results_.error() != 0 && !kept;
  if (unread && !gave_up_) {
    gave_up_ = true;
    stop_.request();
  }
}

void LiveConsole::progress(size_t done, size_t total, const std::vector<RunningRun>& running) {
  const auto now = std::chrono::steady_clock::now();
  if (!live_ || now < next_drawing_) return;
  next_drawing_ = now + redraw_interval;
  // Its width may have changed meanwhile: a line that wraps cannot be taken away.
  const Style style = style_for(talk_.descriptor(), ColorChoice::never, style_.verbosity);
  const std::string line = status_text(done, total, running, style);
  if (line == drawn_) return;
  talk_.write(erase_line + line);
  drawn_ = line;
}

void LiveConsole::clear() {
  if (!drawn_.empty()) talk_.write(erase_line);
  drawn_.clear();
}

void LiveConsole::say(const std::string& text) {
  if (text.empty()) return;
  clear();
  results_.write(text);
}

}  // namespace shakedown
