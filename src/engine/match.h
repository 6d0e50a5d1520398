#pragma once
// Matching, a pure function: (expectation, what a correct target would send now, segment) -> rows of a
// comparison. scenarios/README.md, "What is not written", is the rule book.

#include <optional>
#include <string>
#include <vector>

#include "engine/target_model.h"
#include "shakedown/result.h"
#include "shakedown/scenario.h"

namespace shakedown {

// A field's condition with its numbers worked out; seq and ack as real numbers.
struct WantedField {
  Field field;
  Comparison comparison = Comparison::equal;
  uint32_t low = 0, high = 0;
};

// An option as written, worked out; what is freed (`*`) is not compared.
struct WantedOption {
  Option option;
  bool first_free = false, second_free = false;  // the number; TSval and TSecr; every block; the cookie
  std::optional<std::string> md5_key;            // a signature made with this key
};
struct WantedOptions {
  bool open = false;
  std::vector<WantedOption> options;
  std::vector<uint8_t> absent;
};

// What an expectation of a TCP segment demands, with all its values worked out.
struct Wanted {
  bool any = false;
  Flags flags;
  std::vector<WantedField> fields;
  std::optional<Bytes> data;
  std::optional<WantedOptions> options;
  std::optional<std::string> md5_key;  // of the connection: signatures are made with it
  bool again = false;                  // a repeat
  bool zero_window_ok = false;         // `acked` takes a closed window
  bool free_length = false;            // `receive` judges the length itself
  Endpoint source, destination;        // the target's and ours
  uint32_t link_mss = 1460;            // the largest MSS that the link gives this family

  const WantedField* find(Field field) const {
    for (const WantedField& f : fields)
      if (f.field == field) return &f;
    return nullptr;
  }
};

struct SegmentComparison {
  std::vector<FieldRow> rows;         // every field that was looked at, in the order of a header
  std::vector<std::string> warnings;  // a SHOULD that was missed
  bool repeated = false;              // the segment carries octets that had arrived before
  bool matches() const {
    for (const FieldRow& row : rows)
      if (row.differs) return false;
    return true;
  }
  int differences() const {
    int n = 0;
    for (const FieldRow& row : rows) n += row.differs ? 1 : 0;
    return n;
  }
};

SegmentComparison compare(const Wanted& wanted, const TargetModel& model, const Segment& segment);

// The options part, in match_options.cpp.
void compare_options(const Wanted& wanted, const TargetModel& model, const Segment& segment,
                     SegmentComparison& out);

// The expectation as one line, defaults filled in.
std::string written_text(const WantedOptions& wanted, Seq sack_base);  // "<mss 1460, ts * *>"
std::string describe(const Wanted& wanted, const TargetModel& model, Seq its_base);

}  // namespace shakedown
