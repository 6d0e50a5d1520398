// The documents of a YAML file as JSON, one a line, every scalar as text: what jq then reads.

#include <yaml-cpp/yaml.h>

#include <cstdio>
#include <nlohmann/json.hpp>

namespace {

nlohmann::ordered_json json_of(const YAML::Node& node) {
  if (node.IsMap()) {
    auto object = nlohmann::ordered_json::object();
    for (const auto& entry : node) {
      const auto key = entry.first.as<std::string>();
      if (object.contains(key)) throw YAML::Exception(entry.first.Mark(), "a second " + key);
      object[key] = json_of(entry.second);
    }
    return object;
  }
  if (node.IsSequence()) {
    auto array = nlohmann::ordered_json::array();
    for (const auto& item : node) array.push_back(json_of(item));
    return array;
  }
  return node.IsScalar() ? nlohmann::ordered_json(node.Scalar()) : nlohmann::ordered_json(nullptr);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  try {
    for (const YAML::Node& document : YAML::LoadAllFromFile(argv[1]))
      std::puts(json_of(document).dump().c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", argv[1], error.what());
    return 1;
  }
  return 0;
}
