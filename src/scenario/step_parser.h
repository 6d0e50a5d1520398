#pragma once
// The steps of a scenario, from the tree to plain values.

#include "scenario/names.h"
#include "scenario/value.h"
#include "scenario/yaml_tree.h"

namespace shakedown {

struct StepContext {
  Family family;
  uint32_t mtu;
  Names& names;
  Complaints& complaints;

  Notation notation() const { return {family, mtu, &names}; }
};

using StepBody = decltype(Step::what);

// A list of steps; what is wrong is complained about and left out.
Steps parse_steps(const YamlNode& list, StepContext& context);

// The body of a step that is one line; nullopt: complained about. `connection` is checked already.
std::optional<StepBody> parse_line_step(const std::string& word, const std::string& connection,
                                        const Text& text, StepContext& context);
std::optional<TargetStep> parse_target_step(const std::string& socket, const Text& key, const Text& text,
                                            StepContext& context);

}  // namespace shakedown
