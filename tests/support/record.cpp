// Records what this machine's kernel does in the bundled runs, for the tests that replay it without one:
//     record-runs CHECKOUT [ID-PREFIX]
// Needs what `shakedown run` needs. A recording is kept when the run passed and its replay gives the same
// verdict.

#include <fmt/format.h>

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>

#include "engine/schedule.h"
#include "shakedown/local_lab.h"
#include "support/bundled.h"
#include "support/recording_lab.h"
#include "support/replay_lab.h"

using namespace shakedown;
using namespace shakedown::test;

namespace {

constexpr uint64_t seed = 1;
constexpr int most_tries =
    10;  // timestamps tick in milliseconds, and a replay sleeps more exactly than we did

bool replays(const PlannedRun& planned, const Recording& recording, Verdict verdict) {
  ReplayLab lab(recording);
  const RunResult result = run_in_lab(planned, lab, recording.seed);
  if (result.verdict != verdict)
    fmt::print(stderr, "{}: the replay is {}: {}\n", planned.run_id, to_string(result.verdict),
               result.reason);
  for (const std::string& difference : lab.differences())
    fmt::print(stderr, "{}: {}\n", planned.run_id, difference);
  return result.verdict == verdict && lab.differences().empty();
}

// Runs and records once; answers what is to be recorded again because its replay went another way.
std::vector<PlannedRun> record(Keeper& keeper, const std::vector<PlannedRun>& plan,
                               std::map<std::string, Recording>& kept) {
  StopSwitch stop;
  ScheduleListener listener;
  ScheduleOptions options;
  options.seed = seed;
  std::mutex mutex;
  std::map<std::string, Recording> recordings;
  const SuiteResult suite = schedule(
      plan, [&](unsigned worker) { return keeper.worker(worker, stop); }, options, stop, listener,
      [&](const PlannedRun& planned, Lab& lab, uint64_t run_seed, RunObserver* observer) {
        RecordingLab recorder(lab);
        RunResult result = run_in_lab(planned, recorder, run_seed, observer);
        const std::lock_guard lock(mutex);
        Recording recording = recorder.recording();
        recording.run_id = planned.run_id;
        recording.seed = run_seed;
        recordings.insert_or_assign(planned.run_id, std::move(recording));
        return result;
      });
  std::vector<PlannedRun> left;
  for (const RunResult& result : suite.runs) {
    const std::string& id = result.run.run_id;
    if (result.verdict != Verdict::pass && result.verdict != Verdict::known) {
      fmt::print(stderr, "{}: {}: {}\n", id, to_string(result.verdict), result.reason);
    } else if (replays(result.run, recordings.at(id), result.verdict)) {
      kept.insert_or_assign(id, std::move(recordings.at(id)));
    } else {
      left.push_back(result.run);
    }
  }
  return left;
}

void write(const std::string& checkout, const std::map<std::string, std::vector<std::string>>& texts) {
  for (const auto& [scenario, runs] : texts) {
    const std::string path = recording_path(checkout, scenario);
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream file(path, std::ios::trunc);
    for (const std::string& text : runs) file << text;
    if (!file.flush()) throw std::runtime_error(path + ": could not be written");
  }
}

int run(const std::string& checkout, const std::string& prefix) {
  auto keeper = Keeper::start({});
  if (!keeper) {
    fmt::print(stderr, "{}\n", keeper.error().what);
    return exit_error;
  }
  std::vector<PlannedRun> plan;
  for (PlannedRun& planned : bundled_runs(checkout))
    if (planned.run_id.rfind(prefix, 0) == 0) plan.push_back(std::move(planned));

  std::map<std::string, Recording> kept;
  std::vector<PlannedRun> left = plan;
  for (int i = 0; i < most_tries && !left.empty(); ++i) left = record(**keeper, left, kept);

  std::map<std::string, std::vector<std::string>> texts;
  for (const PlannedRun& planned : plan)
    if (const auto found = kept.find(planned.run_id); found != kept.end())
      texts[planned.id].push_back(to_text(found->second));
  write(checkout, texts);
  fmt::print("{} of {} runs recorded\n", kept.size(), plan.size());
  return kept.size() == plan.size() ? exit_ok : exit_fail;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 && argc != 3) {
    fmt::print(stderr, "usage: record-runs CHECKOUT [ID-PREFIX]\n");
    return exit_usage;
  }
  try {
    return run(argv[1], argc == 3 ? argv[2] : "");
  } catch (const std::exception& caught) {
    fmt::print(stderr, "{}\n", caught.what());
    return exit_error;
  }
}
