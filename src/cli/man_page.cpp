#include "cli/man_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "cli/help_texts.h"

namespace shakedown {

namespace {

struct Entry {
  const char* term;
  const char* text;
};

const Entry environment[] = {
    {"SHAKEDOWN_SCENARIOS", "The folder of the bundled scenarios, when it is not the installed one."},
    {"XDG_STATE_HOME",
     "The folder below which `run` keeps what failed, for `--last-failed`; without it .local/state in the "
     "home of the user, under sudo of the user behind it."},
    {"NO_COLOR", "When set to anything, no colour, unless `--color always` asks for it."},
    {"TERM", "With dumb, neither colour nor a line that moves."},
    {"COLUMNS", "The width to write for, from 20 on, instead of the terminal's own."},
    {"LC_ALL, LC_CTYPE, LANG", "Whether ladders are drawn with more than ASCII."},
};

const Entry files[] = {
    {"share/shakedown/scenarios",
     "The bundled scenarios, and in README.md the language that they are written in, by example. It lies "
     "beside the folder bin of the program, so /usr/bin goes with /usr/share."},
    {"$XDG_STATE_HOME/shakedown/last-failed.json", "What failed, or was an error, when it last ran."},
};

const Entry examples[] = {
    {"shakedown run", "Runs the bundled scenarios against this machine's kernel."},
    {"shakedown run -v close/simultaneous", "Runs one, and draws what happened."},
    {"shakedown run --last-failed --artifacts kept",
     "Runs once more what failed, and keeps captures of what fails again."},
    {"shakedown run --shard 3/4 --json 3.json", "Runs the third of four equal parts."},
    {"shakedown merge 1.json 2.json 3.json 4.json --report junit=all.xml", "Makes one report of all four."},
    {"shakedown diff old.json new.json", "Tells what has changed since."},
    {"shakedown new my/first", "Writes a first scenario to my/first.yaml."},
    {"shakedown record talk.pcapng --stream 3 -o talk.yaml",
     "Writes a scenario that plays the client of a recorded connection."},
    {"shakedown list --filter slow --json -", "Lists what is tagged slow, for a program to read."},
};

const char* const scenario = R"(name: A server reads what we send
about: One segment of data is acknowledged and arrives whole.
given: ESTABLISHED
steps:
  - send: PSH-ACK data="hello"
  - expect: ACK
  - target: read = "hello"
)";

// Broken as roff sources are. It takes a dot or an apostrophe at the start of a line for a command.
std::string lines(std::string text) {
  constexpr int columns = 78;
  std::replace(text.begin(), text.end(), '\n', ' ');
  while (text.ends_with(' ')) text.pop_back();
  text = wrapped("", text, columns);
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    std::string line = text.substr(at, end - at);
    if (!line.empty() && (line[0] == '.' || line[0] == '\'')) line = "\\&" + line;
    out += line + "\n";
    at = end + 1;
  }
  return out;
}

std::string bold(const std::string& text) { return "\\fB" + roff(text) + "\\fR"; }

// Placeholders in italics: [PATH...], 4|6|both, FORMAT=FILE|-.
std::string notation(const std::string& text) {
  std::string out;
  bool inside = false;
  for (const char c : text) {
    const bool word = std::isalpha(static_cast<unsigned char>(c)) != 0;
    if (word != inside) out += word ? "\\fI" : "\\fR";
    inside = word;
    out += roff(std::string(1, c));
  }
  return inside ? out + "\\fR" : out;
}

std::string entries(const Entry* begin, const Entry* end) {
  std::string out;
  for (const Entry* entry = begin; entry != end; ++entry)
    out += ".TP\n" + bold(entry->term) + "\n" + lines(roff(entry->text));
  return out;
}

