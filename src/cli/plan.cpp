#include "cli/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "cli/last_failed.h"
#include "cli/report_input.h"
#include "cli/shard.h"
#include "shakedown/result.h"

namespace shakedown {

namespace {

void show(const Diagnostics& diagnostics, Output& talk) {
  const Style style = style_for(talk.descriptor(), ColorChoice::never, Verbosity::normal);
  talk.write(printable_lines(render(diagnostics), style.utf8));
}

void show_errors(const Diagnostics& diagnostics, Output& talk) {
  show(diagnostics, talk);
  std::set<std::string> files;
  size_t errors = 0;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity != Severity::error) continue;
    ++errors;
    files.insert(diagnostic.span.file);
  }
  talk.write(fmt::format("shakedown: {} in {}\n", counted(errors, "error"), counted(files.size(), "file")));
}

UsageError unmatched(const std::string& word, const Plan& plan) {
  std::vector<std::string> ids = plan.found.ids;
  for (const ParsedFile& file : plan.files)
    for (const PlannedRun& run : file.runs) ids.push_back(run.run_id);
  const std::string near = nearest_id(word, ids);
  return {fmt::format("`{}` matches no run", word),
          near.empty() ? "`shakedown list -v` names what there is"
                       : fmt::format("a run with a similar name exists: `{}`", near)};
}

// Of the selection keeps the runs of one shard.
tl::expected<void, UsageError> cut_shard(Plan& plan, const Options& options) {
  if (!options.shard) return {};
  RunTimes times;
  if (!options.shard_times.empty()) {
    const auto report = read_report(options.shard_times, Traces::left_out);
    if (!report) return tl::make_unexpected(report.error());
    times = times_of(report->result.runs);
  }
  ShardFacts facts{options.shard->number, options.shard->of, options.repeat, {}};
  std::vector<PlannedRun>& runs = plan.selection.runs;
  for (const PlannedRun& run : runs) facts.plan.push_back(run.run_id);
  const std::vector<unsigned> shards = shards_of(facts.plan, times, facts.of);
  std::vector<PlannedRun> ours;
  for (size_t i = 0; i < runs.size(); ++i)
    if (shards[i] == facts.number) ours.push_back(std::move(runs[i]));
  runs = std::move(ours);
  plan.shard = std::move(facts);
  return {};
}

// Somebody forgot the report's name: `--json hello.yaml`.
bool would_overwrite_a_scenario(const std::string& report, const std::vector<ParsedFile>& files) {
  namespace fs = std::filesystem;
  if (fs::path(report).extension() == ".yaml") return true;
  return std::any_of(files.begin(), files.end(), [&](const ParsedFile& file) {
    std::error_code unknown;
    return fs::equivalent(report, file.file.path, unknown);
  });
}

}  // namespace

bool spares_scenarios(const Options& options, const Plan& plan, Output& talk) {
  for (const ReportRequest& report : options.reports) {
    if (!would_overwrite_a_scenario(report.path, plan.files)) continue;
    complain({fmt::format("`{}` is a scenario, and no place for a report", report.path), ""}, talk);
    return false;
  }
  return true;
}

tl::expected<Plan, int> make_plan(const Options& options, Output& talk) {
  Plan plan;
  const std::string bundled = bundled_root();
  FailedList failed;
  if (options.last_failed) {
    auto kept = failures_kept();
    if (!kept) {
      complain(kept.error(), talk);
      return tl::make_unexpected(exit_error);
    }
    failed = std::move(*kept);
  }
  const bool all_failed = options.last_failed && options.paths.empty();
  auto found = all_failed ? find_failed(failed) : find_scenarios(options.paths, bundled);
  if (!found) {
    complain(found.error(), talk);
    return tl::make_unexpected(exit_usage);
  }
  plan.found = std::move(*found);

  auto files = parse_files(plan.found.files, bundled);
  if (!files) {
    show_errors(files.error(), talk);
    return tl::make_unexpected(exit_usage);
  }
  plan.files = std::move(*files);
  if (options.verb == Verb::check || options.verbosity >= Verbosity::verbose)
    for (const ParsedFile& file : plan.files) show(file.warnings, talk);

  const Filters filters{options.filters, options.excludes, options.family, options.all};
  plan.selection = select_runs(plan.files, plan.found.words, filters);
  if (!plan.selection.unknown.empty()) {
    complain(unmatched(plan.selection.unknown.front(), plan), talk);
    return tl::make_unexpected(exit_usage);
  }
  for (const std::string& filter : plan.selection.unused)
    talk.write(fmt::format("shakedown: {} matches nothing\n", filter));
  if (options.last_failed) select_failed(plan, failed, all_failed, talk);
  if (const auto cut = cut_shard(plan, options); !cut) {
    complain(cut.error(), talk);
    return tl::make_unexpected(exit_usage);
  }
  return plan;
}

void complain(const UsageError& error, Output& talk) {
  const Style style = style_for(talk.descriptor(), ColorChoice::never, Verbosity::normal);
  std::string text = "shakedown: " + error.message + "\n";
  if (!error.hint.empty()) text += "  " + error.hint + "\n";
  talk.write(printable_lines(text, style.utf8));
}

}  // namespace shakedown
