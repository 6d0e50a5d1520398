// Preludes: scenarios in the folder given/ that bring a connection into a state.

#include <fmt/format.h>

#include <algorithm>

#include "scenario/cursor.h"
#include "scenario/scenario_reader.h"
#include "scenario/settings.h"
#include "scenario/substitution.h"

namespace shakedown {
namespace {

bool is_prelude_name(const std::string& name) {
  const auto good = [](char c) { return is_name_character(c) || c == '-' || c == ' '; };
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), good);
}

std::optional<std::string> find_file(const Text& where, const ReadingContext& context) {
  if (!is_prelude_name(where.text)) {
    context.complaints.error(where, fmt::format("`{}` is no prelude's name", where.text),
                             "letters, digits, `-` and spaces, such as `ESTABLISHED active`");
    return std::nullopt;
  }
  std::string name = where.text;
  std::replace(name.begin(), name.end(), ' ', '-');
  std::vector<std::string> known;
  for (const std::string& root : context.roots) {
    const std::string path = root + "/given/" + name + ".yaml";
    if (is_file(path)) return path;
    for (const std::string& other : scenario_names_in(root + "/given")) known.push_back(other);
  }
  std::sort(known.begin(), known.end());
  known.erase(std::unique(known.begin(), known.end()), known.end());
  context.complaints.error(where, fmt::format("there is no prelude given/{}.yaml", name),
                           known.empty() ? "a file in the folder given/" : one_of(known),
                           nearest_word(name, known));
  return std::nullopt;
}

// What only a scenario of the suite may say.
void reject_suite_keys(const YamlNode& tree, Complaints& complaints) {
  static const std::vector<std::string> words{"covers", "tags", "matrix", "variants", "known", "connections"};
  for (const auto& [key, value] : tree.entries)
    if (std::find(words.begin(), words.end(), key.text.text) != words.end())
      complaints.error(key.text, fmt::format("a prelude has no `{}`", key.text.text),
                       "it in the scenario that asks");
}

bool touches(const Steps& steps) {
  for (const Step& step : steps) {
    const TargetStep* call = std::get_if<TargetStep>(&step.what);
    const StateStep* state = std::get_if<StateStep>(&step.what);
    const bool listener =
        call && (call->call.kind == CallKind::socket || call->call.kind == CallKind::bind ||
                 call->call.kind == CallKind::listen || call->call.kind == CallKind::setsockopt);
    const bool listening = state && state->states == std::vector<TcpState>{TcpState::listen};
    if (!listener && !listening && !std::holds_alternative<WaitStep>(step.what)) return true;
  }
  return false;
}

}  // namespace

bool touches_connection(const Scenario& scenario) {
  for (const Prelude& prelude : scenario.preludes)
    if (touches_connection(*prelude.scenario)) return true;
  return touches(scenario.steps);
}

std::optional<ReadScenario> read_prelude(const Text& where, const ReadingContext& context) {
  const std::optional<std::string> path = find_file(where, context);
  if (!path) return std::nullopt;
  if (std::find(context.asking.begin(), context.asking.end(), *path) != context.asking.end()) {
    context.complaints.error(where, fmt::format("the prelude `{}` asks for itself", where.text),
                             "a prelude that comes before");
    return std::nullopt;
  }
  const YamlNode* tree = context.library.load(*path);
  if (!tree) return std::nullopt;
  reject_suite_keys(*tree, context.complaints);
  Keys keys;
  for (const auto& [key, value] : tree->entries) {
    const bool prose = key.text.text == "name" || key.text.text == "about";
    keys.emplace_back(&key.text, substitute(value, {}, prose, context.complaints));
  }
  if (const YamlNode* family = find_key(keys, "family")) {
    const std::optional<Family> only = read_family(*family, context.complaints);
    if (only && *only != context.family)
      context.complaints.error(where, fmt::format("this prelude is for IPv{} alone", static_cast<int>(*only)),
                               fmt::format("`family: {}` here too", static_cast<int>(*only)));
  }
  ReadingContext inner = context;
  inner.asking.push_back(*path);
  return read_scenario(*path, keys, inner);
}

}  // namespace shakedown
