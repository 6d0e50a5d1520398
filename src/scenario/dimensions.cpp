#include "scenario/dimensions.h"

#include <fmt/format.h>

#include <algorithm>

#include "scenario/cursor.h"
#include "scenario/settings.h"

namespace shakedown {
namespace {

constexpr size_t most_runs = 1000;  // of one file and family

using Entries = std::vector<std::pair<const Text*, const YamlNode*>>;
struct Variant {
  std::string name;  // "": the file has none
  Entries entries;
};

bool is_variant_name(const std::string& name) {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_name_character(c) || c == '-'; });
}

const YamlNode* find(const Entries& entries, std::string_view key) {
  for (const auto& [name, value] : entries)
    if (name->text == key) return value;
  return nullptr;
}

Entries entries_of(const YamlNode& tree) {
  Entries entries;
  for (const auto& [key, value] : tree.entries)
    if (key.text.text != "variants") entries.emplace_back(&key.text, &value);
  return entries;
}

// The file's keys with the variant's in their place.
Entries replace_keys(Entries entries, const YamlNode& variant, Complaints& complaints) {
  for (const auto& [key, value] : variant.entries) {
    if (key.text.text == "variants") {
      complaints.error(key.text, "a variant has no variants", "them beside it");
      continue;
    }
    const auto place =
        std::find_if(entries.begin(), entries.end(),
                     [&, name = &key.text.text](const auto& entry) { return entry.first->text == *name; });
    if (place == entries.end())
      entries.emplace_back(&key.text, &value);
    else
      *place = {&key.text, &value};
  }
  return entries;
}

std::vector<Variant> variants_of(const YamlNode& tree, Complaints& complaints) {
  const Entries own = entries_of(tree);
  const YamlNode* node = tree.find("variants");
  if (!node) return {{"", own}};
  if ((node->kind != YamlNode::Kind::map || node->entries.empty()) && !node->broken)
    complaints.error(node->text, "`variants` names no variant",
                     "`NAME:` and below it the keys that it replaces");
  std::vector<Variant> variants;
  for (const auto& [key, value] : node->entries) {
    if (!is_variant_name(key.text.text))
      complaints.error(key.text, fmt::format("`{}` is no variant's name", key.text.text),
                       "letters, digits, `_` and `-`");
    if (value.kind == YamlNode::Kind::scalar || value.kind == YamlNode::Kind::list)
      complaints.error(value.text, "a variant has keys of its own",
                       "the keys that it replaces, such as `steps:`");
    variants.push_back({key.text.text, replace_keys(own, value, complaints)});
  }
  return variants;
}

// The values of one key of the matrix.
std::vector<std::string> values_of(const Text& key, const YamlNode& node, Complaints& complaints) {
  std::vector<std::string> values;
  if (node.kind != YamlNode::Kind::list || node.items.empty()) {
    complaints.error(node.kind == YamlNode::Kind::empty ? key : node.text,
                     fmt::format("`{}` has no list of values", key.text),
                     fmt::format("`{}: [536, 1460]`", key.text));
    return values;
  }
  for (const YamlNode& item : node.items) {
    const Text* text = one_line_text(item, key.text, complaints);
    if (!text) continue;
    if (std::find(values.begin(), values.end(), text->text) != values.end())
      complaints.error(*text, fmt::format("`{}` stands twice", text->text), "it once");
    else
      values.push_back(text->text);
  }
  return values;
}

// The full product, the last key changing fastest.
std::vector<Variables> combinations(const YamlNode* matrix, Complaints& complaints) {
  std::vector<Variables> all{{}};
  if (!matrix) return all;
  if ((matrix->kind != YamlNode::Kind::map || matrix->entries.empty()) && !matrix->broken)
    complaints.error(matrix->text, "`matrix` names no values", "`mss: [536, 1460]`, below it");
  for (const auto& [key, node] : matrix->entries) {
    if (!is_name(key.text.text))
      complaints.error(key.text, fmt::format("`{}` is no name", key.text.text),
                       "letters, digits and `_`, no digit first");
    const std::vector<std::string> values = values_of(key.text, node, complaints);
    if (all.size() * values.size() > most_runs) {
      complaints.error(key.text, "this matrix makes too many runs", fmt::format("at most {}", most_runs));
      return {{}};
    }
    std::vector<Variables> longer;
    for (const Variables& shorter : all)
      for (const std::string& value : values) {
        longer.push_back(shorter);
        longer.back().emplace_back(key.text.text, value);
      }
    if (!longer.empty()) all = std::move(longer);
  }
  return all;
}

Keys substituted(const Entries& entries, const Variables& variables, Complaints& complaints) {
  Keys keys;
  for (const auto& [key, value] : entries) {
    const bool prose = key->text == "name" || key->text == "about";
    const bool own = key->text == "matrix";
    keys.emplace_back(key, own ? *value : substitute(*value, variables, prose, complaints));
  }
  return keys;
}

// A list of preludes makes a run for each; every other choice makes one.
void spread_given(const Choice& choice, std::vector<Choice>& choices) {
  const YamlNode* given = find_key(choice.keys, "given");
  const bool list = given && given->kind == YamlNode::Kind::list && !given->items.empty();
  if (!list) {
    choices.push_back(choice);
    return;
  }
  for (const YamlNode& item : given->items) {
    Choice one = choice;
    for (auto& [key, value] : one.keys)
      if (key->text == "given") value = item;
    std::string name = item.text.text;
    std::replace(name.begin(), name.end(), ' ', '-');
    one.variant.emplace_back("given", name);
    choices.push_back(std::move(one));
  }
}

}  // namespace

std::vector<Choice> choices_of(const YamlNode& tree, Complaints& complaints) {
  std::vector<Choice> choices;
  const std::vector<Variant> variants = variants_of(tree, complaints);
  for (const Family family : {Family::v4, Family::v6}) {
    for (const Variant& variant : variants) {
      for (const Variables& variables : combinations(find(variant.entries, "matrix"), complaints)) {
        Choice choice{family, {}, substituted(variant.entries, variables, complaints)};
        const YamlNode* only = find_key(choice.keys, "family");
        const std::optional<Family> family_wanted = only ? read_family(*only, complaints) : std::nullopt;
        if (family_wanted && *family_wanted != family) continue;
        if (!variant.name.empty()) choice.variant.emplace_back("variant", variant.name);
        choice.variant.insert(choice.variant.end(), variables.begin(), variables.end());
        spread_given(choice, choices);
      }
    }
  }
  return choices;
}

}  // namespace shakedown
