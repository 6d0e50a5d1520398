#pragma once
// Scenario files -> planned runs. Touches files, never a socket. All complaints of all files at once.

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "shakedown/diagnostic.h"
#include "shakedown/scenario.h"

namespace shakedown {

// A requirement of the catalogue (src/scenario/requirements.*, one entry a requirement).
struct Requirement {
  std::string id;       // "RFC9293/MUST-13"
  std::string level;    // MUST, MUST NOT, SHOULD, SHOULD NOT, MAY, RECOMMENDED, or "" for a section
  std::string section;  // "3.6.1"
  std::string summary;  // in our own words
};
const std::vector<Requirement>& requirements();
const Requirement* find_requirement(const std::string& id);

// One scenario file as found: its id is its path below the root without ".yaml".
struct ScenarioFile {
  std::string path;  // to open; "-" is standard input
  std::string id;    // "close/simultaneous"
  std::string root;  // the folder in which (given/ below it) preludes are looked for first
};

struct ParsedFile {
  ScenarioFile file;
  std::string name, about;
  std::vector<std::string> covers, tags;
  std::vector<PlannedRun>
      runs;              // every family and variant, in order: 4 before 6, matrix and variants as written
  Diagnostics warnings;  // `after` narrower than a kernel can keep, ...
};

// Reads and plans files. `bundled_root` is where preludes are looked for last.
tl::expected<std::vector<ParsedFile>, Diagnostics> parse_files(const std::vector<ScenarioFile>& files,
                                                               const std::string& bundled_root);
// The same for one text in memory.
tl::expected<ParsedFile, Diagnostics> parse_text(const std::string& text, const ScenarioFile& file,
                                                 const std::string& bundled_root);

// "250ms", "3s", "2min", "10us" -> Duration; whole numbers only. One parser for files and command line.
std::optional<Duration> parse_duration(const std::string& text);
std::string to_string_duration(Duration duration);  // "150 ms", "1.076 s", "12 us": for people
// Decimal or 0x...; no signs, no leading zeros, no `_`; at most `max`.
std::optional<uint64_t> parse_number(const std::string& text, uint64_t max = UINT64_MAX);
// A segment in notation alone, as tests write it.
tl::expected<SegmentSpec, Diagnostic> parse_segment(const std::string& text, const SourceSpan& at,
                                                    bool expectation);
// The longest that a passing run waits by its own plan (for tags `slow` and for the schedule): the sum over
// its steps and preludes of `wait`, `silence`, and the upper ends of `after` (T x 1.125 + 2 ticks of 10 ms)
// and of each interval of a backoff; the longest branch of a one-of and step of an any-order. What a name
// stands for (`info.rto`) counts 200 ms; default waits and `within` count nothing, since only a failing run
// sits them out.
Duration longest_wait(const Scenario& scenario);

}  // namespace shakedown
