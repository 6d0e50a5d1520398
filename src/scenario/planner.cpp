// Files to planned runs.

#include <fmt/format.h>

#include <algorithm>

#include "scenario/dimensions.h"
#include "scenario/time_bounds.h"

namespace shakedown {
namespace {

std::string run_id(const std::string& id, const Choice& choice) {
  std::string text = fmt::format("{}[{}", id, static_cast<int>(choice.family));
  for (const auto& [key, value] : choice.variant)
    text += key == "variant" ? "," + value : fmt::format(",{}={}", key, value);
  return text + "]";
}

bool covers_only_advice(const Scenario& scenario) {
  if (scenario.covers.empty()) return false;
  return std::all_of(scenario.covers.begin(), scenario.covers.end(), [](const std::string& id) {
    const Requirement* requirement = find_requirement(id);
    return requirement && (requirement->level.starts_with("SHOULD") || requirement->level == "RECOMMENDED");
  });
}

void add_new(std::vector<std::string>& to, const std::vector<std::string>& from) {
  for (const std::string& word : from)
    if (std::find(to.begin(), to.end(), word) == to.end()) to.push_back(word);
}

ParsedFile plan_file(const ScenarioFile& file, const YamlNode& tree, const std::string& bundled_root,
                     FileLibrary& library, Complaints& complaints) {
  ParsedFile parsed{file, "", "", {}, {}, {}, {}};
  const size_t warnings_before = complaints.all().size();
  ReadingContext context{library, complaints, {file.root}, Family::v4, std::nullopt, {file.path}};
  if (bundled_root != file.root) context.roots.push_back(bundled_root);
  for (const Choice& choice : choices_of(tree, complaints)) {
    context.family = choice.family;
    const ReadScenario read = read_scenario(file.path, choice.keys, context);
    const Scenario& scenario = *read.scenario;
    warn_about_narrow_times(scenario, complaints);
    if (parsed.name.empty()) parsed.name = scenario.name;
    if (parsed.about.empty()) parsed.about = scenario.about;
    add_new(parsed.covers, scenario.covers);
    add_new(parsed.tags, scenario.tags);
    parsed.runs.push_back({file.id, run_id(file.id, choice), choice.family, choice.variant, read.scenario,
                           covers_only_advice(scenario)});
  }
  for (size_t i = warnings_before; i < complaints.all().size(); ++i)
    if (complaints.all()[i].severity == Severity::warning) parsed.warnings.push_back(complaints.all()[i]);
  return parsed;
}

}  // namespace

tl::expected<std::vector<ParsedFile>, Diagnostics> parse_files(const std::vector<ScenarioFile>& files,
                                                               const std::string& bundled_root) {
  Complaints complaints;
  FileLibrary library(complaints);
  std::vector<ParsedFile> parsed;
  for (const ScenarioFile& file : files)
    if (const YamlNode* tree = library.load(file.path))
      parsed.push_back(plan_file(file, *tree, bundled_root, library, complaints));
  if (complaints.errors() > 0) return tl::unexpected(complaints.sorted());
  return parsed;
}

tl::expected<ParsedFile, Diagnostics> parse_text(const std::string& text, const ScenarioFile& file,
                                                 const std::string& bundled_root) {
  Complaints complaints;
  FileLibrary library(complaints);
  const YamlNode* tree = library.load_text(file.path, text);
  if (!tree) return tl::unexpected(complaints.sorted());
  ParsedFile parsed = plan_file(file, *tree, bundled_root, library, complaints);
  if (complaints.errors() > 0) return tl::unexpected(complaints.sorted());
  return parsed;
}

}  // namespace shakedown
