// What a program of one's own does with the installed library: parse a scenario, run it against a TCP of its
// own, read the trace, say what became of it.
//     consumer FILE FOLDER-OF-PRELUDES [OCTETS-ACKNOWLEDGED-TOO-FEW]

#include <shakedown/engine.h>
#include <shakedown/parse.h>

#include <cstdio>

#include "small_stack.h"

using namespace shakedown;

namespace {

void print(const RunResult& result) {
  std::printf("%s %s\n", to_string(result.verdict).c_str(), result.run.run_id.c_str());
  for (const Event& event : result.trace.events)
    if (const auto* segment = std::get_if<SegmentEvent>(&event.what))
      std::printf("  %s %s\n", segment->direction == Direction::arrived ? "<" : ">", segment->text.c_str());
  if (result.failure)
    std::printf("  line %d: %s\n", result.failure->span.line, result.failure->summary.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return exit_usage;
  const auto slip = static_cast<uint32_t>(argc > 3 ? parse_number(argv[3], 1000).value_or(0) : 0);
  const auto files = parse_files({{argv[1], "greeting", "."}}, argv[2]);
  if (!files) {
    std::fputs(render(files.error()).c_str(), stderr);
    return exit_usage;
  }
  SuiteResult suite;
  for (const PlannedRun& run : files->front().runs) {
    SmallStack stack(run.family, slip);
    suite.runs.push_back(run_in_lab(run, stack, 1));
    print(suite.runs.back());
  }
  return exit_code(suite);
}
