#pragma once
// `$name` of a matrix, replaced in texts before they are parsed.

#include <string>
#include <utility>
#include <vector>

#include "scenario/yaml_tree.h"

namespace shakedown {

using Variables = std::vector<std::pair<std::string, std::string>>;

// The tree with every `$name` replaced; columns go on pointing to the `$name` in the file. `$$` is a `$`. An
// unknown name is complained about, unless the text is prose.
YamlNode substitute(const YamlNode& node, const Variables& variables, bool prose, Complaints& complaints);

}  // namespace shakedown
