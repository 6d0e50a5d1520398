#include "support/bundled.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace shakedown::test {

namespace fs = std::filesystem;

namespace {

std::vector<fs::path> files_below(const fs::path& folder, const std::string& extension) {
  std::vector<fs::path> paths;
  if (!fs::exists(folder)) return paths;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().extension() == extension) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace

std::vector<PlannedRun> bundled_runs(const std::string& checkout) {
  const fs::path root = fs::path(checkout) / "scenarios";
  std::vector<ScenarioFile> files;
  for (const fs::path& path : files_below(root, ".yaml")) {
    std::string id = path.lexically_relative(root).replace_extension().generic_string();
    if (id.rfind("given/", 0) != 0) files.push_back({path.string(), std::move(id), root.string()});
  }
  const auto parsed = parse_files(files, root.string());
  if (!parsed) throw std::runtime_error(render(parsed.error()));
  std::vector<PlannedRun> runs;
  for (const ParsedFile& file : *parsed) runs.insert(runs.end(), file.runs.begin(), file.runs.end());
  return runs;
}

std::string recording_path(const std::string& checkout, const std::string& scenario_id) {
  return checkout + "/tests/recordings/" + scenario_id + ".txt";
}

std::map<std::string, Recording> bundled_recordings(const std::string& checkout) {
  std::map<std::string, Recording> recordings;
  for (const fs::path& path : files_below(fs::path(checkout) / "tests/recordings", ".txt")) {
    std::ifstream file(path);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    auto read = read_recordings(text);
    if (!read) throw std::runtime_error(path.string() + ": " + read.error());
    for (Recording& recording : *read) {
      const std::string id = recording.run_id;
      recordings.insert_or_assign(id, std::move(recording));
    }
  }
  return recordings;
}

}  // namespace shakedown::test
