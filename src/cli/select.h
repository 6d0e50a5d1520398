#pragma once
// Which runs the words on the command line mean. Pure: ids and plans in, choices out.

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "shakedown/parse.h"

namespace shakedown {

// How a PATH names scenarios. The order is the order in which it is tried.
enum class Naming { files, exact_id, run_id, start, glob };

struct Word {
  std::string text;
  Naming naming = Naming::files;
  std::set<std::string> paths;  // the files that it may take runs from (ScenarioFile::path)
};

// What `text` means among the bundled scenarios, unless it is a file; nullopt: nothing. A glob and a run id
// may still turn out to match no run.
std::optional<Word> word_of_id(const std::string& text, const std::vector<ScenarioFile>& bundled);

// `*` and `?` cross slashes; a bracket is taken as it stands too, so that `close/*[4]` matches run ids.
bool matches_glob(const std::string& pattern, const std::string& text);

// The id nearest to `text`, or "".
std::string nearest_id(const std::string& text, const std::vector<std::string>& ids);

struct Filters {
  std::vector<std::string> only, without;
  std::optional<Family> family;
  bool all = false;
};

struct Selection {
  std::vector<PlannedRun> runs;
  size_t left_out = 0;               // scenarios that only --all or their names take
  std::vector<std::string> unused;   // "--exclude `slwo`": matched nothing at all
  std::vector<std::string> unknown;  // words that named no run
};

// The runs that `words` name (all of `files` when there are none: then without what is very-slow and without
// conformance/), less what the filters leave out.
Selection select_runs(const std::vector<ParsedFile>& files, const std::vector<Word>& words,
                      const Filters& filters);

}  // namespace shakedown
