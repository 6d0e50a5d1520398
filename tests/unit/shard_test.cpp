// --shard: whatever the runs and their times, the parts are a partition, and no more unequal than they must
// be.

#include "cli/shard.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>

using namespace shakedown;
using namespace std::chrono_literals;

namespace {

using Ids = std::vector<std::string>;

Ids some_ids(std::mt19937& random, size_t count) {
  Ids ids;
  for (size_t i = 0; i < count; ++i) ids.push_back("run-" + std::to_string(random() % (count + 1)));
  return ids;
}

RunTimes some_times(std::mt19937& random, const Ids& ids) {
  RunTimes times;
  for (const std::string& id : ids)
    if (random() % 3 > 0) times[id] = RunTime(static_cast<double>(random() % 20) / 10);
  return times;
}

std::vector<RunTime> loads(const Ids& ids, const RunTimes& times, unsigned of) {
  std::vector<RunTime> result(of);
  const std::vector<unsigned> shards = shards_of(ids, times, of);
  for (size_t i = 0; i < ids.size(); ++i) result[shards[i] - 1] += times.at(ids[i]);
  return result;
}

}  // namespace

TEST_CASE("shard: i/n as it is written") {
  const auto parsed = [](const char* text) {
    const auto shard = parse_shard(text);
    return shard ? std::pair(shard->number, shard->of) : std::pair(0U, 0U);
  };
  CHECK(parsed("1/1") == std::pair(1U, 1U));
  CHECK(parsed("3/4") == std::pair(3U, 4U));
  CHECK(parsed("10000/10000") == std::pair(10000U, 10000U));
  for (const char* text : {"", "1", "/", "/4", "1/", "0/4", "5/4", "1/0", "-1/4", "1/4/2", " 1/4", "1/10001",
                           "99999999999999999999/4", "a/b"})
    CHECK(parsed(text) == std::pair(0U, 0U));
}

TEST_CASE("shard: a partition of any set into any number of parts, whatever the order") {
  std::mt19937 random(42);
  for (int round = 0; round < 400; ++round) {
    const Ids ids = some_ids(random, random() % 60);
    const RunTimes times = round % 4 == 0 ? RunTimes{} : some_times(random, ids);
    const auto of = static_cast<unsigned>(1 + random() % 70);
    const std::vector<unsigned> shards = shards_of(ids, times, of);
    REQUIRE(shards.size() == ids.size());
    std::map<std::string, unsigned> shard_of_id;
    for (size_t i = 0; i < ids.size(); ++i) {
      CHECK(shards[i] >= 1);
      CHECK(shards[i] <= of);
      CHECK(shard_of_id.emplace(ids[i], shards[i]).first->second == shards[i]);  // one id, one shard
    }
    Ids shuffled = ids;
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    const std::vector<unsigned> again = shards_of(shuffled, times, of);
    for (size_t i = 0; i < shuffled.size(); ++i) CHECK(again[i] == shard_of_id[shuffled[i]]);
  }
}

TEST_CASE("shard: without times each part has as many runs as any other, give or take one") {
  for (unsigned of = 1; of < 12; ++of) {
    for (size_t count = 0; count < 40; ++count) {
      Ids ids;
      for (size_t i = 0; i < count; ++i) ids.push_back("run-" + std::to_string(i));
      std::vector<size_t> sizes(of);
      for (const unsigned shard : shards_of(ids, {}, of)) ++sizes[shard - 1];
      const auto [least, most] = std::minmax_element(sizes.begin(), sizes.end());
      CHECK(*most - *least <= 1);
    }
  }
}

TEST_CASE("shard: with times no part lasts longer than all by one run") {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    Ids ids;
    RunTimes times;
    for (size_t i = 0; i < 1 + random() % 50; ++i) {
      ids.push_back("run-" + std::to_string(i));
      times[ids.back()] = RunTime(static_cast<double>(1 + random() % 1000));
    }
    const auto of = static_cast<unsigned>(1 + random() % 9);
    const std::vector<RunTime> all = loads(ids, times, of);
    RunTime longest{};
    for (const auto& [id, time] : times) longest = std::max(longest, time);
    const auto [least, most] = std::minmax_element(all.begin(), all.end());
    CHECK(*most - *least <= longest);
  }
  const RunTimes times{{"a", 10s}, {"b", 6s}, {"c", 5s}, {"d", 4s}, {"e", 1s}};
  CHECK(shards_of({"a", "b", "c", "d", "e"}, times, 2) == std::vector<unsigned>{1, 2, 2, 1, 2});
}

TEST_CASE("shard: a run whose time nobody knows counts as the median") {
  const RunTimes times{{"a", 1s}, {"b", 5s}, {"c", 100s}, {"gone", 2s}, {"gone too", 9s}};
  // c alone; new (5 s) and a beside b
  CHECK(shards_of({"a", "b", "c", "new"}, times, 2) == std::vector<unsigned>{2, 2, 1, 2});
}

TEST_CASE("shard: the time of several rounds is their mean") {
  std::vector<RunResult> runs(3);
  runs[0].run.run_id = runs[1].run.run_id = "a";
  runs[2].run.run_id = "b";
  runs[0].elapsed = 1s;
  runs[1].elapsed = 3s;
  runs[2].elapsed = 5s;
  CHECK(times_of(runs) == RunTimes{{"a", 2s}, {"b", 5s}});
}
