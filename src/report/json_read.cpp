#include "report/json_read.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <utility>

#include "report/json.h"
#include "report/json_run_read.h"

namespace shakedown {

namespace {

using Json = JsonFields::Json;

constexpr int deepest = 32;           // a report needs ten
constexpr size_t most_fields = 4096;  // of one object, since each is looked for among all

// Takes runs as they come, so that the text of one at a time is held as JSON.
class Collector {
 public:
  explicit Collector(Traces traces) : traces_(traces) {}

  // As the library asks it; false: leave this out.
  bool operator()(int depth, Json::parse_event_t event, const Json& parsed) {
    const auto level = static_cast<size_t>(depth);
    switch (event) {
      case Json::parse_event_t::object_start:
        if (depth + 1 >= deepest) return false;
        fields_[level + 1] = 0;
        return true;
      case Json::parse_event_t::array_start:
        return depth + 1 < deepest;
      case Json::parse_event_t::key:
        return depth < deepest && take_key(level, parsed);
      case Json::parse_event_t::object_end:
        return depth >= deepest || !is_run(depth) || take_run(parsed);
      default:
        return true;
    }
  }

  std::vector<RunResult> runs;
  std::string trouble;

 private:
  bool is_run(int depth) const { return depth == 2 && top_ == "runs"; }

  bool take_key(size_t level, const Json& parsed) {
    const auto& name = parsed.get_ref<const std::string&>();
    if (level == 1) top_ = name;
    if (traces_ == Traces::left_out && level == 3 && top_ == "runs" && name == "trace") return false;
    if (++fields_[level] <= most_fields) return true;
    if (trouble.empty()) trouble = fmt::format("an object has more than {} fields", most_fields);
    return false;
  }

  bool take_run(const Json& parsed) {
    ++count_;
    if (trouble.empty())
      runs.push_back(run_of(JsonFields(parsed, fmt::format("runs[{}]", count_), trouble), sources_));
    return false;
  }

  Traces traces_;
  std::string top_;  // the document's field that is read now
  std::array<size_t, deepest + 1> fields_{};
  size_t count_ = 0;
  Sources sources_;
};

using Error = tl::unexpected<std::string>;

// "[json.exception.parse_error.101] parse error at line 3, column 5: syntax error ..."
std::string where_in(const std::string& message) {
  const size_t begin = message.find("line "), end = message.find(':', begin);
  return begin == std::string::npos || end == std::string::npos ? ""
                                                                : ": " + message.substr(begin, end - begin);
}

// The only place that sees an exception of the library's.
tl::expected<Json, std::string> parsed(std::FILE* file, Collector& collector) {
  try {
    const auto callback = [&](int depth, Json::parse_event_t event, Json& json) {
      return collector(depth, event, json);
    };
    return Json::parse(file, callback);
  } catch (const Json::exception& error) {
    if (std::ferror(file) != 0) return Error(std::string("cannot be read: ") + std::strerror(errno));
    if (std::feof(file) != 0) return Error("is cut off: its end is missing");
    return Error("is no JSON" + where_in(error.what()));
  }
}

std::optional<ShardFacts> shard_of(const JsonFields& head) {
  const auto fields = head.object("shard");
  if (!fields) return std::nullopt;
  ShardFacts shard;
  shard.of = static_cast<unsigned>(fields->number("of", 1, most_shards, 1));
  shard.number = static_cast<unsigned>(fields->number("number", 1, shard.of, 1));
  shard.rounds = static_cast<unsigned>(fields->number("rounds", 1, 1'000'000, 1));
  shard.plan = fields->texts("plan");
  return shard;
}

SuiteFacts facts_of(const JsonFields& head, size_t runs) {
  SuiteFacts facts;
  facts.version = head.text("shakedown");
  facts.seed = static_cast<uint64_t>(head.number("seed", 0, int64_t{1} << 53));
  facts.kernel = head.text("kernel");
  facts.folder = head.text("folder");
  const auto not_run = static_cast<int64_t>(head.number<int>("not_run"));
  facts.runs =
      static_cast<size_t>(head.number("selected", 0, int64_t{1} << 53, static_cast<int64_t>(runs) + not_run));
  facts.lab = head.settings("lab");
  if (const auto target = head.object("target")) {
    facts.target_stack = target->text("stack");
    facts.target_release = target->text("release");
    facts.tick = target->seconds("tick");
  }
  facts.shard = shard_of(head);
  return facts;
}

// What all runs share stands in the head.
void complete(Trace& trace, const SuiteFacts& facts) {
  if (trace.peer.empty()) return;  // it never had a lab
  auto own = std::exchange(trace.lab, facts.lab);
  for (auto& [name, value] : own) {
    const auto same = [&name = name](const auto& setting) { return setting.first == name; };
    const auto common = std::find_if(trace.lab.begin(), trace.lab.end(), same);
    if (common == trace.lab.end())
      trace.lab.emplace_back(std::move(name), std::move(value));
    else
      common->second = std::move(value);
  }
  trace.target_stack = facts.target_stack;
  if (trace.target_release.empty()) trace.target_release = facts.target_release;
  if (trace.tick == Duration{}) trace.tick = facts.tick;
}

}  // namespace

tl::expected<ReadReport, std::string> read_json_report(std::FILE* file, Traces traces) {
  Collector collector(traces);
  const auto document = parsed(file, collector);
  if (!document) return Error(document.error());
  // Runs have been taken out; whatever else is in their list is none.
  const bool a_report = document->is_object() && document->contains("schema") && document->contains("runs");
  if (!a_report) return Error("is no report of `shakedown run --json`");
  const Json& schema = document->at("schema");
  if (!schema.is_number_unsigned()) return Error("is no report of `shakedown run --json`");
  if (schema != json_schema)
    return Error(
        fmt::format("has the schema {}, and this shakedown reads {}", schema.get<uint64_t>(), json_schema));

  std::string trouble = std::move(collector.trouble);
  const JsonFields head(*document, "", trouble);
  ReadReport report;
  report.facts = facts_of(head, collector.runs.size());
  if (!document->at("runs").is_array() || !document->at("runs").empty())
    head.complain("runs", "is no list of runs");
  report.result.not_run = head.number<int>("not_run");
  report.result.interrupted = head.flag("interrupted");
  report.result.time_limit = head.flag("time_limit");
  report.result.elapsed = head.seconds("seconds");
  report.result.seed = report.facts.seed;
  report.result.kernel = report.facts.kernel;
  if (!trouble.empty()) return Error("is broken: " + trouble);
  report.result.runs = std::move(collector.runs);
  for (RunResult& run : report.result.runs) complete(run.trace, report.facts);
  return report;
}

}  // namespace shakedown
