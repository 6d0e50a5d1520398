#include "report/json.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "report/json_packet.h"
#include "report/words.h"

namespace shakedown {

namespace {

using Json = nlohmann::ordered_json;

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }
std::string nanoseconds(Instant time) { return std::to_string(time.time_since_epoch().count()); }

Json step_number(StepIndex step) { return step < 0 ? Json(nullptr) : Json(step + 1); }

// As it is on the wire, checksums and data offset included, where the octets tell; a fragment's do not.
Packet packet_of(const SegmentEvent& event) {
  Packet wire = read_packet(event.raw);
  return std::holds_alternative<Undecoded>(wire) ? event.packet : wire;
}

Json fragments_json(const std::vector<Fragment>& fragments) {
  Json json = Json::array();
  for (const Fragment& fragment : fragments)
    json.push_back(Json{{"timestamp_ns", nanoseconds(fragment.time)}, {"raw", to_hex(fragment.raw)}});
  return json;
}

Json event_json(const SegmentEvent& event) {
  const char* direction = event.direction == Direction::sent   ? "sent"
                          : event.direction == Direction::lost ? "lost"
                                                               : "arrived";
  Json json{{"kind", "segment"},
            {"direction", direction},
            {"connection", event.connection},
            {"name", event.name},
            {"step", step_number(event.step)},
            {"refused", step_number(event.refused)},
            {"text", event.text},
            {"unseen", event.unseen},
            {"allowed", event.allowed},
            {"packet", json_of(packet_of(event))},
            {"raw", to_hex(event.raw)}};
  if (!event.fragments.empty()) json["fragments"] = fragments_json(event.fragments);
  return json;
}
Json event_json(const CallEvent& event) {
  return {{"kind", "call"},
          {"text", event.text},
          {"socket", event.socket},
          {"outcome", event.outcome},
          {"step", step_number(event.step)}};
}
Json event_json(const StateEvent& event) {
  return {{"kind", "state"},
          {"connection", event.connection},
          {"state", to_string(event.state)},
          {"step", step_number(event.step)}};
}
Json event_json(const InfoEvent& event) {
  return {{"kind", "info"},
          {"connection", event.connection},
          {"field", event.field},
          {"value", event.value},
          {"step", step_number(event.step)}};
}
Json event_json(const StepEvent& event) {
  return {{"kind", "step"},
          {"step", step_number(event.step)},
          {"outcome", to_string(event.outcome)},
          {"detail", event.detail}};
}
Json event_json(const NoteEvent& event) { return {{"kind", "note"}, {"text", event.text}}; }

Json failure_json(const Failure& failure) {
  Json json{{"step", step_number(failure.step)},
            {"file", failure.span.file},
            {"line", failure.span.line},
            {"column", failure.span.column},
            {"width", failure.span.width},
            {"summary", failure.summary},
            {"expected", failure.expected_text},
            {"received", failure.received_text},
            {"rows", Json::array()},
            {"waited_seconds", failure.waited ? Json(seconds(*failure.waited)) : Json(nullptr)},
            {"event", failure.event ? Json(*failure.event + 1) : Json(nullptr)}};
  for (const FieldRow& row : failure.rows)
    json["rows"].push_back(Json{{"field", row.field},
                                {"expected", row.expected},
                                {"received", row.received},
                                {"differs", row.differs}});
  return json;
}

Json steps_json(const Trace& trace) {
  Json json = Json::array();
  int number = 0;
  for (const StepInfo& step : trace.steps)
    json.push_back(Json{{"step", ++number},
                        {"file", step.span.file},
                        {"line", step.span.line},
                        {"column", step.span.column},
                        {"width", step.span.width},
                        {"text", step.text},
                        {"source", step.source_line},
                        {"prelude", step.prelude}});
  return json;
}

Json intervals_json(const Trace& trace) {
  Json json = Json::array();
  for (const Interval& interval : trace.intervals)
    json.push_back(
        Json{{"step", step_number(interval.step)},
             {"since", seconds(interval.since - trace.begin)},
             {"low", seconds(interval.low)},
             {"high", seconds(interval.high)},
             {"expected", interval.expected ? Json(seconds(*interval.expected)) : Json(nullptr)},
             {"measured", interval.came ? Json(seconds(*interval.came - interval.since)) : Json(nullptr)}});
  return json;
}

void add_failure(Json& json, const RunResult& run) {
  json["step"] = run.failure ? step_number(run.failure->step) : Json(nullptr);
  json["line"] = run.failure ? Json(run.failure->span.line) : Json(nullptr);
  json["column"] = run.failure ? Json(run.failure->span.column) : Json(nullptr);
  json["failure"] = run.failure ? failure_json(*run.failure) : Json(nullptr);
}

void add_scenario(Json& json, const PlannedRun& run) {
  const Scenario empty;
  const Scenario& scenario = run.scenario ? *run.scenario : empty;
  json["id"] = run.id;
  json["run"] = run.run_id;
  json["name"] = scenario.name;
  json["about"] = scenario.about;
  json["file"] = scenario.file;
  json["family"] = static_cast<int>(run.family);
  json["variant"] = settings_json(run.variant);
  json["covers"] = scenario.covers;
  json["tags"] = scenario.tags;
}

// What a merged report holds of several machines, where it is not the head's.
void add_machine(Json& json, const RunResult& run, const SuiteFacts& facts) {
  if (run.seed && *run.seed != facts.seed) json["seed"] = *run.seed;
  const Trace& trace = run.trace;  // one without a lab knows neither
  if (!trace.target_release.empty() && trace.target_release != facts.target_release)
    json["target_release"] = trace.target_release;
  if (trace.tick != Duration{} && trace.tick != facts.tick) json["target_tick"] = seconds(trace.tick);
}

using Told = std::map<std::string, std::string>;  // what a file holds

// What the files hold that this run was read from, and that no run before it has told.
void add_sources(Json& json, const Scenario& scenario, Told& told) {
  const auto known = told.find(scenario.file);
  // Merged reports may come from two states of a file.
  if (scenario.source && (known == told.end() || known->second != *scenario.source))
    json[scenario.file] = told[scenario.file] = *scenario.source;
  for (const Prelude& prelude : scenario.preludes)
    if (prelude.scenario) add_sources(json, *prelude.scenario, told);
}

Json run_json(const RunResult& run, const SuiteFacts& facts, Told& told) {
  Json json;
  add_scenario(json, run.run);
  json["verdict"] = to_string(run.verdict);
  json["attempts"] = run.attempts;
  json["repeat"] = run.repeat;
  json["not_observed"] = run.not_observed;
  json["stalled"] = run.stalled;
  json["interrupted"] = run.interrupted;
  json["reason"] = run.reason;
  json["seconds"] = seconds(run.elapsed);
  json["overhead_seconds"] = seconds(run.overhead);
  add_machine(json, run, facts);
  add_failure(json, run);
  json["peer"] = run.trace.peer;
  json["target"] = run.trace.target;
  json["begin_ns"] = nanoseconds(run.trace.begin);
  json["end_ns"] = nanoseconds(run.trace.end);
  json["lab"] = settings_json(own_settings(run.trace, facts));
  Json& sources = json["sources"] = Json::object();
  if (run.run.scenario) add_sources(sources, *run.run.scenario, told);
  json["steps"] = steps_json(run.trace);
  json["intervals"] = intervals_json(run.trace);
  json["trace"] = Json::array();
  for (const Event& event : run.trace.events) json["trace"].push_back(json_of(event, run.trace));
  return json;
}

}  // namespace

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