std::string synopsis() {
  std::string out;
  for (const VerbRow& row : verb_table()) {
    const std::string operands = *row.operands == '\0' ? "" : " " + notation(row.operands);
    if (row.verb == Verb::version)
      out += bold("shakedown --version") + "\n.br\n";
    else
      out += fmt::format("{}{}{}\n.br\n", bold(fmt::format("shakedown {}", row.name)),
                         row.verb == Verb::help ? "" : " [\\fIOPTION\\fR...]", operands);
  }
  return out.substr(0, out.size() - std::string(".br\n").size());
}

std::string commands() {
  std::string out;
  for (const VerbRow& row : verb_table()) {
    if (row.verb == Verb::version) continue;
    const std::string operands = *row.operands == '\0' ? "" : " " + notation(row.operands);
    std::string text = row.help;
    text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    text += ".";
    if (*about_operands(row.verb) != '\0') text += std::string(" ") + about_operands(row.verb);
    out += ".TP\n" + bold(row.name) + operands + "\n" + lines(roff(text));
  }
  return out;
}

std::string option_entry(const OptionRow& row) {
  std::string term = row.letter != 0 ? bold(fmt::format("-{}", row.letter)) + ", " : "";
  term += bold(fmt::format("--{}", row.name));
  if (row.argument != nullptr) term += " " + notation(row.argument);
  std::string verbs;
  for (const Verb verb : row.verbs) verbs += (verbs.empty() ? "" : ", ") + to_string(verb);
  std::string text = row.help;
  text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return fmt::format(".TP\n{}\n{}.br\n{}", term, lines(roff(text) + "."), lines("Of: " + verbs + "."));
}

std::string exit_status() {
  std::string out = "The first that applies:\n";
  for (const ExitRow& row : exit_rows())
    out += fmt::format(".TP\n{}\n{}", row.code, lines(roff(row.when) + "."));
  return out;
}

}  // namespace

std::string roff(const std::string& text) {
  std::string out;
  bool inside = false;
  for (const char c : text) {
    switch (c) {
      case '\\':
        out += "\\(rs";
        break;
      case '-':
        out += "\\-";
        break;
      case '^':
        out += "\\(ha";
        break;
      case '~':
        out += "\\(ti";
        break;
      case '\'':
        out += "\\(aq";
        break;
      case '`':
        inside = !inside;
        out += inside ? "\\fB" : "\\fR";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string man_page(const std::string& version, const std::string& date) {
  std::string out = fmt::format(
      ".\\\" Made by `shakedown man`.\n.TH SHAKEDOWN 1 \"{}\" \"shakedown {}\" \"User Commands\"\n", date,
      roff(version));
  const auto section = [&out](const char* title, const std::string& body) {
    out += fmt::format(".SH {}\n{}", title, body);
  };
  section("NAME", "shakedown \\- play one end of TCP connections and check what a real TCP does\n");
  section("SYNOPSIS", ".nh\n" + synopsis() + ".hy\n");
  section("DESCRIPTION", lines(roff(about_program)) + ".PP\n" + lines(roff(about_paths)) + ".PP\n" +
                             lines(roff(about_default)));
  section("COMMANDS", commands());
  std::string options;
  for (const OptionRow& row : option_table()) options += option_entry(row);
  section("OPTIONS", options);
  section("EXIT STATUS", exit_status());
  section("SCENARIO FILES",
          lines("A scenario is one YAML file and one behaviour of TCP. Each step is one line: "
                "what our end sends, what the target must answer, what its application "
                "does. What is not written is filled in, or demanded, as a correct TCP "
                "would have it.") +
              ".PP\n.EX\n" + roff(scenario) + ".EE\n");
  section("ENVIRONMENT", entries(std::begin(environment), std::end(environment)));
  section("FILES", entries(std::begin(files), std::end(files)));
  section("EXAMPLES", entries(std::begin(examples), std::end(examples)));
  section("SEE ALSO", ".BR tcp (7),\n.BR namespaces (7),\n.BR wireshark (1)\n.PP\nRFC 9293\n");
  return out;
}

}  // namespace shakedown
