#include "report/facts.h"

#include <map>

namespace shakedown {

std::vector<std::pair<std::string, std::string>> own_settings(const Trace& trace, const SuiteFacts& facts) {
  const std::map<std::string, std::string> common(facts.lab.begin(), facts.lab.end());
  std::vector<std::pair<std::string, std::string>> own;
  for (const auto& [name, value] : trace.lab) {
    const auto found = common.find(name);
    if (found == common.end() || found->second != value) own.emplace_back(name, value);
  }
  return own;
}

}  // namespace shakedown