nlohmann::ordered_json settings_json(const std::vector<std::pair<std::string, std::string>>& settings) {
  Json json = Json::object();
  for (const auto& [name, value] : settings) json[name] = value;
  return json;
}

nlohmann::ordered_json json_of(const Event& event, const Trace& trace) {
  Json json = std::visit([](const auto& what) { return event_json(what); }, event.what);
  json["time"] = seconds(event.time - trace.begin);
  json["timestamp_ns"] = nanoseconds(event.time);
  return json;
}

namespace {

std::string json_head(const SuiteFacts& facts) {
  Json json{
      {"schema", json_schema},
      {"shakedown", facts.version},
      {"seed", facts.seed},
      {"kernel", facts.kernel},
      {"folder", facts.folder},
      {"selected", facts.runs},
      {"lab", settings_json(facts.lab)},
      {"target",
       {{"stack", facts.target_stack}, {"release", facts.target_release}, {"tick", seconds(facts.tick)}}}};
  if (facts.shard)
    json["shard"] = Json{{"number", facts.shard->number},
                         {"of", facts.shard->of},
                         {"rounds", facts.shard->rounds},
                         {"plan", facts.shard->plan}};
  std::string text = dumped(json);
  text.pop_back();  // the object goes on
  return text + ",\"runs\":[";
}

std::string json_tail(const SuiteResult& result) {
  Json summary = Json::object();
  for (const Verdict verdict :
       {Verdict::pass, Verdict::fail, Verdict::warn, Verdict::known, Verdict::skip, Verdict::error})
    summary[to_string(verdict)] = std::count_if(result.runs.begin(), result.runs.end(),
                                                [&](const RunResult& run) { return run.verdict == verdict; });
  const Json json{{"not_run", result.not_run},
                  {"interrupted", result.interrupted},
                  {"time_limit", result.time_limit},
                  {"seconds", seconds(result.elapsed)},
                  {"summary", summary}};
  return "\n]," + dumped(json).substr(1) + "\n";
}

class JsonReport : public Report {
 public:
  std::string begin(const SuiteFacts& facts) override {
    facts_ = facts;
    return json_head(facts);
  }
  std::string add(const RunResult& run) override {
    return (std::exchange(first_, false) ? "\n" : ",\n") + dumped(run_json(run, facts_, told_));
  }
  std::string end(const SuiteResult& result) override { return json_tail(result); }

 private:
  SuiteFacts facts_;
  bool first_ = true;
  Told told_;  // files
};

}  // namespace

std::unique_ptr<Report> make_json_report() { return std::make_unique<JsonReport>(); }

}  // namespace shakedown
