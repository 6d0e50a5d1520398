#include "scenario/step_words.h"

namespace shakedown {
namespace {

constexpr unsigned suffix_times = suffix_after | suffix_within;
constexpr unsigned suffix_all = suffix_again | suffix_unseen | suffix_as | suffix_times;

}  // namespace

const WordTable<StepWord>& step_words() {
  using S = StepShape;
  static const WordTable<StepWord> table{{"send", {S::line, true, true, suffix_as}},
                                         {"lose", {S::line, true, true, suffix_as}},
                                         {"expect", {S::line, true, true, suffix_all}},
                                         {"receive", {S::line, true, true, suffix_again | suffix_times}},
                                         {"acked", {S::line, true, true, suffix_times}},
                                         {"backoff", {S::line, true, true}},
                                         {"silence", {S::line, false, false}},
                                         {"wait", {S::line, false, false}},
                                         {"any-order", {S::list, false, false}},
                                         {"optional", {S::list, false, false}},
                                         {"one-of", {S::branches, false, false}},
                                         {"repeat", {S::rounds, false, false}},
                                         {"allow", {S::line, true, false}},
                                         {"target", {S::line, true, false, suffix_as | suffix_times}},
                                         {"state", {S::line, true, false, suffix_times}},
                                         {"info", {S::line, true, true}},
                                         {"check", {S::line, false, false}}};
  return table;
}

unsigned suffixes_of(const std::string& step) {
  const std::optional<StepWord> word = look_up(step_words(), step);
  return word ? word->suffixes : 0;
}

}  // namespace shakedown
