// Completion and the manual page: made from the tables, so nothing of these is missing in either.

#include "cli/completion.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <sstream>

#include "cli/help_texts.h"
#include "cli/man_page.h"
#include "report/report.h"

using namespace shakedown;

namespace {

using Words = std::vector<std::string>;

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// The lines of `text` that hold both.
bool line_with(const std::string& text, const std::string& one, const std::string& other) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (has(line + " ", one) && has(line + " ", other)) return true;
  return false;
}

// From `begin` up to the next `end`.
std::string piece(const std::string& text, const std::string& begin, const std::string& end) {
  const size_t at = text.find(begin);
  if (at == std::string::npos) return "";
  return text.substr(at, text.find(end, at + begin.size()) - at);
}

Words verbs() {
  Words names;
  for (const VerbRow& row : verb_table())
    if (row.verb != Verb::version) names.emplace_back(row.name);
  return names;
}

}  // namespace

TEST_CASE("what may stand for an argument is read off its notation") {
  CHECK(candidates("4|6|both").words == Words{"4", "6", "both"});
  CHECK(candidates("very-slow").words == Words{"very-slow"});
  CHECK(candidates("N").words.empty());
  CHECK(candidates("i/n").words.empty());
  CHECK(candidates("").words.empty());
  CHECK(candidates("FILE|-").files);
  CHECK(candidates("OLD.json NEW.json").files);
  CHECK(candidates("FILE|-").words.empty());
  CHECK(candidates("DIR").folders);
  CHECK_FALSE(candidates("DIR").files);
  CHECK(candidates("[PATH...]").scenarios);
  CHECK(candidates("[PATH...]").ids);
  CHECK(candidates("TAG|GLOB").tags);
  CHECK(candidates("TAG|GLOB").ids);
  CHECK_FALSE(candidates("TAG|GLOB").scenarios);
  CHECK(candidates("SHELL").words == Words{"bash", "zsh", "fish"});
  CHECK(candidates("[COMMAND]").words == verbs());
  CHECK(candidates("FORMAT=FILE|-").formats);
  CHECK(candidates("FORMAT=FILE|-").words.size() == report_formats().size());
  CHECK(in_brief("run N at a time (default: some); so it is") == "run N at a time");
  CHECK(in_brief("all") == "all");
}

TEST_CASE("bash: every command, every option of it, every value that is one of a few") {
  const std::string script = bash_completion();
  const std::string options = piece(script, "_shakedown_options()", "\n}\n");
  const std::string values = piece(script, "_shakedown_value()", "\n}\n");
  const std::string operands = piece(script, "_shakedown_operand()", "\n}\n");
  for (const std::string& verb : verbs()) {
    CHECK(line_with(script, "_shakedown_commands='", verb));
    CHECK(has(operands, "    " + verb + ")"));
  }
  for (const OptionRow& row : option_table()) {
    CAPTURE(row.name);
    for (const Verb verb : row.verbs) {
      CHECK(line_with(options, "    " + to_string(verb) + ")", fmt::format(" --{} ", row.name)));
      if (row.letter != 0)
        CHECK(line_with(options, "    " + to_string(verb) + ")", fmt::format(" -{} ", row.letter)));
    }
    CHECK((row.argument != nullptr) == (has(values, fmt::format("    --{})", row.name)) ||
                                        has(values, fmt::format("    --{} |", row.name))));
    if (row.argument == nullptr) continue;
    for (const std::string& word : candidates(row.argument).words)
      CHECK(line_with(values, fmt::format("    --{}", row.name), " " + word));
  }
}

TEST_CASE("zsh: every command, every option of it, every value that is one of a few") {
  const std::string script = zsh_completion();
  for (const std::string& verb : verbs()) CHECK(has(script, "        '" + verb + ":"));
  for (const OptionRow& row : option_table()) {
    CAPTURE(row.name);
    for (const Verb verb : row.verbs) {
      const std::string options = piece(script, "        " + to_string(verb) + ")\n", ";;");
      CHECK(has(options, fmt::format("--{}{}", row.name, row.argument != nullptr ? "=" : "")));
      if (row.letter != 0) CHECK(has(options, fmt::format("{{-{}", row.letter)));
      if (row.argument == nullptr) continue;
      for (const std::string& word : candidates(row.argument).words)
        CHECK(line_with(options, fmt::format("--{}", row.name), word));
    }
  }
}

TEST_CASE("fish: every command, every option of it, every value that is one of a few") {
  const std::string script = fish_completion();
  for (const std::string& verb : verbs()) CHECK(line_with(script, "__shakedown_at_command", " -a " + verb));
  for (const OptionRow& row : option_table()) {
    CAPTURE(row.name);
    const std::string option = fmt::format(" -l {} ", row.name);
    for (const Verb verb : row.verbs) {
      const bool found = line_with(script, option, "__shakedown_in " + to_string(verb)) ||
                         line_with(script, option, " " + to_string(verb) + " ") ||
                         line_with(script, option, " " + to_string(verb) + "'");
      CHECK_MESSAGE(found, to_string(verb));
    }
    if (row.letter != 0) CHECK(line_with(script, option, fmt::format(" -s {} ", row.letter)));
    if (row.argument == nullptr) continue;
    for (const std::string& word : candidates(row.argument).words) CHECK(line_with(script, option, word));
  }
}

TEST_CASE("the manual page has every command, option and exit code") {
  const std::string page = man_page("0.1.0", "2026-11-21");
  CHECK(has(page, "\n.TH SHAKEDOWN 1 \"2026-11-21\" \"shakedown 0.1.0\""));
  const std::string options = piece(page, "\n.SH OPTIONS", "\n.SH");
  const std::string commands = piece(page, "\n.SH COMMANDS", "\n.SH");
  const std::string codes = piece(page, "\n.SH EXIT STATUS", "\n.SH");
  for (const std::string& verb : verbs()) CHECK(has(commands, ".TP\n\\fB" + verb + "\\fR"));
  for (const OptionRow& row : option_table()) {
    CAPTURE(row.name);
    const std::string entry = piece(options, "\\fB" + roff(fmt::format("--{}", row.name)) + "\\fR", ".TP");
    CHECK_FALSE(entry.empty());
    for (const Verb verb : row.verbs) CHECK(has(piece(entry, "\nOf: ", "\n."), to_string(verb)));
    if (row.letter != 0) CHECK(has(options, fmt::format("\\fB\\-{}\\fR, ", row.letter)));
  }
  for (const ExitRow& row : exit_rows()) CHECK(has(codes, fmt::format(".TP\n{}\n", row.code)));
}

TEST_CASE("text in roff") {
  CHECK(roff("--all, a\\b ~ ^ 'x'") == "\\-\\-all, a\\(rsb \\(ti \\(ha \\(aqx\\(aq");
  CHECK(roff("see `run -v`.") == "see \\fBrun \\-v\\fR.");
}
