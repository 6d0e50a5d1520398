#include "report/list_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/json.h"

namespace shakedown {

namespace {

using Json = nlohmann::ordered_json;

Json scenario_json(const ListedScenario& scenario) {
  const ParsedFile& file = *scenario.file;
  Json json{{"id", file.file.id},     {"name", file.name},     {"about", file.about},
            {"file", file.file.path}, {"covers", file.covers}, {"tags", file.tags}};
  Duration longest{};
  Json runs = Json::array();
  for (const PlannedRun& run : scenario.runs) {
    longest = std::max(longest, longest_wait(*run.scenario));
    runs.push_back(Json{{"run", run.run_id},
                        {"family", static_cast<int>(run.family)},
                        {"variant", settings_json(run.variant)}});
  }
  json["seconds"] = std::chrono::duration<double>(longest).count();
  json["runs"] = std::move(runs);
  return json;
}

}  // namespace

std::string list_json(const std::vector<ListedScenario>& scenarios, size_t left_out,
                      const std::string& version) {
  std::string out = dumped(Json{{"schema", 1}, {"shakedown", version}});
  out.pop_back();  // the object goes on
  out += ",\"scenarios\":[";
  for (size_t i = 0; i < scenarios.size(); ++i)
    out += (i == 0 ? "\n" : ",\n") + dumped(scenario_json(scenarios[i]));
  return out + "\n]," + dumped(Json{{"left_out", left_out}}).substr(1) + "\n";
}

}  // namespace shakedown
