// The catalogue of requirements, read from the copy of requirements.yaml that is built in.

#include <cassert>
#include <unordered_map>

#include "scenario/yaml_tree.h"
#include "shakedown/parse.h"

namespace shakedown {

extern const char* const requirements_text;  // generated at build time
extern const size_t requirements_size;

namespace {

std::vector<Requirement> read_catalogue() {
  Complaints complaints;
  const std::string text(requirements_text, requirements_size);
  const std::optional<YamlNode> tree =
      load_yaml(std::make_shared<const Source>("requirements.yaml", text), complaints);
  assert(tree && complaints.errors() == 0);
  std::vector<Requirement> catalogue;
  if (!tree) return catalogue;
  for (const YamlNode& node : tree->items) {
    const auto text_of = [&](const char* key) {
      const YamlNode* value = node.find(key);
      return value && value->kind == YamlNode::Kind::scalar ? value->text.text : std::string();
    };
    catalogue.push_back({text_of("id"), text_of("level"), text_of("section"), text_of("summary")});
  }
  return catalogue;
}

}  // namespace

const std::vector<Requirement>& requirements() {
  static const std::vector<Requirement> catalogue = read_catalogue();
  return catalogue;
}

const Requirement* find_requirement(const std::string& id) {
  static const std::unordered_map<std::string, const Requirement*> by_id = [] {
    std::unordered_map<std::string, const Requirement*> map;
    for (const Requirement& requirement : requirements()) map.emplace(requirement.id, &requirement);
    return map;
  }();
  const auto found = by_id.find(id);
  return found == by_id.end() ? nullptr : found->second;
}

}  // namespace shakedown
