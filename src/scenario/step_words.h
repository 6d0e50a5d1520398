#pragma once
// The words that begin a step, and what may stand behind each.

#include "scenario/suffix.h"
#include "scenario/vocabulary.h"

namespace shakedown {

enum class StepShape { line, list, branches, rounds };
struct StepWord {
  StepShape shape;
  bool takes_name;        // a connection's or socket's may follow
  bool needs_name;        // and must, where there are several
  unsigned suffixes = 0;  // of SuffixWord; a call has `after` and `within` with a result alone
};
const WordTable<StepWord>& step_words();
unsigned suffixes_of(const std::string& step);

}  // namespace shakedown
