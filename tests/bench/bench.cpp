// Measures what a run costs and prints a table. Never a test: it has no pass and no fail.
//   bench FOLDER-OF-ITS-SCENARIOS [LABS]
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "shakedown/engine.h"
#include "shakedown/local_lab.h"
#include "shakedown/parse.h"

using namespace shakedown;
using Clock = std::chrono::steady_clock;

namespace {

double microseconds(Duration duration) { return static_cast<double>(duration.count()) / 1000; }

void row(const std::string& what, const std::string& value) { fmt::print("{:<66} {}\n", what, value); }

struct Spread {
  double low, median, high;
};
Spread spread_of(std::vector<double> values) {
  if (values.empty()) return {0, 0, 0};
  std::sort(values.begin(), values.end());
  return {values[values.size() / 20], values[values.size() / 2],
          values[values.size() - 1 - values.size() / 20]};
}
std::string text_of(const Spread& s, const char* unit) {
  return fmt::format("{:.1f} {} (5 % to 95 %: {:.1f} to {:.1f})", s.median, unit, s.low, s.high);
}

PlannedRun plan_of(const std::string& folder, const std::string& name, Family family) {
  const auto parsed = parse_files({{folder + "/" + name + ".yaml", name, folder}}, folder);
  if (!parsed) {
    fmt::print(stderr, "{}", render(parsed.error()));
    std::exit(2);
  }
  for (const PlannedRun& run : parsed->front().runs)
    if (run.family == family) return run;
  std::exit(2);
}

long resident_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.rfind("VmRSS:", 0) == 0) return std::strtol(line.c_str() + 6, nullptr, 10);
  return 0;
}

// Network namespaces that the kernel holds, of everybody and those being cleared away included; root may
// know.
std::string live_namespaces() {
  std::ifstream slabs("/proc/slabinfo");
  for (std::string line; std::getline(slabs, line);)
    if (line.rfind("net_namespace ", 0) == 0)
      return std::to_string(std::strtol(line.c_str() + 14, nullptr, 10));
  return "?";
}

class Quiet : public ScheduleListener {
 public:
  int failed = 0;
  void finished(const RunResult& result) override {
    if (result.verdict == Verdict::pass) return;
    if (failed++ == 0)
      fmt::print(stderr, "{}: {} {}\n", result.run.run_id, to_string(result.verdict), result.reason);
  }
};

// One after the other: what a run costs from nothing to its verdict, and how fast answers come.
void single_runs(Keeper& keeper, const PlannedRun& run, const StopSwitch& stop) {
  auto factory = keeper.worker(0, stop);
  if (!factory) {
    fmt::print(stderr, "{}\n", factory.error().what);
    std::exit(3);
  }
  std::vector<double> wall, setup, answers;
  for (int i = 0; i < 300; ++i) {
    const auto begin = Clock::now();
    auto lab = (*factory)->make(run.scenario->lab);
    if (!lab) continue;
    const auto made = Clock::now();
    const RunResult result = run_in_lab(run, **lab, static_cast<uint64_t>(i));
    const auto end = Clock::now();
    lab->reset();
    if (result.verdict != Verdict::pass) {
      fmt::print(stderr, "{}: {}\n", to_string(result.verdict), result.reason);
      continue;
    }
    setup.push_back(microseconds(made - begin) / 1000);
    wall.push_back(microseconds(end - begin) / 1000);
    Instant sent{};
    for (const Event& event : result.trace.events) {
      const auto* segment = std::get_if<SegmentEvent>(&event.what);
      if (segment == nullptr) continue;
      if (segment->direction == Direction::sent && segment->name == "data") sent = event.time;
      if (segment->direction == Direction::arrived && segment->name == "answer")
        answers.push_back(microseconds(event.time - sent));
    }
  }
  row(run.run_id + ", fresh lab, wall", text_of(spread_of(wall), "ms"));
  row("  of it making the lab", text_of(spread_of(setup), "ms"));
  row("  a sent segment to the kernel's stamp of its answer", text_of(spread_of(answers), "us"));
}

void throughput(Keeper& keeper, const PlannedRun& run, unsigned jobs, unsigned count) {
  StopSwitch stop;
  Quiet quiet;
  const WorkerFactory workers = [&](unsigned number) { return keeper.worker(number, stop); };
  ScheduleOptions options;
  options.jobs = jobs;
  options.repeat = count;
  options.seed = 1;
  options.keep_traces = false;
  const auto begin = Clock::now();
  const SuiteResult result = run_all({run}, workers, options, stop, quiet);
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  row(fmt::format("{}, -j {}", run.run_id, jobs),
      fmt::format("{:.0f} scenarios/s ({} runs, {} did not pass)",
                  static_cast<double>(result.runs.size()) / seconds, result.runs.size(), quiet.failed));
}

void many_labs(Keeper& keeper, const PlannedRun& run, unsigned count, const StopSwitch& stop) {
  auto factory = keeper.worker(1, stop);
  if (!factory) return;
  const long before = resident_kib();
  long quarter = 0;
  std::string namespaces;
  for (unsigned i = 0; i < count; ++i) {
    auto lab = (*factory)->make(run.scenario->lab);
    if (!lab) {
      fmt::print(stderr, "lab {}: {}\n", i, lab.error().what);
      return;
    }
    if (i == count / 4) quarter = resident_kib();
    if ((i + 1) % (count / 4 + 1) == 0) namespaces += live_namespaces() + ", ";
  }
  row(fmt::format("{} fresh labs in a row, resident memory", count),
      fmt::format("{} KiB before, {} KiB after a quarter, {} KiB at the end", before, quarter,
                  resident_kib()));
  row("  network namespaces alive, every quarter and at the end", namespaces + live_namespaces());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const std::string folder = argv[1];
  const unsigned labs = argc > 2 ? static_cast<unsigned>(std::strtoul(argv[2], nullptr, 10)) : 10000;
  auto keeper = Keeper::start({});
  if (!keeper) {
    fmt::print(stderr, "{}\n", keeper.error().what);
    return 3;
  }
  StopSwitch stop;
  row("kernel " + (*keeper)->facts().release, (*keeper)->facts().rootless ? "rootless" : "as root");
  const PlannedRun quick = plan_of(folder, "exchange", Family::v4),
                   plain = plan_of(folder, "exchange-as-it-is", Family::v4);
  // In a thread of their own: a worker's thread stays on its CPU and at its priority.
  std::thread([&] {
    for (const PlannedRun& run : {quick, plan_of(folder, "exchange", Family::v6), plain})
      single_runs(**keeper, run, stop);
  }).join();
  for (const unsigned jobs : {1u, 4u, 16u}) throughput(**keeper, quick, jobs, 2000);
  for (const unsigned jobs : {1u, 4u, 16u}) throughput(**keeper, plain, jobs, 1000);
  std::thread([&] { many_labs(**keeper, quick, labs, stop); }).join();
  return 0;
}
