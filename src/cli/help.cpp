#include <fmt/format.h>

#include <algorithm>

#include "cli/option_table.h"

namespace shakedown {

namespace {

constexpr int columns = 80;

const char* const about_paths =
    "PATH is an existing file or folder, else an id (`close/simultaneous`) or a run id\n"
    "(`close/simultaneous[4]`), else the start of an id (`close`), else a glob over ids and\n"
    "run ids (`*/half*`); `-` is standard input.\n";

const char* const about_default =
    "Without a PATH: the bundled scenarios, but not those tagged very-slow and not\n"
    "conformance/. What a PATH names is taken whatever its tags.\n";

const char* const exit_codes =
    "Exit codes, the first that applies:\n"
    "  130  interrupted\n"
    "    2  the command line, a scenario or a report to be read is wrong\n"
    "    1  a run failed; of diff: one has regressed\n"
    "    3  a run could not be carried out, or a report not be written\n"
    "    4  nothing ran, all skipped included\n"
    "    0  all else\n";

const char* const about_diff =
    "OLD and NEW are what `shakedown run --json FILE` wrote; `-` is standard input. A run has\n"
    "regressed that passed, warned or was known before, and fails, is an error or is missing\n"
    "now: then the exit code is 1. Times are told and judge nothing.\n";

const char* const about_merge =
    "FILE is what `shakedown run --json FILE` wrote; `-` is standard input. Each run may stand\n"
    "in one of them only. The exit code is what `run` would have given for the whole, and 3\n"
    "where a shard is missing.\n";

const char* const about_doctor =
    "Each line begins with `ok`, `note` (run does without), `warning` (run works, but not all\n"
    "of it, or not as well) or `missing` (run cannot work). The exit code is 0 where run can\n"
    "work, else 3; run tells what is missing as well.\n";

// What the operands of a command are.
std::string about_operands(Verb verb) {
  if (verb == Verb::diff) return about_diff;
  if (verb == Verb::merge) return about_merge;
  if (verb == Verb::doctor) return about_doctor;
  return about_paths;
}

std::string option_name(const OptionRow& row) {
  std::string text = row.letter != 0 ? fmt::format("  -{}, ", row.letter) : "      ";
  text += fmt::format("--{}", row.name);
  if (row.argument != nullptr) text += fmt::format(" {}", row.argument);
  return text;
}

std::string options_help(Verb verb) {
  constexpr size_t name_width = 31;
  std::string out;
  for (const OptionRow& row : option_table())
    if (takes(row, verb)) out += wrapped(padded(option_name(row), name_width) + " ", row.help, columns);
  return out;
}

}  // namespace

std::string help_text() {
  std::string out =
      "usage: shakedown COMMAND [OPTION...] [PATH...]\n\n"
      "Plays one end of TCP connections with crafted segments and checks, segment by\n"
      "segment and state by state, what a real TCP does at the other end.\n\n";
  for (const VerbRow& row : verb_table())
    if (row.verb != Verb::version)
      out += wrapped(padded(fmt::format("  {} {}", row.name, row.operands), 20), row.help, columns);
  out += "  --version         print the version\n\n";
  out += about_paths;
  out += "\n";
  out += exit_codes;
  return out + "\n`shakedown help run` explains the options of run.\n";
}

std::string help_text(Verb verb) {
  if (verb == Verb::help || verb == Verb::version) return help_text();
  for (const VerbRow& row : verb_table()) {
    if (row.verb != verb) continue;
    std::string summary = row.help;
    std::string out = fmt::format("usage: shakedown {} [OPTION...] {}\n\n", row.name, row.operands);
    out += wrapped("", fmt::format("shakedown {}: {}.", row.name, summary), columns) + "\n";
    out += options_help(verb) + "\n" + about_operands(verb);
    if (verb == Verb::run || verb == Verb::list) out += about_default;
    if (verb == Verb::run) out += std::string("\n") + exit_codes;
    return out;
  }
  return help_text();
}

}  // namespace shakedown
