#include "cli/option_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/report.h"
#include "shakedown/parse.h"

namespace shakedown {

namespace {

constexpr uint64_t most_jobs = 4096;
constexpr uint64_t most_rounds = 1'000'000;
constexpr uint64_t most_seed = (uint64_t{1} << 53) - 1;  // a JSON reader keeps no more bits

bool set_count(unsigned& count, const std::string& value, uint64_t most) {
  const auto number = parse_number(value, most);
  if (!number || *number == 0) return false;
  count = static_cast<unsigned>(*number);
  return true;
}

bool set_jobs(Options& options, const std::string& value) {
  return set_count(options.jobs, value, most_jobs);
}
bool set_repeat(Options& options, const std::string& value) {
  return set_count(options.repeat, value, most_rounds);
}
bool set_max_failures(Options& options, const std::string& value) {
  return set_count(options.max_failures, value, most_rounds);
}
bool set_seed(Options& options, const std::string& value) {
  options.seed = parse_number(value, most_seed);
  return options.seed.has_value();
}
bool set_time_limit(Options& options, const std::string& value) {
  const auto limit = parse_duration(value);
  if (!limit || *limit <= Duration{}) return false;
  options.time_limit = *limit;
  return true;
}
bool set_shard(Options& options, const std::string& value) {
  options.shard = parse_shard(value);
  return options.shard.has_value();
}
bool set_shard_times(Options& options, const std::string& value) {
  options.shard_times = value;
  return !value.empty();
}
bool set_family(Options& options, const std::string& value) {
  if (value == "4") options.family = Family::v4;
  if (value == "6") options.family = Family::v6;
  return value == "4" || value == "6" || value == "both";
}
bool set_color(Options& options, const std::string& value) {
  if (value == "always") options.color = ColorChoice::always;
  if (value == "never") options.color = ColorChoice::never;
  return value == "auto" || value == "always" || value == "never";
}
bool set_json(Options& options, const std::string& value) {
  options.reports.push_back({"json", value});
  return !value.empty();
}
bool add_report(Options& options, const std::string& value) {
  const size_t equals = value.find('=');
  if (equals == std::string::npos || equals + 1 == value.size()) return false;
  const std::string format = value.substr(0, equals);
  if (find_report_format(format) == nullptr) return false;
  options.reports.push_back({format, value.substr(equals + 1)});
  return true;
}
const char* report_help() {
  static const std::string text = [] {
    std::string formats;
    for (const ReportFormat& format : report_formats())
      formats += fmt::format("{}{} ({})", formats.empty() ? "" : ", ", format.name, format.help);
    return "write a report to FILE, or to standard output alone; may be repeated. FORMAT: " + formats;
  }();
  return text.c_str();
}
const char* report_words() {
  static const std::string text = [] {
    std::string names;
    for (const ReportFormat& format : report_formats()) names += fmt::format("{}=FILE, ", format.name);
    return names.substr(0, names.size() - 2) + "; for FILE also `-`";
  }();
  return text.c_str();
}
bool set_artifacts(Options& options, const std::string& value) {
  options.artifacts = value;
  return !value.empty() && value != "-";
}
bool set_artifacts_all(Options& options, const std::string&) { return options.artifacts_all = true; }
bool add_filter(Options& options, const std::string& value) {
  options.filters.push_back(value);
  return !value.empty();
}
bool add_exclude(Options& options, const std::string& value) {
  options.excludes.push_back(value);
  return !value.empty();
}
bool set_all(Options& options, const std::string&) { return options.all = true; }
bool set_last_failed(Options& options, const std::string&) { return options.last_failed = true; }
bool set_fail_fast(Options& options, const std::string&) {
  options.max_failures = 1;
  return true;
}
bool set_verbose(Options& options, const std::string&) {
  options.verbosity = options.verbosity >= Verbosity::verbose ? Verbosity::hex : Verbosity::verbose;
  return true;
}
bool set_quiet(Options& options, const std::string&) {
  options.verbosity = Verbosity::quiet;
  return true;
}
bool set_as(Options& options, const std::string& value) {
  options.record_as = value == to_string(End::server) ? End::server : End::client;
  return value == to_string(options.record_as);
}
bool set_stream(Options& options, const std::string& value) {
  options.stream = parse_number(value, most_rounds);
  return options.stream.has_value();
}
bool set_output(Options& options, const std::string& value) {
  options.output = value;
  return !value.empty();
}
bool set_help(Options& options, const std::string&) {
  options.help_about = to_string(options.verb);
  options.verb = Verb::help;
  return true;
}

}  // namespace

const std::vector<OptionRow>& option_table() {
  static const std::vector<Verb> run{Verb::run}, selecting{Verb::run, Verb::list, Verb::show},
      several{Verb::run, Verb::list}, reporting{Verb::run, Verb::merge},
      writing{Verb::run, Verb::list, Verb::merge}, speaking{Verb::run, Verb::merge, Verb::diff},
      talking{Verb::run, Verb::list, Verb::merge, Verb::diff},
      all{Verb::run, Verb::check, Verb::list, Verb::show, Verb::diff, Verb::merge, Verb::doctor},
      record{Verb::record},
      every{Verb::run,  Verb::check, Verb::list,   Verb::show,   Verb::record,     Verb::schema,
            Verb::diff, Verb::merge, Verb::doctor, Verb::create, Verb::completion, Verb::man};
  static const std::vector<OptionRow> table{
      {"jobs", 'j', "N", run, false, "run N scenarios at a time (default: so many that their waits overlap)",
       "a number from 1 to 4096", set_jobs},
      {"family", 0, "4|6|both", selecting, false, "IPv4, IPv6 or both (default: both)", "4, 6 or both",
       set_family},
      {"filter", 0, "TAG|GLOB", selecting, true,
       "only runs with this tag, or whose id or run id matches; may be repeated: any of them",
       "a tag or a glob", add_filter},
      {"exclude", 0, "TAG|GLOB", selecting, true,
       "no runs with this tag, or whose id or run id matches; may be repeated", "a tag or a glob",
       add_exclude},
      {"all", 0, nullptr, several, false, "also what is tagged very-slow, and conformance/", nullptr,
       set_all},
      {"last-failed", 0, nullptr, several, false, "only what failed, or was an error, when it last ran",
       nullptr, set_last_failed},
      {"max-failures", 0, "N", run, false, "begin no more runs after N have failed",
       "a number from 1 to 1000000", set_max_failures},
      {"fail-fast", 0, nullptr, run, false, "the same as --max-failures 1", nullptr, set_fail_fast},
      {"repeat", 0, "N", run, false, "run everything N times", "a number from 1 to 1000000", set_repeat},
      {"seed", 0, "S", run, false,
       "choose ports and everything random from S (default: a new one, always printed)",
       "a number from 0 to 9007199254740991", set_seed},
      {"time-limit", 0, "D", run, false, "end all of it after D: 90s, 10min; what is unfinished is an error",
       "a duration with its unit: 500ms, 90s, 10min", set_time_limit},
      {"shard", 0, "I/N", several, false,
       "only part I of N, as equal as can be; every run of the selection is in one of them",
       "I/N, with I from 1 to N", set_shard},
      {"shard-times", 0, "FILE", several, false,
       "make the parts of --shard last equally long, by the JSON report of an earlier run", "a file",
       set_shard_times},
      {"report", 0, "FORMAT=FILE|-", reporting, true, report_help(), report_words(), add_report},
      {"json", 0, "FILE|-", writing, false,
       "write the results, of list the list, as JSON; of run and merge it is --report json=FILE",
       "a file or `-`", set_json},
      {"artifacts", 0, "DIR", reporting, false,
       "keep a capture (pcapng) of each run that neither passed nor was skipped, as DIR/RUN-ID.pcapng",
       "a folder", set_artifacts},
      {"artifacts-all", 0, nullptr, reporting, false, "with --artifacts: of every run", nullptr,
       set_artifacts_all},
      {"verbose", 'v', nullptr, talking, true,
       "run, merge: the ladder of each run (-vv: the octets too); list: run ids; diff: all times", nullptr,
       set_verbose},
      {"quiet", 'q', nullptr, speaking, false, "only failures (diff: regressions) and the summary", nullptr,
       set_quiet},
      {"color", 0, "auto|always|never", all, false,
       "colour (default: auto, on a terminal unless NO_COLOR is set)", "auto, always or never", set_color},
      {"as", 0, "client|server", record, false,
       "play this end, and expect what the other one did (default: client)", "client or server", set_as},
      {"stream", 0, "N", record, false,
       "the connection that Wireshark's tcp.stream calls N; needed where the capture holds several",
       "a number from 0 to 1000000", set_stream},
      {"output", 'o', "FILE|-", record, false,
       "write the scenario to FILE, which must not exist yet (default: standard output)", "a file or `-`",
       set_output},
      {"help", 'h', nullptr, every, false, "explain this command", nullptr, set_help},
  };
  return table;
}

const std::vector<VerbRow>& verb_table() {
  static const std::vector<VerbRow> table{
      {Verb::run, "run", "[PATH...]",
       "run scenarios against this machine's kernel, each in a lab of its own"},
      {Verb::check, "check", "PATH...", "read and plan scenarios without running them; needs no privilege"},
      {Verb::list, "list", "[PATH...]", "list scenarios: id, runs, tags, name"},
      {Verb::show, "show", "PATH", "draw what a scenario sends and expects as a ladder, without running it"},
      {Verb::record, "record", "CAPTURE", "write a scenario from a connection in a pcap or pcapng file"},
      {Verb::schema, "schema", "", "print a JSON Schema of scenario files, for editors"},
      {Verb::diff, "diff", "OLD.json NEW.json",
       "tell what changed in verdicts and times between two runs, by their JSON reports"},
      {Verb::merge, "merge", "FILE...", "make one report of several runs, such as those of --shard"},
      {Verb::doctor, "doctor", "", "tell what this machine lacks for run, and what to type to mend it"},
      {Verb::create, "new", "NAME", "write a first scenario that passes to NAME.yaml, to be changed"},
      {Verb::completion, "completion", "SHELL", "print a completion script for bash, zsh or fish"},
      {Verb::man, "man", "", "print the manual page"},
      {Verb::help, "help", "[COMMAND]", "explain a command"},
      {Verb::version, "version", "", "print the version"},
  };
  return table;
}

bool takes(const OptionRow& row, Verb verb) {
  return std::find(row.verbs.begin(), row.verbs.end(), verb) != row.verbs.end();
}

std::string verb_names() {
  std::string names;
  for (const VerbRow& row : verb_table())
    if (row.verb != Verb::version) names += (names.empty() ? "" : ", ") + std::string(row.name);
  return names;
}

std::string to_string(Verb verb) {
  for (const VerbRow& row : verb_table())
    if (row.verb == verb) return row.name;
  return "";
}

}  // namespace shakedown
