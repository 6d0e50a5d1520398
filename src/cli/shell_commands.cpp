// completion and man: what installs beside the program, and what completion scripts ask it.

#include <unistd.h>

#include <algorithm>
#include <set>

#include "cli/commands.h"
#include "cli/completion.h"
#include "cli/find.h"
#include "cli/man_page.h"
#include "cli/plan.h"
#include "shakedown/result.h"

namespace shakedown {

namespace {

std::string one_a_line(const std::set<std::string>& words) {
  std::string out;
  for (const std::string& word : words)
    if (printable(word, true) == word) out += word + "\n";  // a name with a newline is not two
  return out;
}

// What completion scripts ask: ids, runs, tags of the bundled scenarios. Nothing where they are not found.
std::string known(const std::string& what) {
  const std::string bundled = bundled_root();
  if (bundled.empty()) return "";
  std::set<std::string> words;
  const std::vector<ScenarioFile> files = scenario_files(bundled, bundled);
  if (what == "ids") {
    for (const ScenarioFile& file : files) words.insert(file.id);
    return one_a_line(words);
  }
  const auto parsed = parse_files(files, bundled);
  if (!parsed) return "";
  for (const ParsedFile& file : *parsed) {
    if (what == "tags") words.insert(file.tags.begin(), file.tags.end());
    if (what != "runs") continue;
    for (const PlannedRun& run : file.runs) words.insert(run.run_id);
  }
  return one_a_line(words);
}

}  // namespace

int completion_command(const Options& options) {
  Output talk(STDERR_FILENO), results(STDOUT_FILENO);
  const std::string& asked = options.paths.front();
  for (const Shell& shell : shells()) {
    if (asked != shell.name) continue;
    results.write(shell.script());
    return ended(results);
  }
  if (asked == "ids" || asked == "runs" || asked == "tags") {
    results.write(known(asked));
    return ended(results);
  }
  complain({"no completion is known for `" + asked + "`", "expected bash, zsh or fish"}, talk);
  return exit_usage;
}

int man_command() {
  Output results(STDOUT_FILENO);
  results.write(man_page(SHAKEDOWN_VERSION, SHAKEDOWN_DATE));
  return ended(results);
}

}  // namespace shakedown
