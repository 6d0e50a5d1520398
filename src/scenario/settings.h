#pragma once
// The top-level keys of a scenario but for its steps: each reads one node and complains about what is wrong
// in it.

#include "scenario/value.h"
#include "scenario/yaml_tree.h"

namespace shakedown {

// The one-line text of a node; nullptr: there is none, which has been complained about.
const Text* one_line_text(const YamlNode& node, const std::string& key, Complaints& complaints);
// The texts of a list, or the one text that stands alone.
std::vector<const Text*> one_or_more(const YamlNode& node, const std::string& key, Complaints& complaints);

std::vector<std::string> read_covers(const YamlNode& node, Complaints& complaints);
std::vector<std::string> read_tags(const YamlNode& node, Complaints& complaints);
std::vector<Need> read_needs(const YamlNode& node, Complaints& complaints);
std::vector<KnownDeviation> read_known(const YamlNode& node, Complaints& complaints);
std::string read_service(const YamlNode& node, Complaints& complaints);
std::optional<Family> read_family(const YamlNode& node, Complaints& complaints);
std::vector<std::pair<std::string, std::string>> read_sysctls(const YamlNode& node, Complaints& complaints);

struct LabWishes {
  bool quickack = false;
  std::optional<Duration> rto_min;
  std::optional<uint32_t> mtu;
};
LabWishes read_lab(const YamlNode& node, Family family, Complaints& complaints);

std::optional<WithSpec> read_with(const YamlNode& node, const Notation& notation, Complaints& complaints);
// An initial sequence number; names in it are not looked up yet.
std::optional<Value> read_isn(const YamlNode& node, const Notation& notation, Complaints& complaints);

}  // namespace shakedown
