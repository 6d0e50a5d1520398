#include "cli/completion.h"

#include <algorithm>
#include <cctype>

#include "cli/option_table.h"
#include "report/report.h"

namespace shakedown {

namespace {

// At any of these characters.
std::vector<std::string> split(const std::string& text, const char* separators) {
  std::vector<std::string> parts;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find_first_of(separators, at), text.size());
    if (end > at) parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

// Standing for itself: `both`, `4`, `very-slow`.
bool literal(const std::string& word) {
  return std::all_of(word.begin(), word.end(), [](unsigned char c) {
    return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '-';
  });
}

void add(Candidates& to, const std::string& word) {
  if (word == "-") return;  // what begins with it is an option
  if (literal(word)) to.words.push_back(word);
  if (word == "FILE" || word == "CAPTURE" || word.find('.') != std::string::npos) to.files = true;
  if (word == "DIR") to.folders = true;
  if (word == "PATH") to.scenarios = to.ids = true;
  if (word == "GLOB") to.ids = true;
  if (word == "TAG") to.tags = true;
  if (word == "FORMAT=FILE") {
    to.formats = true;
    for (const ReportFormat& format : report_formats()) to.words.emplace_back(format.name);
  }
  if (word == "COMMAND")
    for (const VerbRow& row : verb_table())
      if (row.verb != Verb::version) to.words.emplace_back(row.name);
  if (word == "SHELL")
    for (const Shell& shell : shells()) to.words.emplace_back(shell.name);
}

}  // namespace

Candidates candidates(const std::string& notation) {
  Candidates all;
  for (std::string word : split(notation, " |[]")) {
    if (word.ends_with("...")) word.resize(word.size() - 3);
    if (!word.empty()) add(all, word);
  }
  return all;
}

const std::vector<Shell>& shells() {
  static const std::vector<Shell> all{
      {"bash", bash_completion}, {"zsh", zsh_completion}, {"fish", fish_completion}};
  return all;
}

std::string in_brief(const std::string& help) {
  size_t end = help.size();
  for (const char* rest : {"; ", " (", ". "}) end = std::min(end, help.find(rest));
  return help.substr(0, end);
}

}  // namespace shakedown
