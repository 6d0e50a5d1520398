// check, list, show, schema, help, --version: what touches no kernel.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>

#include "cli/commands.h"
#include "cli/option_table.h"
#include "cli/plan.h"
#include "report/console.h"
#include "report/list_json.h"
#include "report/plan_ladder.h"
#include "report/schema.h"
#include "shakedown/result.h"

namespace shakedown {

namespace {

// In the order of the plan. One id may stand for two files (folders given side by side).
std::vector<ListedScenario> groups_of(const Plan& plan) {
  std::map<const Scenario*, const ParsedFile*> owner;
  for (const ParsedFile& file : plan.files)
    for (const PlannedRun& run : file.runs) owner[run.scenario.get()] = &file;
  std::vector<ListedScenario> groups;
  for (const PlannedRun& run : plan.selection.runs) {
    const ParsedFile* file = owner[run.scenario.get()];
    if (groups.empty() || groups.back().file != file) groups.push_back({file, {}});
    groups.back().runs.push_back(run);
  }
  return groups;
}

std::string tags_text(const std::vector<std::string>& tags) {
  std::string text;
  for (const std::string& tag : tags) text += (text.empty() ? "[" : ", ") + tag;
  return text.empty() ? "" : text + "]";
}

std::string list_text(const std::vector<ListedScenario>& groups, const Style& style) {
  size_t id_width = 0, tag_width = 0, runs_width = 0;
  for (const ListedScenario& group : groups) {
    id_width = std::max(id_width, width_of(printable(group.file->file.id, style.utf8)));
    tag_width = std::max(tag_width, width_of(printable(tags_text(group.file->tags), style.utf8)));
    runs_width = std::max(runs_width, counted(group.runs.size(), "run").size());
  }
  std::string out;
  for (const ListedScenario& group : groups) {
    std::string first = padded(printable(group.file->file.id, style.utf8), id_width) + "  " +
                        padded(counted(group.runs.size(), "run"), runs_width) + "  ";
    if (tag_width > 0) first += padded(printable(tags_text(group.file->tags), style.utf8), tag_width) + "  ";
    out += wrapped(first, printable(group.file->name, style.utf8), 0);
    if (style.verbosity < Verbosity::verbose) continue;
    for (const PlannedRun& run : group.runs) out += "  " + printable(run.run_id, style.utf8) + "\n";
  }
  return out;
}

// False: it could not be written, and that was said.
bool write_list(const std::string& path, const std::string& text, Output& talk) {
  const bool standard = path == "-";
  const int descriptor = standard ? STDOUT_FILENO : open_report(path);
  int error = descriptor < 0 ? errno : 0;
  if (error == 0) {
    Output file(descriptor, !standard);
    file.write(text);
    error = standard && file.error() == EPIPE ? 0 : file.error();
  }
  if (error != 0)
    complain({fmt::format("the list cannot be written to {}: {}",
                          standard ? "standard output" : "`" + path + "`", std::strerror(error)),
              ""},
             talk);
  return error == 0;
}

// A PATH that says which run is meant gets just that; any other the first, and the names of the others.
std::string show_text(const ListedScenario& group, bool every_run, const Style& style) {
  std::string out, others;
  for (size_t i = 0; i < group.runs.size(); ++i) {
    if (every_run || i == 0)
      out += (i > 0 ? "\n" : "") + plan_text(group.runs[i], style);
    else
      others += (others.empty() ? "" : ", ") + group.runs[i].run_id;
  }
  if (!others.empty()) out += "\n" + wrapped("  other runs: ", printable(others, style.utf8), style.columns);
  return out;
}

}  // namespace

int check_command(const Options& options) {
  Output talk(STDERR_FILENO), results(STDOUT_FILENO);
  const auto plan = make_plan(options, talk);
  if (!plan) return plan.error();
  size_t runs = 0;
  for (const ParsedFile& file : plan->files) runs += file.runs.size();
  results.write(fmt::format("ok: {}, {}\n", counted(plan->files.size(), "scenario"), counted(runs, "run")));
  return ended(results);
}

int list_command(const Options& options) {
  Output talk(STDERR_FILENO), results(STDOUT_FILENO);
  const auto plan = make_plan(options, talk);
  if (!plan) return plan.error();
  if (!spares_scenarios(options, *plan, talk)) return exit_usage;
  const std::vector<ListedScenario> groups = groups_of(*plan);
  bool unwritten = false;
  for (const ReportRequest& report : options.reports)
    if (!write_list(report.path, list_json(groups, plan->selection.left_out, SHAKEDOWN_VERSION), talk))
      unwritten = true;
  if (!reports_to_standard_output(options))
    results.write(list_text(groups, style_for(results.descriptor(), options.color, options.verbosity)));
  std::string total = fmt::format("shakedown: {}, {}", counted(groups.size(), "scenario"),
                                  counted(plan->selection.runs.size(), "run"));
  if (plan->selection.left_out > 0) total += fmt::format("; {} more with --all", plan->selection.left_out);
  if (plan->shard) total += "; " + shard_text(*plan->shard);
  talk.write(total + "\n");
  const int code = unwritten ? exit_error : ended(results);
  const bool nothing = plan->shard ? plan->shard->plan.empty() : groups.empty();
  return code == exit_ok && nothing ? exit_nothing_ran : code;
}

int show_command(const Options& options) {
  Output talk(STDERR_FILENO), results(STDOUT_FILENO);
  const auto plan = make_plan(options, talk);
  if (!plan) return plan.error();
  const Style style = style_for(results.descriptor(), options.color, options.verbosity);
  const bool every_run = std::any_of(
      plan->found.words.begin(), plan->found.words.end(),
      [](const Word& word) { return word.naming == Naming::run_id || word.naming == Naming::glob; });
  std::string out;
  for (const ListedScenario& group : groups_of(*plan))
    out += (out.empty() ? "" : "\n") + show_text(group, every_run, style);
  results.write(out);
  if (out.empty()) talk.write("shakedown: no run is selected\n");
  const int code = ended(results);
  return code == exit_ok && out.empty() ? exit_nothing_ran : code;
}

int schema_command(const Options&) {
  Output results(STDOUT_FILENO);
  results.write(schema_text());
  return ended(results);
}

int help_command(const Options& options) {
  Output results(STDOUT_FILENO);
  Verb about = Verb::help;
  for (const VerbRow& row : verb_table())
    if (options.help_about == row.name) about = row.verb;
  results.write(help_text(about));
  return ended(results);
}

int version_command() {
  Output results(STDOUT_FILENO);
  results.write(fmt::format("shakedown {}\n", SHAKEDOWN_VERSION));
  return ended(results);
}

}  // namespace shakedown
