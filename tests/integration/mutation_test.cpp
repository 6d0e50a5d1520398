// Which single changes of a target's segments go unnoticed? Every bundled run is replayed once for each
// change of each arriving segment, and should fail. What may pass, and why, stands in mutation_unnoticed.txt.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <mutex>
#include <set>
#include <sstream>
#include <thread>

#include "shakedown/engine.h"
#include "support/bundled.h"
#include "support/decorators.h"
#include "support/mutations.h"
#include "support/replay_lab.h"

using namespace shakedown;
using namespace shakedown::test;

namespace {

// A change that no step noticed, or that ended in an error: "FIN-ACK" in "close/simultaneous[4], arrival 3".
struct Passed {
  std::string sort, where;
  friend auto operator<=>(const Passed&, const Passed&) = default;
};
struct Tally {
  int tried = 0;
  std::vector<Passed> unnoticed, errors;
};
using Table = std::map<std::string, Tally>;

using Spoil = std::function<void(AlteringLab&)>;
struct Change {
  std::string kind;
  Spoil spoil;
};

std::vector<Bytes> arrivals_of(const Recording& recording) {
  std::vector<Bytes> packets;
  for (const RecordedEvent& event : recording.events)
    if (const Effect* effect = std::get_if<Effect>(&event.what))
      if (const Arrive* arrive = std::get_if<Arrive>(effect)) packets.push_back(arrive->packet);
  return packets;
}

std::vector<Change> changes_of(const Bytes& packet, size_t nth, bool last) {
  std::vector<Change> changes;
  for (Mutation& mutation : mutations_of(packet))
    changes.push_back({mutation.kind, [nth, packet = std::move(mutation.packet)](AlteringLab& lab) {
                         lab.alter_arrival(nth, replaced_by(packet));
                       }});
  changes.push_back({"dropped", [nth](AlteringLab& lab) { lab.alter_arrival(nth, dropped()); }});
  changes.push_back({"doubled", [nth](AlteringLab& lab) { lab.alter_arrival(nth, doubled()); }});
  if (!last) changes.push_back({"swapped", [nth](AlteringLab& lab) { lab.swap_with_next(nth); }});
  return changes;
}

Verdict verdict_of(const PlannedRun& planned, const Recording& recording, const Spoil& spoil) {
  ReplayLab replay(recording);
  AlteringLab lab(replay);
  spoil(lab);
  return run_in_lab(planned, lab, recording.seed).verdict;
}

// What kind of segment it is: SYN, SYN-ACK, ACK, data, FIN-ACK, RST ...
std::string sort_of(const Bytes& packet) {
  const Packet read = read_packet(packet);
  const Segment* segment = std::get_if<Segment>(&read);
  if (!segment) return "other";
  return to_string(segment->flags.without(Flag::psh)) + (segment->payload.empty() ? "" : "+data");
}

void try_run(const PlannedRun& planned, const Recording& recording, Table& table) {
  const std::vector<Bytes> arrivals = arrivals_of(recording);
  for (size_t nth = 0; nth < arrivals.size(); ++nth) {
    for (const Change& change : changes_of(arrivals[nth], nth, nth + 1 == arrivals.size())) {
      Tally& tally = table[change.kind];
      ++tally.tried;
      const Verdict verdict = verdict_of(planned, recording, change.spoil);
      const Passed where{sort_of(arrivals[nth]), fmt::format("{}, arrival {}", planned.run_id, nth + 1)};
      if (verdict == Verdict::pass) tally.unnoticed.push_back(where);
      if (verdict == Verdict::error || verdict == Verdict::skip) tally.errors.push_back(where);
    }
  }
}

void add(Table& all, Table part) {
  for (auto& [kind, tally] : part) {
    all[kind].tried += tally.tried;
    for (const auto list : {&Tally::unnoticed, &Tally::errors})
      (all[kind].*list).insert((all[kind].*list).end(), (tally.*list).begin(), (tally.*list).end());
  }
}

Table try_all(const std::vector<PlannedRun>& runs, const std::map<std::string, Recording>& recordings) {
  Table table;
  std::mutex mutex;
  std::atomic<size_t> next{0};
  const auto work = [&] {
    for (size_t i = next++; i < runs.size(); i = next++) {
      const auto recording = recordings.find(runs[i].run_id);
      if (recording == recordings.end()) continue;
      const Verdict unchanged = verdict_of(runs[i], recording->second, [](AlteringLab&) {});
      if (unchanged != Verdict::pass) continue;  // a known deviation: a failure would tell nothing
      Table part;
      try_run(runs[i], recording->second, part);
      const std::lock_guard lock(mutex);
      add(table, std::move(part));
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < std::max(std::thread::hardware_concurrency(), 1U); ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
  for (auto& [kind, tally] : table) std::sort(tally.unnoticed.begin(), tally.unnoticed.end());
  return table;
}

std::string text_of(const Table& table) {
  std::string text = fmt::format("{:<28}{:>8}{:>9}{:>11}\n", "change", "tried", "noticed", "unnoticed");
  int tried = 0;
  size_t unnoticed = 0;
  for (const auto& [kind, tally] : table) {
    text += fmt::format("{:<28}{:>8}{:>9}{:>11}\n", kind, tally.tried,
                        static_cast<size_t>(tally.tried) - tally.unnoticed.size(), tally.unnoticed.size());
    tried += tally.tried;
    unnoticed += tally.unnoticed.size();
  }
  text += fmt::format("{:<28}{:>8}{:>9}{:>11}\n\n", "all", tried, static_cast<size_t>(tried) - unnoticed,
                      unnoticed);
  for (const auto& [kind, tally] : table)
    for (const Passed& passed : tally.unnoticed)
      text += fmt::format("{} on {}: {}\n", kind, passed.sort, passed.where);
  return text;
}

// "KIND: why nobody need notice it", or "KIND on SORT: ..." for one sort of segment; one a line.
std::set<std::string> may_go_unnoticed() {
  std::set<std::string> kinds;
  std::ifstream file(SHAKEDOWN_SOURCE_DIR "/tests/integration/mutation_unnoticed.txt");
  REQUIRE(file);
  for (std::string line; std::getline(file, line);) {
    const size_t colon = line.find(": ");
    if (line.empty() || line[0] == '#') continue;
    CHECK_MESSAGE((colon != std::string::npos && colon + 2 < line.size()),
                  "a kind without its reason: ", line);
    kinds.insert(line.substr(0, colon));
  }
  return kinds;
}

}  // namespace

TEST_CASE("mutation: every change of a target's segment is noticed, but for the kinds listed") {
  const std::vector<PlannedRun> runs = bundled_runs(SHAKEDOWN_SOURCE_DIR);
  const std::map<std::string, Recording> recordings = bundled_recordings(SHAKEDOWN_SOURCE_DIR);
  const Table table = try_all(runs, recordings);
  const std::string text = text_of(table);
  std::ofstream("mutation_table.txt") << text;
  MESSAGE(text.substr(0, text.find("\n\n")));

  int tried = 0;
  const std::set<std::string> allowed = may_go_unnoticed();
  std::set<std::string> used;
  for (const auto& [kind, tally] : table) {
    tried += tally.tried;
    for (const Passed& passed : tally.unnoticed) {
      const std::string on_sort = fmt::format("{} on {}", kind, passed.sort);
      const auto allowance = allowed.count(kind) ? allowed.find(kind) : allowed.find(on_sort);
      if (allowance == allowed.end()) {
        FAIL_CHECK(fmt::format("unnoticed: {}: {}", on_sort, passed.where));
      } else {
        used.insert(*allowance);
      }
    }
    for (const Passed& error : tally.errors)
      FAIL_CHECK(fmt::format("an error: {} on {}: {}", kind, error.sort, error.where));
  }
  for (const std::string& line : allowed)
    CHECK_MESSAGE(used.count(line), "listed, but always noticed: ", line);
  CHECK(tried > 1000);
}
