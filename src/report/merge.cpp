#include "report/merge.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "report/style.h"

namespace shakedown {

namespace {

using Error = tl::unexpected<std::string>;
using Checked = tl::expected<void, std::string>;

constexpr size_t most_named = 3;  // run ids in one line

// Counts come from files.
int in_bounds(size_t count) { return static_cast<int>(std::min<size_t>(count, 1'000'000'000)); }

const std::optional<ShardFacts>& shard_of(const Part& part) { return part.report.facts.shard; }

Checked check_shards(const std::vector<Part>& parts) {
  std::map<unsigned, const Part*> seen;
  const Part* first = nullptr;
  for (const Part& part : parts) {
    const auto& shard = shard_of(part);
    if (!shard) continue;
    if (first == nullptr) first = &part;
    const ShardFacts& other = *shard_of(*first);
    if (shard->of != other.of || shard->rounds != other.rounds || shard->plan != other.plan)
      return Error(fmt::format("`{}` and `{}` are shards of different suites", first->name, part.name));
    const auto [place, fresh] = seen.emplace(shard->number, &part);
    if (!fresh)
      return Error(fmt::format("`{}` and `{}` are both shard {}/{}", place->second->name, part.name,
                               shard->number, shard->of));
  }
  return {};
}

Checked check_runs(const std::vector<Part>& parts) {
  std::map<std::pair<std::string, int>, const Part*> owner;
  for (const Part& part : parts) {
    for (const RunResult& run : part.report.result.runs) {
      const auto [place, fresh] = owner.emplace(std::pair(run.run.run_id, run.repeat), &part);
      if (!fresh && place->second != &part)
        return Error(fmt::format("`{}` stands in both `{}` and `{}`: each run may come once", run.run.run_id,
                                 place->second->name, part.name));
    }
  }
  return {};
}

// One value, or what there is of them with the parts' names: "6.1.0 (a.json), 6.5.0 (b.json)".
class Shared {
 public:
  explicit Shared(const char* what) : what_(what) {}
  void add(const std::string& value, const Part& part) {
    if (value.empty()) return;
    const auto same = [&value](const auto& known) { return known.first == value; };
    const auto known = std::find_if(values_.begin(), values_.end(), same);
    if (known == values_.end())
      values_.emplace_back(value, "`" + part.name + "`");
    else
      known->second += ", `" + part.name + "`";
  }
  std::string joined() const {
    std::string text;
    for (const auto& [value, names] : values_) text += (text.empty() ? "" : ", ") + value;
    return text;
  }
  void remark(std::vector<std::string>& remarks) const {
    if (values_.size() < 2) return;
    std::string text;
    for (const auto& [value, names] : values_)
      text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", value, names);
    remarks.push_back(fmt::format("the reports are of different {}: {}", what_, text));
  }

 private:
  const char* what_;
  std::vector<std::pair<std::string, std::string>> values_;
};

void merge_facts(const std::vector<Part>& parts, Merged& merged) {
  Shared versions("versions of shakedown"), kernels("kernels"), targets("targets"), seeds("seeds");
  SuiteFacts& facts = merged.facts;
  facts = parts.front().report.facts;
  facts.shard.reset();
  facts.runs = 0;
  for (const Part& part : parts) {
    const SuiteFacts& its = part.report.facts;
    versions.add(its.version, part);
    kernels.add(its.kernel, part);
    targets.add(its.target_release, part);
    seeds.add(fmt::format("{}", its.seed), part);
    facts.runs += its.runs;
    if (its.folder != facts.folder) facts.folder.clear();
    // What not all of them share stands with the runs.
    const auto not_shared = [&its](const auto& setting) {
      return std::find(its.lab.begin(), its.lab.end(), setting) == its.lab.end();
    };
    facts.lab.erase(std::remove_if(facts.lab.begin(), facts.lab.end(), not_shared), facts.lab.end());
  }
  facts.version = versions.joined();
  facts.kernel = kernels.joined();
  facts.target_release = targets.joined();
  versions.remark(merged.remarks);
  (kernels.joined() == targets.joined() ? kernels : targets).remark(merged.remarks);
  seeds.remark(merged.remarks);
}

void merge_results(std::vector<Part>& parts, Merged& merged) {
  SuiteResult& result = merged.result;
  result.seed = merged.facts.seed;
  result.kernel = merged.facts.kernel;
  for (Part& part : parts) {
    SuiteResult& its = part.report.result;
    result.not_run = in_bounds(static_cast<size_t>(result.not_run) + static_cast<size_t>(its.not_run));
    result.interrupted = result.interrupted || its.interrupted;
    result.time_limit = result.time_limit || its.time_limit;
    result.elapsed = std::max(result.elapsed, its.elapsed);  // they ran side by side
    for (RunResult& run : its.runs) {
      if (!run.seed && its.seed != result.seed) run.seed = its.seed;
      result.runs.push_back(std::move(run));
    }
  }
}

// As one machine would have run them; what no plan holds comes last.
void put_in_order(std::vector<RunResult>& runs, const ShardFacts& shard) {
  std::map<std::string, size_t> place;
  for (size_t i = 0; i < shard.plan.size(); ++i) place.emplace(shard.plan[i], i);
  const auto key = [&](const RunResult& run) {
    const auto found = place.find(run.run.run_id);
    const bool planned = found != place.end();
    return std::tuple(!planned, run.repeat, planned ? found->second : 0);
  };
  std::stable_sort(runs.begin(), runs.end(),
                   [&](const RunResult& a, const RunResult& b) { return key(a) < key(b); });
}

// The plan's runs less those that are there: their ids, and how many they are in all rounds.
struct Absent {
  std::vector<std::string> ids;
  size_t runs = 0;
};
Absent absent_runs(const std::vector<RunResult>& runs, const ShardFacts& shard) {
  std::map<std::string, size_t> have;
  for (const RunResult& run : runs) ++have[run.run.run_id];
  Absent absent;
  for (const std::string& id : shard.plan) {
    size_t& left = have[id];
    const size_t there = std::min<size_t>(left, shard.rounds);
    left -= there;
    if (there == shard.rounds) continue;
    absent.ids.push_back(id);
    absent.runs += shard.rounds - there;
  }
  return absent;
}

std::string some_of(const std::vector<std::string>& ids) {
  std::string text;
  for (size_t i = 0; i < std::min(ids.size(), most_named); ++i) text += (i > 0 ? ", " : "") + ids[i];
  return ids.size() > most_named ? text + " ..." : text;
}

void look_for_missing(const std::set<unsigned>& there, const ShardFacts& shard, Merged& merged) {
  for (unsigned number = 1; number <= shard.of; ++number)
    if (there.count(number) == 0)
      merged.missing.push_back(fmt::format("shard {}/{} is missing", number, shard.of));
  const Absent absent = absent_runs(merged.result.runs, shard);
  const auto known = static_cast<size_t>(merged.result.not_run);  // begun by nobody, and the parts say so
  if (absent.runs <= known) return;
  if (merged.missing.empty())
    merged.missing.push_back(
        fmt::format("{} of the suite stand in no report ({}): were all shards cut alike?",
                    counted(absent.runs - known, "run"), some_of(absent.ids)));
  merged.result.not_run = in_bounds(absent.runs);
}

}  // namespace

tl::expected<Merged, std::string> merge_reports(std::vector<Part> parts) {
  if (parts.empty()) return Error("nothing to merge");
  if (const Checked fine = check_shards(parts); !fine) return Error(fine.error());
  if (const Checked fine = check_runs(parts); !fine) return Error(fine.error());
  Merged merged;
  merge_facts(parts, merged);
  merge_results(parts, merged);
  std::set<unsigned> there;
  std::optional<ShardFacts> shard;
  for (const Part& part : parts) {
    if (!shard_of(part)) continue;
    shard = shard_of(part);
    there.insert(shard->number);
  }
  if (!shard) return merged;
  put_in_order(merged.result.runs, *shard);
  look_for_missing(there, *shard, merged);
  const size_t whole = merged.result.runs.size() + static_cast<size_t>(merged.result.not_run);
  merged.facts.runs = whole;
  return merged;
}

}  // namespace shakedown
