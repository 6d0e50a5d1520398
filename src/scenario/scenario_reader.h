#pragma once
// One scenario for one family and one choice of every variant: from the keys of its file to plain values.

#include <memory>

#include "scenario/file_library.h"
#include "scenario/names.h"
#include "shakedown/parse.h"

namespace shakedown {

// The keys that hold for one run: the file's, replaced by the variant's, every `$name` replaced.
using Keys =
    std::vector<std::pair<const Text*, YamlNode>>;  // the key as it stands in the file, and its value
const YamlNode* find_key(const Keys& keys, std::string_view key);

struct ReadingContext {
  FileLibrary& library;
  Complaints& complaints;
  std::vector<std::string> roots;  // in which preludes are looked for
  Family family;
  std::optional<uint32_t> mtu;      // asked for by whoever asks for this prelude
  std::vector<std::string> asking;  // files of preludes that are being read, to find loops
};

struct ReadScenario {
  std::shared_ptr<Scenario> scenario;
  Names names;                  // that it has given: a prelude hands them on
  std::optional<uint32_t> mtu;  // asked for by it or its preludes
};

// What is wrong is complained about; what comes back is whole only when nothing was.
ReadScenario read_scenario(const std::string& path, const Keys& keys, const ReadingContext& context);
// The prelude of this name (`ESTABLISHED active`), which stands at `where`.
std::optional<ReadScenario> read_prelude(const Text& where, const ReadingContext& context);
// Whether a scenario sends or expects anything: then it needs a connection.
bool touches_connection(const Scenario& scenario);

}  // namespace shakedown
