#pragma once
// Scenario files on disk: the bundled ones, and those that the command line names.

#include <filesystem>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "cli/options.h"
#include "cli/select.h"
#include "shakedown/parse.h"

namespace shakedown {

// The folder with the bundled scenarios, or "": $SHAKEDOWN_SCENARIOS, else the sources' where the program
// stands in the folder in which it was built, else where they lie as seen from the installed program,
// wherever that has been moved to, else where they were to be installed.
std::string bundled_root();

// Every *.yaml below `folder`, sorted by id, without given/ and what is hidden. Ids count from `bundled` for
// what lies below it, else from `folder`.
std::vector<ScenarioFile> scenario_files(const std::string& folder, const std::string& bundled);

// `path` without links and detours; as it is where that cannot be found out.
std::filesystem::path real_path(const std::filesystem::path& path);
// As short as it can be said from here: messages carry it.
std::string as_shown(const std::filesystem::path& path);

struct Found {
  std::vector<ScenarioFile> files;  // to read: each once
  std::vector<Word> words;          // what each PATH means
  std::vector<std::string> ids;     // of all bundled scenarios, for suggestions
};

// Finds what `paths` name; without any, all bundled scenarios. A PATH that names nothing is an error with the
// nearest id.
tl::expected<Found, UsageError> find_scenarios(const std::vector<std::string>& paths,
                                               const std::string& bundled);

}  // namespace shakedown
