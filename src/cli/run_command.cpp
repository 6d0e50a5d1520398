#include <fmt/format.h>
#include <sys/random.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "cli/artifacts.h"
#include "cli/checks.h"
#include "cli/commands.h"
#include "cli/last_failed.h"
#include "cli/live.h"
#include "cli/plan.h"
#include "cli/signals.h"
#include "report/console.h"
#include "shakedown/local_lab.h"

namespace shakedown {

namespace {

uint64_t new_seed() {
  constexpr uint64_t largest = (uint64_t{1} << 48) - 1;  // short enough to be typed again
  uint64_t seed = 0;
  while (getrandom(&seed, sizeof seed, 0) != static_cast<ssize_t>(sizeof seed)) {
  }
  return seed & largest;
}

SuiteFacts facts_of(const KeeperFacts& keeper, const Options& options, const Plan& plan, uint64_t seed) {
  SuiteFacts facts;
  facts.version = SHAKEDOWN_VERSION;
  std::error_code gone;
  facts.folder = std::filesystem::current_path(gone).string();
  facts.seed = seed;
  facts.runs = plan.selection.runs.size() * options.repeat;
  facts.shard = plan.shard;
  facts.kernel = facts.target_release = keeper.release;
  facts.tick = keeper.tick;
  facts.lab = keeper.pinned;
  return facts;
}

ScheduleOptions schedule_of(const Options& options, uint64_t seed) {
  ScheduleOptions schedule;
  schedule.jobs = options.jobs;
  schedule.repeat = options.repeat;
  schedule.max_failures = options.max_failures;
  schedule.seed = seed;
  schedule.time_limit = options.time_limit;
  schedule.keep_traces = false;  // the report has them by then
  return schedule;
}

// A part of a suite may well be empty, or have nothing but what is skipped; the whole is judged by merge.
bool is_one_of_many(const Plan& plan) { return plan.shard && !plan.shard->plan.empty(); }

void say_what_was_left_out(const Plan& plan, Output& talk) {
  if (plan.selection.runs.empty() && !is_one_of_many(plan)) talk.write("shakedown: no run is selected\n");
  if (plan.selection.left_out > 0)
    talk.write(fmt::format("shakedown: {} left out as very-slow or conformance; --all takes them in\n",
                           counted(plan.selection.left_out, "scenario")));
}

}  // namespace

int run_command(const Options& options) {
  Output talk(STDERR_FILENO);
  // Said before anything is made: what doctor calls missing.
  const Checks missing = only_missing(checks_of(look_at_needs()));
  for (const Check& check : missing) complain({complaint_of(check), check.mend}, talk);
  if (!missing.empty()) return exit_error;
  // The keeper forks off what needs privilege; from here on this process has none, and only now reads files.
  const auto keeper = Keeper::start({});
  if (!keeper) {
    complain({keeper.error().what, ""}, talk);
    return exit_error;
  }
  const auto plan = make_plan(options, talk);
  if (!plan) return plan.error();
  if (!spares_scenarios(options, *plan, talk)) return exit_usage;
  ReportFiles reports(options.reports, talk);
  if (reports.all_unwritten()) return exit_error;

  // With the document on standard output the results for people go to standard error.
  Output results(reports_to_standard_output(options) ? STDERR_FILENO : STDOUT_FILENO);
  const Style style = style_for(results.descriptor(), options.color, options.verbosity);
  const uint64_t seed = options.seed ? *options.seed : new_seed();
  const SuiteFacts facts = facts_of((*keeper)->facts(), options, *plan, seed);
  say_what_was_left_out(*plan, talk);
  reports.begin(facts);
  Artifacts artifacts(options, facts, talk);
  results.write(header_text(facts, style));

  StopSwitch stop;
  LiveConsole console(results, talk, style, reports, artifacts, stop);
  const SignalGuard signals(stop, can_redraw(talk.descriptor()));
  const auto worker = [&](unsigned number) { return (*keeper)->worker(number, stop); };
  SuiteResult result = run_all(plan->selection.runs, worker, schedule_of(options, seed), stop, console);
  result.kernel = facts.kernel;
  // Our own giving up is no interrupt.
  if (console.gave_up() && !SignalGuard::caught()) result.interrupted = false;

  console.say(closing_text(result, style));
  reports.end(result);
  keep_failures(*plan, result, talk);
  if (results.error() != 0 && results.error() != EPIPE)
    talk.write(fmt::format("shakedown: the results cannot be written: {}\n", std::strerror(results.error())));
  int code = exit_code(result);
  if (code == exit_nothing_ran && is_one_of_many(*plan)) code = exit_ok;
  return or_error(code, reports.unwritten() || artifacts.unwritten() || results.error() != 0);
}

}  // namespace shakedown
