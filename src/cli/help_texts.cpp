#include "cli/help_texts.h"

#include <string_view>

#include "shakedown/result.h"

namespace shakedown {

const char* const about_program =
    "Plays one end of TCP connections with crafted segments and checks, segment by\n"
    "segment and state by state, what a real TCP does at the other end.\n";

const char* const about_paths =
    "PATH is an existing file or folder, else an id (`close/simultaneous`) or a run id\n"
    "(`close/simultaneous[4]`), else the start of an id (`close`), else a glob over ids and\n"
    "run ids (`*/half*`); `-` is standard input.\n";

const char* const about_default =
    "Without a PATH: the bundled scenarios, but not those tagged very-slow and not\n"
    "conformance/. What a PATH names is taken whatever its tags.\n";

const char* about_operands(Verb verb) {
  switch (verb) {
    case Verb::diff:
      return "OLD and NEW are what `shakedown run --json FILE` wrote; `-` is standard input. A run has\n"
             "regressed that passed, warned or was known before, and fails, is an error or is missing\n"
             "now: then the exit code is 1. Times are told and judge nothing.\n";
    case Verb::merge:
      return "FILE is what `shakedown run --json FILE` wrote; `-` is standard input. Each run may stand\n"
             "in one of them only. The exit code is what `run` would have given for the whole, and 3\n"
             "where a shard is missing.\n";
    case Verb::doctor:
      return "Each line begins with `ok`, `note` (run does without), `warning` (run works, but not all\n"
             "of it, or not as well) or `missing` (run cannot work). The exit code is 0 where run can\n"
             "work, else 3; run tells what is missing as well.\n";
    case Verb::record:
      return "CAPTURE is a pcap or pcapng file, or `-` for standard input. Where it holds several\n"
             "connections and there is no --stream, they are listed, and the exit code is 2.\n";
    default:
      return "";
  }
}

const std::vector<ExitRow>& exit_rows() {
  static const std::vector<ExitRow> rows{
      {exit_interrupted, "interrupted"},
      {exit_usage, "the command line, a scenario or a report to be read is wrong"},
      {exit_fail, "a run failed; of diff: one has regressed"},
      {exit_error, "a run could not be carried out, or a report not be written"},
      {exit_nothing_ran, "nothing ran, all skipped included"},
      {exit_ok, "all else"},
  };
  return rows;
}

bool takes_paths(const VerbRow& row) {
  return std::string_view(row.operands).find("PATH") != std::string_view::npos;
}

}  // namespace shakedown
