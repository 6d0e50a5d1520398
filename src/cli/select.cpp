#include "cli/select.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>

#include "shakedown/diagnostic.h"

namespace shakedown {

namespace {

constexpr const char* very_slow = "very-slow";
constexpr const char* conformance = "conformance/";

bool has_glob(const std::string& text) { return text.find_first_of("*?[") != std::string::npos; }

bool has_tag(const ParsedFile& file, const std::string& tag) {
  return std::find(file.tags.begin(), file.tags.end(), tag) != file.tags.end();
}

bool named_by(const std::string& filter, const ParsedFile& file, const PlannedRun& run) {
  return has_tag(file, filter) || matches_glob(filter, run.id) || matches_glob(filter, run.run_id);
}

bool takes(const Word& word, const ParsedFile& file, const PlannedRun& run) {
  if (word.paths.count(file.file.path) == 0) return false;
  switch (word.naming) {
    case Naming::files:
    case Naming::exact_id:
    case Naming::start:
      return true;
    case Naming::run_id:
      return run.run_id == word.text;
    case Naming::glob:
      return matches_glob(word.text, run.id) || matches_glob(word.text, run.run_id);
  }
  return false;
}

// By itself a run takes the bundled scenarios that are worth everybody's time.
bool in_default_set(const ParsedFile& file, const std::vector<std::string>& only) {
  const auto asked = [&](const char* start) {
    return std::any_of(only.begin(), only.end(), [&](const std::string& f) { return f.starts_with(start); });
  };
  if (has_tag(file, very_slow) && !asked(very_slow)) return false;
  return !file.file.id.starts_with(conformance) || asked(conformance);
}

// Which of the filters match a run, remembering which ever did.
class FilterList {
 public:
  FilterList(const char* option, const std::vector<std::string>& filters)
      : option_(option), filters_(filters), used_(filters.size(), false) {}

  bool match(const ParsedFile& file, const PlannedRun& run) {
    bool any = false;
    for (size_t i = 0; i < filters_.size(); ++i) {
      if (!named_by(filters_[i], file, run)) continue;
      used_[i] = true;
      any = true;
    }
    return any;
  }
  void report_unused(std::vector<std::string>& unused) const {
    for (size_t i = 0; i < filters_.size(); ++i)
      if (!used_[i]) unused.push_back(fmt::format("{} `{}`", option_, filters_[i]));
  }

 private:
  const char* option_;
  const std::vector<std::string>& filters_;
  std::vector<bool> used_;
};

// A run id in which a variant was left out or misspelt may still be a glob.
std::vector<Word> settled(std::vector<Word> words, const std::vector<ParsedFile>& files,
                          Selection& selection) {
  for (Word& word : words) {
    if (word.naming != Naming::run_id && word.naming != Naming::glob) continue;
    const auto any = [&] {
      return std::any_of(files.begin(), files.end(), [&](const ParsedFile& file) {
        return std::any_of(file.runs.begin(), file.runs.end(),
                           [&](const PlannedRun& run) { return takes(word, file, run); });
      });
    };
    if (any()) continue;
    word.naming = Naming::glob;
    if (!any()) selection.unknown.push_back(word.text);
  }
  return words;
}

}  // namespace

bool matches_glob(const std::string& pattern, const std::string& text) {
  if (fnmatch(pattern.c_str(), text.c_str(), 0) == 0) return true;
  if (pattern.find('[') == std::string::npos) return false;
  std::string literal;
  for (const char c : pattern) literal += c == '[' ? std::string("\\[") : std::string(1, c);
  return fnmatch(literal.c_str(), text.c_str(), 0) == 0;
}

std::optional<Word> word_of_id(const std::string& text, const std::vector<ScenarioFile>& bundled) {
  Word word{text, Naming::exact_id, {}};
  const auto collect = [&](auto matches) {
    for (const ScenarioFile& file : bundled)
      if (matches(file.id)) word.paths.insert(file.path);
    return !word.paths.empty();
  };
  if (collect([&](const std::string& id) { return id == text; })) return word;

  const size_t bracket = text.find('[');
  word.naming = Naming::run_id;
  if (bracket != std::string::npos && text.back() == ']' &&
      collect([&](const std::string& id) { return id == text.substr(0, bracket); }))
    return word;

  // Whole parts first: `close` means close/..., and only without such a folder closed-port too.
  word.naming = Naming::start;
  const std::string folder = text.back() == '/' ? text : text + "/";
  if (collect([&](const std::string& id) { return id.starts_with(folder); })) return word;
  if (collect([&](const std::string& id) { return id.starts_with(text); })) return word;

  word.naming = Naming::glob;
  if (has_glob(text) && collect([](const std::string&) { return true; })) return word;
  return std::nullopt;
}

std::string nearest_id(const std::string& text, const std::vector<std::string>& ids) {
  const std::string near = nearest_word(text, ids);
  if (!near.empty()) return near;
  // The last part alone: `simultanous` for close/simultaneous.
  std::vector<std::string> parts;
  parts.reserve(ids.size());
  for (const std::string& id : ids) parts.push_back(id.substr(id.rfind('/') + 1));
  const std::string last = text.substr(text.rfind('/') + 1);
  const auto exact = std::find(parts.begin(), parts.end(), last);
  if (exact != parts.end()) return ids[static_cast<size_t>(exact - parts.begin())];
  const std::string near_part = nearest_word(last, parts);
  if (near_part.empty()) return "";
  return ids[static_cast<size_t>(std::find(parts.begin(), parts.end(), near_part) - parts.begin())];
}

Selection select_runs(const std::vector<ParsedFile>& files, const std::vector<Word>& words,
                      const Filters& filters) {
  Selection selection;
  const std::vector<Word> named = settled(words, files, selection);
  FilterList only("--filter", filters.only), without("--exclude", filters.without);
  for (const ParsedFile& file : files) {
    if (named.empty() && !filters.all && !in_default_set(file, filters.only)) {
      ++selection.left_out;
      continue;
    }
    for (const PlannedRun& run : file.runs) {
      const bool wanted = named.empty() || std::any_of(named.begin(), named.end(), [&](const Word& word) {
                            return takes(word, file, run);
                          });
      if (!wanted) continue;
      const bool kept = filters.only.empty() || only.match(file, run);
      const bool excluded = without.match(file, run);
      const bool of_family = !filters.family || run.family == *filters.family;
      if (kept && !excluded && of_family) selection.runs.push_back(run);
    }
  }
  only.report_unused(selection.unused);
  without.report_unused(selection.unused);
  return selection;
}

}  // namespace shakedown
