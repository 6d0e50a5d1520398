#include "cli/find.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <system_error>

namespace shakedown {

namespace {

namespace fs = std::filesystem;

bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

// `path` below `root` without ".yaml", or "" when it lies elsewhere.
std::string id_below(const fs::path& path, const fs::path& root) {
  fs::path relative = real_path(path).lexically_relative(real_path(root));
  if (relative.empty() || *relative.begin() == ".." || relative == ".") return "";
  if (relative.extension() == ".yaml") relative.replace_extension();
  return relative.generic_string();
}

void collect(const fs::path& folder, int depth, std::vector<fs::path>& paths) {
  constexpr int deepest = 16;
  if (depth > deepest) return;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    std::error_code ignored;
    const bool is_link = it->is_symlink(ignored), is_dir = it->is_directory(ignored);
    if (name.empty() || name.front() == '.') continue;
    // A prelude is no scenario of the suite, and a link to a folder may lead in a circle.
    if (is_dir && !is_link && name != "given") collect(it->path(), depth + 1, paths);
    if (!is_dir && it->path().extension() == ".yaml") paths.push_back(it->path());
  }
}

// Ids count from the bundled scenarios' folder, for a file elsewhere from `folder`.
ScenarioFile file_named(const fs::path& path, const fs::path& folder, const std::string& bundled) {
  if (!bundled.empty())
    if (const std::string id = id_below(path, bundled); !id.empty()) return {path.string(), id, bundled};
  std::string id = id_below(path, folder);
  if (id.empty()) id = (path.extension() == ".yaml" ? path.stem() : path.filename()).string();
  return {path.string(), id, folder.string()};
}

tl::expected<Word, UsageError> files_word(const std::string& path, const std::string& bundled,
                                          std::vector<ScenarioFile>& files) {
  std::vector<ScenarioFile> named;
  if (path == "-") {
    named.push_back({"-", "stdin", "."});
  } else if (is_folder(path)) {
    named = scenario_files(path, bundled);
    if (named.empty())
      return tl::make_unexpected(UsageError{fmt::format("no scenario in the folder `{}`", path), ""});
  } else {
    const fs::path folder = fs::path(path).parent_path();
    named.push_back(file_named(path, folder.empty() ? fs::path(".") : folder, bundled));
  }
  Word word{path, Naming::files, {}};
  for (const ScenarioFile& file : named) {
    word.paths.insert(file.path);
    files.push_back(file);
  }
  return word;
}

// The same file by two names runs once; words then speak of the one name.
void without_doubles(Found& found) {
  std::vector<ScenarioFile> once;
  std::map<fs::path, std::string> kept;
  for (const ScenarioFile& file : found.files) {
    const fs::path real = file.path == "-" ? fs::path("-") : real_path(file.path);
    const auto [same, fresh] = kept.emplace(real, file.path);
    if (fresh) once.push_back(file);
    for (Word& word : found.words)
      if (word.paths.count(file.path) > 0) word.paths.insert(same->second);
  }
  found.files = std::move(once);
}

}  // namespace

fs::path real_path(const fs::path& path) {
  std::error_code error;
  fs::path real = fs::weakly_canonical(path, error);
  return error ? path : real;
}

std::string as_shown(const fs::path& path) {
  std::error_code error;
  const fs::path here = fs::current_path(error);
  if (error) return path.string();
  const fs::path relative = path.lexically_relative(here);
  const bool below = !relative.empty() && *relative.begin() != "..";
  return below ? relative.string() : path.string();
}

std::string bundled_root() {
  if (const char* asked = std::getenv("SHAKEDOWN_SCENARIOS"); asked != nullptr && *asked != '\0')
    return asked;
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  std::vector<fs::path> places;
  if (!error) places.push_back(program.parent_path() / "shakedown-scenarios");  // where it was built
#ifdef SHAKEDOWN_SCENARIOS_FROM_PROGRAM
  if (!error) places.push_back(program.parent_path() / SHAKEDOWN_SCENARIOS_FROM_PROGRAM);
#endif
#ifdef SHAKEDOWN_INSTALLED_SCENARIOS
  places.emplace_back(SHAKEDOWN_INSTALLED_SCENARIOS);
#endif
  for (const fs::path& place : places)
    if (is_folder(place)) return as_shown(real_path(place));
  return "";
}

std::vector<ScenarioFile> scenario_files(const std::string& folder, const std::string& bundled) {
  std::vector<fs::path> paths;
  collect(folder, 0, paths);
  std::vector<ScenarioFile> files;
  files.reserve(paths.size());
  for (const fs::path& path : paths) files.push_back(file_named(path, folder, bundled));
  std::sort(files.begin(), files.end(),
            [](const ScenarioFile& a, const ScenarioFile& b) { return a.id < b.id; });
  return files;
}

tl::expected<Found, UsageError> find_scenarios(const std::vector<std::string>& paths,
                                               const std::string& bundled) {
  Found found;
  const std::vector<ScenarioFile> all =
      bundled.empty() ? std::vector<ScenarioFile>{} : scenario_files(bundled, bundled);
  for (const ScenarioFile& file : all) found.ids.push_back(file.id);
  if (paths.empty()) {
    found.files = all;
    if (bundled.empty())
      return tl::make_unexpected(
          UsageError{"the bundled scenarios were not found", "set SHAKEDOWN_SCENARIOS to their folder"});
    if (all.empty())
      return tl::make_unexpected(UsageError{fmt::format("no scenario in the folder `{}`", bundled), ""});
    return found;
  }
  for (const std::string& path : paths) {
    std::error_code error;
    if (path == "-" || fs::exists(path, error)) {
      auto word = files_word(path, bundled, found.files);
      if (!word) return tl::make_unexpected(word.error());
      found.words.push_back(*word);
      continue;
    }
    const auto word = word_of_id(path, all);
    if (!word) {
      const std::string near = nearest_id(path, found.ids);
      return tl::make_unexpected(
          UsageError{fmt::format("`{}` names no file, folder or scenario", path),
                     near.empty() ? "`shakedown list` names what there is"
                                  : fmt::format("a scenario with a similar name exists: `{}`", near)});
    }
    for (const ScenarioFile& file : all)
      if (word->paths.count(file.path) > 0) found.files.push_back(file);
    found.words.push_back(*word);
  }
  without_doubles(found);
  return found;
}

}  // namespace shakedown
