#include "cli/last_failed.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "cli/state_file.h"

namespace shakedown {

namespace {

namespace fs = std::filesystem;

constexpr const char* file_name = "last-failed.json";

bool is_there(const std::string& path) {
  std::error_code error;
  return fs::exists(path, error);
}

using Key = std::pair<std::string, std::string>;  // file, variant
Key key_of(const FailedRun& run) { return {run.file.path, run.variant}; }

// Every run of the files that were read, with the name under which the list knows it. Standard input has
// none.
std::map<const Scenario*, ScenarioFile> names_of(const std::vector<ParsedFile>& files) {
  std::map<const Scenario*, ScenarioFile> names;
  for (const ParsedFile& file : files) {
    if (file.file.path == "-") continue;
    const ScenarioFile name{real_path(file.file.path).string(), file.file.id,
                            real_path(file.file.root).string()};
    for (const PlannedRun& run : file.runs) names[run.scenario.get()] = name;
  }
  return names;
}

std::set<Key> keys_of(const std::vector<ParsedFile>& files) {
  std::set<Key> keys;
  const auto names = names_of(files);
  for (const ParsedFile& file : files)
    for (const PlannedRun& run : file.runs)
      if (const auto name = names.find(run.scenario.get()); name != names.end())
        keys.insert(Key(name->second.path, variant_of(run)));
  return keys;
}

// On the list, and neither a file nor a run of one any more, as far as these files tell.
FailedList gone_from(const FailedList& list, const std::vector<ParsedFile>& files) {
  const std::set<Key> known = keys_of(files);
  std::set<std::string> read;
  for (const Key& key : known) read.insert(key.first);
  FailedList gone;
  std::copy_if(list.begin(), list.end(), std::back_inserter(gone), [&](const FailedRun& run) {
    return !is_there(run.file.path) || (read.count(run.file.path) > 0 && known.count(key_of(run)) == 0);
  });
  return gone;
}

void say_gone(const FailedList& gone, Output& talk) {
  constexpr size_t most_named = 5;
  const Style style = style_for(talk.descriptor(), ColorChoice::never, Verbosity::normal);
  for (size_t i = 0; i < std::min(gone.size(), most_named); ++i)
    talk.write(printable_lines(fmt::format("shakedown: `{}{}` failed, and is not there any more ({})\n",
                                           gone[i].file.id, gone[i].variant, as_shown(gone[i].file.path)),
                               style.utf8));
  if (gone.size() > most_named)
    talk.write(fmt::format("shakedown: and {} more are not there any more\n", gone.size() - most_named));
}

std::string without(const FailedList& gone, const std::vector<JudgedRun>& judged, const std::string& before) {
  FailedList list = before.empty() ? FailedList{} : read_failed(before).value_or(FailedList{});
  for (const FailedRun& run : gone) list.erase(std::remove(list.begin(), list.end(), run), list.end());
  list = updated(list, judged);
  // A file that was not there and has nothing to say need not be made; one that is no list of ours stays.
  const bool ours = !before.empty() && read_failed(before).has_value();
  return list.empty() && !ours ? before : failed_json(list);
}

}  // namespace

tl::expected<FailedList, UsageError> failures_kept() {
  const std::string path = state_path(file_name);
  if (path.empty()) return FailedList{};
  const auto text = read_state(path);
  if (!text)
    return tl::make_unexpected(
        UsageError{fmt::format("`{}`, which says what failed, cannot be read: {}", path, text.error()), ""});
  if (text->empty()) return FailedList{};
  auto list = read_failed(*text);
  if (!list)
    return tl::make_unexpected(
        UsageError{fmt::format("`{}` does not say what failed: {}", path, list.error()),
                   "the next run that fails writes it anew"});
  return std::move(*list);
}

Found find_failed(const FailedList& list) {
  Found found;
  Word word{"--last-failed", Naming::files, {}};
  for (const FailedRun& run : list) {
    const std::string path = as_shown(run.file.path);
    if (!is_there(run.file.path) || !word.paths.insert(path).second) continue;
    found.files.push_back({path, run.file.id, as_shown(run.file.root)});
  }
  found.words.push_back(std::move(word));
  return found;
}

void select_failed(Plan& plan, const FailedList& list, bool all, Output& talk) {
  std::set<Key> wanted;
  for (const FailedRun& run : list) wanted.insert(key_of(run));
  const auto names = names_of(plan.files);
  std::vector<PlannedRun>& runs = plan.selection.runs;
  runs.erase(std::remove_if(runs.begin(), runs.end(),
                            [&](const PlannedRun& run) {
                              const auto name = names.find(run.scenario.get());
                              return name == names.end() ||
                                     wanted.count(Key(name->second.path, variant_of(run))) == 0;
                            }),
             runs.end());
  FailedList gone = gone_from(list, plan.files);
  if (!all) {
    const auto elsewhere = [](const FailedRun& run) { return !is_there(run.file.path); };
    gone.erase(std::remove_if(gone.begin(), gone.end(), elsewhere), gone.end());
  }
  say_gone(gone, talk);
  if (list.empty())
    talk.write("shakedown: nothing failed when it last ran\n");
  else if (runs.empty() && !all)
    talk.write("shakedown: of these nothing failed when it last ran\n");
}

void keep_failures(const Plan& plan, const SuiteResult& result, Output& talk) {
  const std::string path = state_path(file_name);
  if (path.empty()) return;
  const auto names = names_of(plan.files);
  std::vector<JudgedRun> judged;
  judged.reserve(result.runs.size());
  for (const RunResult& run : result.runs)
    if (const auto name = names.find(run.run.scenario.get()); name != names.end())
      judged.push_back({{name->second, variant_of(run.run)}, run.verdict});
  const std::string trouble = change_state(path, [&](const std::string& before) {
    const auto list = before.empty() ? FailedList{} : read_failed(before).value_or(FailedList{});
    return without(gone_from(list, plan.files), judged, before);
  });
  if (trouble.empty()) return;
  const Style style = style_for(talk.descriptor(), ColorChoice::never, Verbosity::normal);
  talk.write(printable_lines(
      fmt::format("shakedown: what failed is not kept for --last-failed: `{}`: {}\n", path, trouble),
      style.utf8));
}

}  // namespace shakedown
