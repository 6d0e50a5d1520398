#pragma once
// Scenario files as trees, each read and complained about once, however many ask for it.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scenario/yaml_tree.h"

namespace shakedown {

class FileLibrary {
 public:
  explicit FileLibrary(Complaints& complaints) : complaints_(complaints) {}

  // The tree of a file, whose root is a map; nullptr: complained about. "-" reads standard input.
  const YamlNode* load(const std::string& path);
  // The same for a text in memory.
  const YamlNode* load_text(const std::string& path, std::string text);

 private:
  Complaints& complaints_;
  std::map<std::string, std::unique_ptr<YamlNode>> trees_;
};

bool is_file(const std::string& path);
// Names, without `.yaml`, of the files in a folder.
std::vector<std::string> scenario_names_in(const std::string& folder);

}  // namespace shakedown
