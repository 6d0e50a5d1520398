#include "report/failed_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

#include "report/json.h"

namespace shakedown {

namespace {

using Json = nlohmann::ordered_json;

constexpr int schema = 1;

std::optional<std::string> text_of(const Json& entry, const char* key) {
  const auto found = entry.find(key);
  if (found == entry.end() || !found->is_string()) return std::nullopt;
  auto text = found->get<std::string>();
  if (text.empty() || text.find('\0') != std::string::npos) return std::nullopt;
  return text;
}

std::optional<FailedRun> run_of(const Json& entry) {
  if (!entry.is_object()) return std::nullopt;
  const auto file = text_of(entry, "file"), id = text_of(entry, "id"), root = text_of(entry, "root"),
             run = text_of(entry, "run");
  if (!file || !id || !root || !run) return std::nullopt;
  if (file->front() != '/' || root->front() != '/' || run->front() != '[') return std::nullopt;
  return FailedRun{{*file, *id, *root}, *run};
}

}  // namespace

std::string variant_of(const PlannedRun& run) {
  return run.run_id.substr(std::min(run.id.size(), run.run_id.size()));
}

std::string failed_json(const FailedList& list) {
  std::string out = fmt::format("{{\"schema\":{},\"failed\":[", schema);
  for (size_t i = 0; i < list.size(); ++i)
    out += (i == 0 ? "\n" : ",\n") + dumped(Json{{"file", list[i].file.path},
                                                 {"id", list[i].file.id},
                                                 {"root", list[i].file.root},
                                                 {"run", list[i].variant}});
  return out + "\n]}\n";
}

tl::expected<FailedList, std::string> read_failed(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return tl::make_unexpected("it is not JSON");
  if (!json.is_object()) return tl::make_unexpected("it is no JSON object");
  const auto version = json.find("schema");
  if (version == json.end() || !version->is_number_integer() || *version != schema)
    return tl::make_unexpected(fmt::format("its `schema` is not {}", schema));
  const auto failed = json.find("failed");
  if (failed == json.end() || !failed->is_array()) return tl::make_unexpected("it has no list `failed`");
  FailedList list;
  for (const Json& entry : *failed) {
    std::optional<FailedRun> run = run_of(entry);
    if (!run)
      return tl::make_unexpected(
          fmt::format("entry {} of `failed` is not the file, id, root and run of one", list.size() + 1));
    list.push_back(std::move(*run));
  }
  return list;
}

FailedList updated(const FailedList& before, const std::vector<JudgedRun>& judged) {
  using Key = std::pair<std::string, std::string>;
  const auto key_of = [](const FailedRun& run) { return Key(run.file.path, run.variant); };
  struct Judged {
    const FailedRun* run = nullptr;
    bool failed = false;  // in any round
  };
  std::map<Key, Judged> now;
  for (const JudgedRun& one : judged) {
    if (one.verdict == Verdict::skip) continue;
    Judged& known = now[key_of(one.run)];
    known.run = &one.run;
    known.failed = known.failed || one.verdict == Verdict::fail || one.verdict == Verdict::error;
  }
  FailedList after;
  std::set<Key> listed;
  const auto add = [&](const FailedRun& run) {
    const Key key = key_of(run);
    const auto found = now.find(key);
    if (found != now.end() && !found->second.failed) return;
    if (listed.insert(key).second) after.push_back(found != now.end() ? *found->second.run : run);
  };
  for (const FailedRun& run : before) add(run);
  for (const JudgedRun& one : judged)
    if (one.verdict != Verdict::skip) add(one.run);
  return after;
}

}  // namespace shakedown
