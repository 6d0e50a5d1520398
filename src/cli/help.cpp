#include <fmt/format.h>

#include <algorithm>

#include "cli/help_texts.h"
#include "cli/option_table.h"

namespace shakedown {

namespace {

constexpr int columns = 80;

std::string option_name(const OptionRow& row) {
  std::string text = row.letter != 0 ? fmt::format("  -{}, ", row.letter) : "      ";
  text += fmt::format("--{}", row.name);
  if (row.argument != nullptr) text += fmt::format(" {}", row.argument);
  return text;
}

// The command, and what it does beside or below it.
std::string verb_help(const VerbRow& row) {
  constexpr size_t name_width = 20;
  const std::string name = fmt::format("  {} {}", row.name, row.operands);
  if (name.size() < name_width) return wrapped(padded(name, name_width), row.help, columns);
  return name + "\n" + wrapped(std::string(name_width, ' '), row.help, columns);
}

std::string exit_codes() {
  std::string out = "Exit codes, the first that applies:\n";
  for (const ExitRow& row : exit_rows()) out += fmt::format("  {:>3}  {}\n", row.code, row.when);
  return out;
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
  std::string out = "usage: shakedown COMMAND [OPTION...] [PATH...]\n\n" + std::string(about_program) + "\n";
  for (const VerbRow& row : verb_table())
    if (row.verb != Verb::version) out += verb_help(row);
  out += "  --version         print the version\n\n";
  out += about_paths;
  out += "\n";
  out += exit_codes();
  return out + "\n`shakedown help run` explains the options of run.\n";
}

std::string help_text(Verb verb) {
  if (verb == Verb::help || verb == Verb::version) return help_text();
  for (const VerbRow& row : verb_table()) {
    if (row.verb != verb) continue;
    std::string summary = row.help;
    std::string out = fmt::format("usage: shakedown {} [OPTION...]{}{}\n\n", row.name,
                                  *row.operands != 0 ? " " : "", row.operands);
    out += wrapped("", fmt::format("shakedown {}: {}.", row.name, summary), columns) + "\n";
    out += options_help(verb);
    if (takes_paths(row)) out += std::string("\n") + about_paths;
    if (*about_operands(verb) != '\0') out += std::string("\n") + about_operands(verb);
    if (verb == Verb::run || verb == Verb::list) out += about_default;
    if (verb == Verb::run) out += "\n" + exit_codes();
    return out;
  }
  return help_text();
}

}  // namespace shakedown
