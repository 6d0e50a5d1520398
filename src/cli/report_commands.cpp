// diff and merge: what is made of earlier runs' JSON reports.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "cli/artifacts.h"
#include "cli/commands.h"
#include "cli/plan.h"
#include "cli/report_files.h"
#include "cli/report_input.h"
#include "report/console.h"
#include "report/diff.h"
#include "report/merge.h"

namespace shakedown {

namespace {

// The parts are read before a report is opened, and still nobody wants one of them overwritten.
const ReportRequest* one_that_is_read(const Options& options) {
  for (const ReportRequest& report : options.reports)
    for (const std::string& path : options.paths) {
      std::error_code unknown;
      if (report.path != "-" && std::filesystem::equivalent(report.path, path, unknown)) return &report;
    }
  return nullptr;
}

tl::expected<Merged, UsageError> read_and_merge(const Options& options) {
  if (const ReportRequest* report = one_that_is_read(options))
    return tl::make_unexpected(
        UsageError{fmt::format("`{}` is to be read, and no place for a report", report->path), ""});
  std::vector<Part> parts;
  for (const std::string& path : options.paths) {
    auto report = read_report(path, Traces::read);
    if (!report) return tl::make_unexpected(report.error());
    parts.push_back({path, std::move(*report)});
  }
  auto merged = merge_reports(std::move(parts));
  if (!merged) return tl::make_unexpected(UsageError{merged.error(), ""});
  return std::move(*merged);
}

int unwritten(const Output& results, Output& talk, int code) {
  if (results.error() == 0 || results.error() == EPIPE) return code;
  talk.write(fmt::format("shakedown: the results cannot be written: {}\n", std::strerror(results.error())));
  return or_error(code, true);
}

}  // namespace

int diff_command(const Options& options) {
  Output talk(STDERR_FILENO), results(STDOUT_FILENO);
  std::vector<ReadReport> reports;
  for (const std::string& path : options.paths) {
    auto report = read_report(path, Traces::left_out);
    if (!report) {
      complain(report.error(), talk);
      return exit_usage;
    }
    reports.push_back(std::move(*report));
  }
  const Style style = style_for(results.descriptor(), options.color, options.verbosity);
  results.write(diff_text(reports[0], reports[1], {options.paths[0], options.paths[1]}, style));
  const bool regressed = has_regressed(compare_reports(reports[0], reports[1]));
  return unwritten(results, talk, regressed ? exit_fail : exit_ok);
}

int merge_command(const Options& options) {
  Output talk(STDERR_FILENO);
  const auto merged = read_and_merge(options);
  if (!merged) {
    complain(merged.error(), talk);
    return exit_usage;
  }
  ReportFiles reports(options.reports, talk);
  if (reports.all_unwritten()) return exit_error;
  Output results(reports_to_standard_output(options) ? STDERR_FILENO : STDOUT_FILENO);
  const Style style = style_for(results.descriptor(), options.color, options.verbosity);
  Artifacts artifacts(options, merged->facts, talk);
  for (const std::string& remark : merged->remarks) complain({remark, ""}, talk);
  reports.begin(merged->facts);
  results.write(header_text(merged->facts, style));
  for (const RunResult& run : merged->result.runs) {
    results.write(run_text(run, style));
    reports.add(run);
    artifacts.add(run);
  }
  results.write(closing_text(merged->result, style));
  reports.end(merged->result);
  for (const std::string& missing : merged->missing) complain({missing, ""}, talk);
  const bool trouble = reports.unwritten() || artifacts.unwritten() || !merged->missing.empty();
  return unwritten(results, talk, or_error(exit_code(merged->result), trouble));
}

}  // namespace shakedown
