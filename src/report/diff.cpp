#include "report/diff.h"

#include <algorithm>
#include <array>
#include <map>

namespace shakedown {

namespace {

bool is_bad(Verdict verdict) { return verdict == Verdict::fail || verdict == Verdict::error; }
bool is_good(Verdict verdict) {
  return verdict == Verdict::pass || verdict == Verdict::warn || verdict == Verdict::known;
}

bool worse(Verdict one, Verdict other) {
  constexpr std::array order{Verdict::pass, Verdict::skip,  Verdict::known,
                             Verdict::warn, Verdict::error, Verdict::fail};
  const auto rank = [&](Verdict verdict) { return std::find(order.begin(), order.end(), verdict); };
  return rank(one) > rank(other);
}

Duration median(std::vector<Duration> times) {
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  return *middle;
}

// Two files may hold runs of one id: the first of them in a round is told from the second.
using Key = std::pair<std::string, int>;

struct Summaries {
  std::vector<Key> order;
  std::map<Key, RunSummary> by_key;
};

Summaries summaries_of(const ReadReport& report) {
  Summaries result;
  std::map<Key, int> seen;  // run id and round
  std::map<Key, std::vector<Duration>> times;
  for (const RunResult& run : report.result.runs) {
    const Key key{run.run.run_id, seen[{run.run.run_id, run.repeat}]++};
    const auto [place, fresh] = result.by_key.try_emplace(key);
    RunSummary& summary = place->second;
    if (fresh) result.order.push_back(key);
    if (fresh || worse(run.verdict, summary.verdict)) {
      summary.verdict = run.verdict;
      summary.reason = run.reason;
      summary.with_it = 0;
    }
    if (run.verdict == summary.verdict) ++summary.with_it;
    ++summary.rounds;
    times[key].push_back(run.elapsed);
  }
  for (auto& [key, all] : times) result.by_key[key].time = median(std::move(all));
  return result;
}

}  // namespace

Change kind_of(const RunChange& change) {
  if (!change.before) return Change::added;
  const bool was_bad = is_bad(change.before->verdict);
  if (!change.after) return is_good(change.before->verdict) ? Change::regressed : Change::gone;
  if (is_bad(change.after->verdict)) {
    if (was_bad) return Change::still_failing;
    return is_good(change.before->verdict) ? Change::regressed : Change::other;
  }
  if (was_bad && is_good(change.after->verdict)) return Change::fixed;
  return change.before->verdict == change.after->verdict ? Change::none : Change::other;
}

std::vector<RunChange> compare_reports(const ReadReport& before, const ReadReport& after) {
  Summaries old = summaries_of(before);
  const Summaries now = summaries_of(after);
  std::vector<RunChange> changes;
  for (const Key& key : now.order) {
    const auto found = old.by_key.find(key);
    std::optional<RunSummary> was;
    if (found != old.by_key.end()) was = found->second;
    changes.push_back({key.first, was, now.by_key.at(key)});
  }
  for (const Key& key : old.order)
    if (now.by_key.count(key) == 0) changes.push_back({key.first, old.by_key.at(key), std::nullopt});
  return changes;
}

bool has_regressed(const std::vector<RunChange>& changes) {
  return std::any_of(changes.begin(), changes.end(),
                     [](const RunChange& change) { return kind_of(change) == Change::regressed; });
}

}  // namespace shakedown
