#include "cli/shard.h"

#include <algorithm>
#include <queue>
#include <tuple>

#include "report/facts.h"
#include "shakedown/parse.h"

namespace shakedown {

namespace {

struct Weighed {
  RunTime time;
  std::string run_id;
};

RunTime median(const RunTimes& times) {
  std::vector<RunTime> sorted;
  sorted.reserve(times.size());
  for (const auto& [run_id, time] : times) sorted.push_back(time);
  if (sorted.empty()) return {};
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  return *middle;
}

// Runs of one id (two files may share it) stay together, so that it names one shard.
std::vector<Weighed> longest_first(const std::vector<std::string>& run_ids, const RunTimes& times) {
  std::map<std::string, unsigned> counts;
  for (const std::string& run_id : run_ids) ++counts[run_id];
  const RunTime typical = median(times);
  std::vector<Weighed> runs;
  for (const auto& [run_id, count] : counts) {
    const auto known = times.find(run_id);
    runs.push_back({count * (known == times.end() ? typical : known->second), run_id});
  }
  std::stable_sort(runs.begin(), runs.end(),
                   [](const Weighed& a, const Weighed& b) { return a.time > b.time; });
  return runs;
}

}  // namespace

std::optional<Shard> parse_shard(const std::string& text) {
  const size_t slash = text.find('/');
  if (slash == std::string::npos) return std::nullopt;
  const auto number = parse_number(text.substr(0, slash), most_shards);
  const auto of = parse_number(text.substr(slash + 1), most_shards);
  if (!number || !of || *number < 1 || *number > *of) return std::nullopt;
  return Shard{static_cast<unsigned>(*number), static_cast<unsigned>(*of)};
}

RunTimes times_of(const std::vector<RunResult>& runs) {
  std::map<std::string, std::pair<RunTime, int>> sums;
  for (const RunResult& run : runs) {
    auto& [sum, count] = sums[run.run.run_id];
    sum += run.elapsed;
    ++count;
  }
  RunTimes times;
  for (const auto& [run_id, sum] : sums) times[run_id] = sum.first / sum.second;
  return times;
}

std::vector<unsigned> shards_of(const std::vector<std::string>& run_ids, const RunTimes& times, unsigned of) {
  // The least first: by time, then by runs, so that runs without a time are spread as well, then by number.
  using Load = std::tuple<RunTime, size_t, unsigned>;
  std::priority_queue<Load, std::vector<Load>, std::greater<>> loads;
  for (unsigned number = 1; number <= of; ++number) loads.emplace(RunTime{}, 0, number);
  std::map<std::string, unsigned> shard;
  for (const Weighed& run : longest_first(run_ids, times)) {
    const auto [time, count, number] = loads.top();
    loads.pop();
    loads.emplace(time + run.time, count + 1, number);
    shard[run.run_id] = number;
  }
  std::vector<unsigned> result;
  result.reserve(run_ids.size());
  for (const std::string& run_id : run_ids) result.push_back(shard[run_id]);
  return result;
}

}  // namespace shakedown
