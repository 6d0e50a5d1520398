#include "scenario/substitution.h"

#include <fmt/format.h>

#include "scenario/cursor.h"

namespace shakedown {
namespace {

std::vector<std::string> names_of(const Variables& variables) {
  std::vector<std::string> names;
  for (const auto& variable : variables) names.push_back(variable.first);
  return names;
}

const std::string* find(const Variables& variables, const std::string& name) {
  for (const auto& [known, value] : variables)
    if (known == name) return &value;
  return nullptr;
}

void unknown(const Text& text, size_t from, size_t to, const Variables& variables, Complaints& complaints) {
  const std::string name = text.text.substr(from + 1, to - from - 1);
  const std::vector<std::string> known = names_of(variables);
  complaints.error(text, from, to, fmt::format("the matrix has no `{}`", name),
                   known.empty() ? "a name under `matrix`, or `$$` for a `$`" : one_of(known),
                   nearest_word(name, known));
}

Text replace(const Text& text, const Variables& variables, bool prose, bool& broken, Complaints& complaints) {
  if (text.text.find('$') == std::string::npos) return text;
  Text result{"", {}, text.all, text.source};
  const auto copy = [&](size_t at) {
    result.text += text.text[at];
    result.places.push_back(text.places[at]);
  };
  for (size_t at = 0; at < text.text.size(); ++at) {
    size_t end = at + 1;
    while (end < text.text.size() && is_name_character(text.text[end])) ++end;
    const std::string name = text.text.substr(at + 1, end - at - 1);
    if (text.text[at] != '$') {
      copy(at);
      continue;
    }
    if (text.text.compare(at, 2, "$$") == 0) {
      copy(at++);
      continue;
    }
    const std::string* value = find(variables, name);
    if (!value || !is_name(name)) {
      if (!prose && is_name(name)) {
        unknown(text, at, end, variables, complaints);
        broken = true;
      }
      copy(at);
      continue;
    }
    const Text::Place place{text.places[at].begin, text.places[end - 1].end};
    result.text += *value;
    result.places.insert(result.places.end(), value->size(), place);
    at = end - 1;
  }
  return result;
}

}  // namespace

YamlNode substitute(const YamlNode& node, const Variables& variables, bool prose, Complaints& complaints) {
  YamlNode result = node;
  if (node.kind == YamlNode::Kind::scalar)
    result.text = replace(node.text, variables, prose, result.broken, complaints);
  for (YamlNode& item : result.items) item = substitute(item, variables, prose, complaints);
  for (auto& [key, value] : result.entries) value = substitute(value, variables, prose, complaints);
  return result;
}

}  // namespace shakedown
