#pragma once
// The command line as values: one table of options feeds the parser and the help.

#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "cli/shard.h"
#include "record/stream.h"
#include "report/style.h"
#include "shakedown/address.h"
#include "shakedown/time.h"

namespace shakedown {

enum class Verb {
  run,
  check,
  list,
  show,
  record,
  schema,
  diff,
  merge,
  doctor,
  create,
  completion,
  man,
  help,
  version
};

struct ReportRequest {
  std::string format;  // of report_formats()
  std::string path;    // "-": standard output
};

enum class ColorChoice { automatic, always, never };

struct Options {
  Verb verb = Verb::help;
  std::vector<std::string> paths;  // in the order given
  std::string help_about;          // a command's name, or ""

  unsigned jobs = 0;             // 0: chosen by the schedule
  std::optional<Family> family;  // none: both
  std::vector<std::string> filters, excludes;
  bool all = false;
  bool last_failed = false;
  unsigned max_failures = 0;  // 0: no limit
  unsigned repeat = 1;
  std::optional<uint64_t> seed;
  Duration time_limit{};       // 0: none
  std::optional<Shard> shard;  // none: all runs
  std::string shard_times;     // a JSON report; "": none
  std::vector<ReportRequest> reports;
  std::string artifacts;  // a folder; "": none
  bool artifacts_all = false;
  Verbosity verbosity = Verbosity::normal;
  ColorChoice color = ColorChoice::automatic;

  End record_as = End::client;
  std::optional<size_t> stream;
  std::string output = "-";  // of record
};

// What is wrong with a command line, in one line, and what may have been meant.
struct UsageError {
  std::string message;  // lower case, no final period
  std::string hint;     // "an option with a similar name exists: `--filter`", or ""
};

// Is standard output a report's? At most one may have it.
bool reports_to_standard_output(const Options& options);

tl::expected<Options, UsageError> parse_command_line(const std::vector<std::string>& arguments);

// `shakedown help` and `shakedown help COMMAND`.
std::string help_text();
std::string help_text(Verb verb);

std::string to_string(Verb verb);
// "run, check, list ...": every command by name.
std::string verb_names();

}  // namespace shakedown
