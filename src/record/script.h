#pragma once
// A dialogue as the steps of a scenario.

#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "record/dialogue.h"

namespace shakedown {

struct ScriptStep {
  std::string key, text;  // "send", "SYN win=64240"
  std::string comment{};
  std::vector<ScriptStep> inner{};  // of a step that holds others; then it has no text
};

struct Script {
  std::vector<ScriptStep> steps;
  std::vector<std::pair<std::string, std::string>> sysctls;
  bool needs_state = false;
  std::vector<std::string> notes;  // what was left out or taken for something else
};

// The error names the packet that cannot be played again.
tl::expected<Script, std::string> write_script(const Dialogue& dialogue);

}  // namespace shakedown
