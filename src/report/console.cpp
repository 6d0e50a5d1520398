#include "report/console.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/failure_text.h"
#include "report/ladder.h"
#include "report/trace_ladder.h"
#include "report/words.h"

namespace shakedown {

namespace {

constexpr size_t verdict_width = 6;

Paint paint_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return Paint::good;
    case Verdict::fail:
      return Paint::bad;
    case Verdict::warn:
      return Paint::caution;
    case Verdict::known:
      return Paint::caution;
    case Verdict::skip:
      return Paint::faint;
    case Verdict::error:
      return Paint::bad;
  }
  return Paint::plain;
}

bool is_bad(Verdict verdict) { return verdict == Verdict::fail || verdict == Verdict::error; }

std::string verdict_word(Verdict verdict, const Style& style) {
  const std::string word = to_string(verdict);
  return paint(style, paint_of(verdict), word) + std::string(verdict_width - word.size(), ' ') + " ";
}

std::string run_line(const RunResult& run, const Style& style) {
  const int columns = style.columns > 0 ? std::clamp(style.columns, 40, 100) : 80;
  const std::string time = brief_time(run.elapsed), unusual = remarks(run);
  const size_t taken = verdict_width + 1 + 2 + std::max<size_t>(time.size(), 7);
  const size_t id_width = static_cast<size_t>(columns) - taken;
  return verdict_word(run.verdict, style) + padded(printable(run.run.run_id, style.utf8), id_width) + "  " +
         fmt::format("{:>7}", time) + (unusual.empty() ? "" : "  " + unusual) + "\n";
}

// Where a failed run can be looked into, on one line.
std::string in_short(const RunResult& run, const Style& style) {
  std::string text = run.run.run_id + "  ";
  const std::string at = run.failure ? place(run.failure->span) : "";
  text += (at.empty() ? "" : at + ": ") + run.reason;
  const std::string word = verdict_word(run.verdict, Style{});
  std::string out = wrapped(word, printable(text, style.utf8), style.columns);
  return verdict_word(run.verdict, style) + out.substr(word.size());
}

// A listed deviation is no news: its reason is enough, as it is for a skip.
bool explained_in_full(const RunResult& run, const Style& style) {
  if (run.verdict == Verdict::fail || run.verdict == Verdict::warn || run.verdict == Verdict::error)
    return true;
  return run.verdict == Verdict::known && style.verbosity >= Verbosity::verbose;
}

}  // namespace

std::string shard_text(const ShardFacts& shard) {
  return fmt::format("shard {}/{} of {}", shard.number, shard.of,
                     counted(shard.plan.size() * shard.rounds, "run"));
}

std::string header_text(const SuiteFacts& facts, const Style& style) {
  if (style.verbosity == Verbosity::quiet) return "";
  const std::string of = facts.shard ? " (" + shard_text(*facts.shard) + ")" : "";
  return fmt::format("shakedown {}: {}{} against {} {}, seed {}\n", printable(facts.version, style.utf8),
                     counted(facts.runs, "run"), of, printable(facts.target_stack, style.utf8),
                     printable(facts.target_release, style.utf8), facts.seed);
}

std::string run_text(const RunResult& run, const Style& style) {
  if (style.verbosity == Verbosity::quiet && !is_bad(run.verdict)) return "";
  std::string out = run_line(run, style);
  if (style.verbosity >= Verbosity::verbose)
    out += ladder_text(ladder_of(run), {style.verbosity == Verbosity::hex, 0}, style);
  if (explained_in_full(run, style))
    out += failure_text(run, style);
  else if (!run.reason.empty())
    out += wrapped(std::string(verdict_width + 1, ' '), printable(run.reason, style.utf8), style.columns);
  return out;
}

std::string closing_text(const SuiteResult& result, const Style& style) {
  std::string out;
  for (const RunResult& run : result.runs)
    if (is_bad(run.verdict)) out += in_short(run, style);
  if (!out.empty()) out = "\n" + paint(style, Paint::strong, "what failed:") + "\n" + out;

  std::string counts;
  const auto add = [&](auto n, const char* what, Paint how) {
    if (n > 0) counts += (counts.empty() ? "" : ", ") + paint(style, how, fmt::format("{} {}", n, what));
  };
  const auto with = [&](Verdict verdict) {
    return std::count_if(result.runs.begin(), result.runs.end(),
                         [&](const RunResult& run) { return run.verdict == verdict; });
  };
  add(with(Verdict::pass), "passed", Paint::good);
  add(with(Verdict::fail), "failed", Paint::bad);
  add(with(Verdict::warn), "warned", Paint::caution);
  add(with(Verdict::known), "known", Paint::caution);
  add(with(Verdict::skip), "skipped", Paint::plain);
  const auto errors = with(Verdict::error);
  add(errors, errors == 1 ? "error" : "errors", Paint::bad);
  add(result.not_run, "not run", Paint::caution);
  int again = 0, not_observed = 0;
  for (const RunResult& run : result.runs) {
    again += run.attempts > 1 ? 1 : 0;
    not_observed += run.not_observed;
  }
  add(again, "re-run", Paint::plain);
  add(not_observed, not_observed == 1 ? "step not observed" : "steps not observed", Paint::plain);
  if (counts.empty()) counts = "nothing ran";
  const char* cut = result.interrupted ? "interrupted: " : result.time_limit ? "time limit: " : "";
  out += wrapped("", fmt::format("{}{} in {}; seed {}", cut, counts, brief_time(result.elapsed), result.seed),
                 0);
  return out;
}

namespace {

std::chrono::seconds whole(Duration left) { return std::chrono::ceil<std::chrono::seconds>(left); }

// "58 s", or nothing where none is left.
std::string wait_text(Duration left) {
  const auto seconds = whole(left).count();
  return seconds > 0 ? fmt::format("{} s", seconds) : "";
}

std::string cut(const std::string& line, size_t room) {
  constexpr size_t dots = 3;
  if (width_of(line) <= room) return line;
  return head_of(line, room - dots) + "...";
}

// As many as there is room for, each whole.
std::string several(const std::string& head, const std::vector<RunningRun>& running, const Style& style,
                    size_t room) {
  std::string line = fmt::format("{}{} running: ", head, running.size());
  for (size_t i = 0; i < running.size(); ++i) {
    const std::string wait = wait_text(running[i].left);
    const std::string item = printable(running[i].run_id, style.utf8) + (wait.empty() ? "" : " " + wait);
    const size_t behind = running.size() - i - 1;
    const std::string more = behind > 0 ? fmt::format(", ... {} more", behind) : "";
    if (width_of(line) + width_of(item) + more.size() > room)
      return cut(line + (i == 0 ? item : fmt::format("... {} more", behind + 1)), room);
    line += item + (behind > 0 ? ", " : "");
  }
  return line;
}

}  // namespace

std::string status_text(size_t done, size_t total, std::vector<RunningRun> running, const Style& style) {
  const size_t room = static_cast<size_t>(style.columns > 0 ? style.columns : 80) - 1;
  const std::string head = fmt::format("[{}/{}] ", done, total);
  std::stable_sort(running.begin(), running.end(),
                   [](const RunningRun& a, const RunningRun& b) { return whole(a.left) > whole(b.left); });
  if (running.size() > 1) return several(head, running, style, room);
  std::string line = head;
  for (const RunningRun& run : running) {
    line += printable(run.run_id, style.utf8);
    if (const std::string wait = wait_text(run.left); !wait.empty())
      line += fmt::format(" waits up to {} more", wait);
    if (!run.step.empty()) line += ": " + printable(run.step, style.utf8);
  }
  return cut(line, room);
}

}  // namespace shakedown
