#pragma once
// YAML text as a tree of texts with their places. The one door to yaml-cpp, whose own tree loses duplicate
// keys, anchors and positions: nothing behind this header sees that library.

#include <optional>
#include <vector>

#include "scenario/source.h"

namespace shakedown {

struct YamlEntry;

struct YamlNode {
  enum class Kind { empty, scalar, list, map };
  Kind kind = Kind::empty;
  Text text;             // of a scalar; of others where they begin
  bool one_line = true;  // a scalar that the file has on one line
  bool flow = false;     // a list in [] or a map in {}
  bool broken = false;   // has been complained about
  std::vector<YamlNode> items;
  std::vector<YamlEntry> entries;  // keys are scalars, each once

  const YamlNode* find(std::string_view key) const;
};

struct YamlEntry {
  YamlNode key, value;
};

// The tree of a whole file. A syntax error is the only complaint of its file, and nullopt the answer; what
// YAML allows and the language does not (anchors, tags, duplicate keys, ...) is complained about, and the
// rest is there.
std::optional<YamlNode> load_yaml(const std::shared_ptr<const Source>& source, Complaints& complaints);

constexpr size_t yaml_size_limit = size_t{1} << 20;
constexpr size_t yaml_line_limit = 4096;
constexpr int yaml_depth_limit = 16;

}  // namespace shakedown
