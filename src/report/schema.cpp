#include "report/schema.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "report/schema_patterns.h"
#include "report/schema_texts.h"
#include "scenario/step_words.h"
#include "shakedown/parse.h"

namespace shakedown {
namespace {

using Json = nlohmann::ordered_json;

Json reference(const std::string& name) { return Json::object({{"$ref", "#/definitions/" + name}}); }

// To the language every scalar is text; to YAML some of them are numbers.
Json text() { return Json::object({{"type", Json::array({"string", "number", "boolean"})}}); }
Json line(const std::string& pattern) { return {{"type", "string"}, {"pattern", whole_line(pattern)}}; }
Json line_or_number(const std::string& pattern) {
  return {{"type", Json::array({"string", "integer"})}, {"pattern", whole_line(pattern)}, {"minimum", 0}};
}
Json required(const std::vector<std::string>& keys) { return Json::object({{"required", keys}}); }
Json list_of(const Json& items) { return {{"type", "array"}, {"items", items}, {"minItems", 1}}; }
Json one_or_more(const Json& item) { return Json::object({{"anyOf", Json::array({item, list_of(item)})}}); }
Json word_of(const std::vector<std::string>& words) {
  const Json listed = Json::object({{"enum", words}});
  const Json of_matrix = {{"type", "string"}, {"pattern", "\\$"}};
  return Json::object({{"anyOf", Json::array({listed, of_matrix})}});
}
Json number_of(const std::vector<int>& numbers) {
  Json either = numbers;
  for (const int number : numbers) either.push_back(std::to_string(number));
  return Json::object({{"enum", either}});
}
Json map_of(const std::string& key_pattern, const Json& value) {
  return {{"type", "object"},
          {"patternProperties", Json::object({{fmt::format("^(?:{})$", key_pattern), value}})},
          {"additionalProperties", false},
          {"minProperties", 1}};
}
Json settings() { return map_of(R"(net\.[A-Za-z0-9_.-]+)", text()); }

Json covered() {
  std::vector<std::string> ids;
  for (const Requirement& requirement : requirements()) ids.push_back(requirement.id);
  return word_of(ids);
}

// An object with these keys and no others.
Json object_of(const std::vector<std::string>& keys, const std::string& prefix) {
  Json properties = Json::object();
  for (const std::string& key : keys) properties[key] = reference(prefix + key);
  return {
      {"type", Json::array({"object", "null"})}, {"properties", properties}, {"additionalProperties", false}};
}

Json variants() {
  Json keys = object_of(top_level_keys(), "key-");
  keys["properties"].erase("variants");
  return map_of("[A-Za-z0-9_-]+", keys);
}

Json key_value(const std::string& key) {
  const Json number = line_or_number("[^ ]+");
  if (key == "name" || key == "about" || key == "same-tuple") return text();
  if (key == "covers") return one_or_more(covered());
  if (key == "tags") return one_or_more(line("[a-z][a-z0-9-]*"));
  if (key == "family") return number_of({4, 6});
  if (key == "shakedown") return number_of({1});
  if (key == "given") return one_or_more(line("[^ ].*"));
  if (key == "with") return line(with_pattern());
  if (key == "isn" || key == "sport" || key == "dport") return number;
  if (key == "connections") return map_of(name_pattern(), object_of(connection_keys(), "connection-"));
  if (key == "lab") return one_or_more(line(lab_pattern()));
  if (key == "sysctl" || key == "sysctl-where-known") return settings();
  if (key == "matrix") return map_of(name_pattern(), list_of(text()));
  if (key == "variants") return variants();
  if (key == "known") return map_of(known_pattern(), text());
  if (key == "needs") return one_or_more(word_of(words_of(need_words())));
  if (key == "service") return word_of(service_words());
  if (key == "steps") return list_of(reference("step"));
  return nullptr;
}

Json branch() {
  Json keys = Json::object();
  keys["name"] = text();
  keys["steps"] = list_of(reference("step"));
  return {
      {"type", "object"}, {"properties", keys}, {"required", branch_keys()}, {"additionalProperties", false}};
}

Json step_value(const std::string& word, StepShape shape) {
  switch (shape) {
    case StepShape::list:
      return list_of(reference("step"));
    case StepShape::branches:
      return list_of(branch());
    case StepShape::rounds:
      return line_or_number(step_pattern(word));
    case StepShape::line:
      break;
  }
  const bool number = word == "receive" || word == "acked";
  return number ? line_or_number(step_pattern(word)) : line(step_pattern(word));
}

// One key, with the name of a connection or a socket behind it where the word takes one; `repeat` has `steps`
// beside it.
Json step() {
  Json words = Json::object(), named = Json::object();
  for (const auto& [word, kind] : step_words()) {
    words[word] = reference("step-" + word);
    if (kind.takes_name) named[named_step_pattern(word)] = reference("step-" + word);
  }
  words["steps"] = reference("key-steps");
  return {{"type", "object"},
          {"properties", words},
          {"patternProperties", named},
          {"additionalProperties", false},
          {"minProperties", 1},
          {"if", required({"repeat"})},
          {"then", {{"required", Json::array({"steps"})}, {"maxProperties", 2}}},
          {"else", {{"properties", Json::object({{"steps", false}})}, {"maxProperties", 1}}}};
}

Json described(Json value, const SchemaText& text) {
  value["description"] = text.about;
  if (!text.examples.empty()) value["examples"] = text.examples;
  return value;
}

Json definitions() {
  Json all = Json::object();
  for (const std::string& key : top_level_keys())
    all["key-" + key] = described(key_value(key), schema_text_of_key(key));
  for (const std::string& key : connection_keys())
    all["connection-" + key] = described(key_value(key), schema_text_of_connection_key(key));
  all["step"] = step();
  for (const auto& [word, kind] : step_words())
    all["step-" + word] = described(step_value(word, kind.shape), schema_text_of_step(word));
  return all;
}

}  // namespace

std::string schema_text() {
  Json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                 {"title", "A scenario of Shakedown"},
                 {"description", "One behaviour of TCP, step by step, in either address family."}};
  schema.update(object_of(top_level_keys(), "key-"));
  schema["type"] = "object";
  schema["anyOf"] = Json::array({required({"name", "steps"}), required({"variants"})});
  schema["definitions"] = definitions();
  return schema.dump(1) + "\n";
}

}  // namespace shakedown
