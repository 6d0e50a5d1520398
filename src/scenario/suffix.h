#pragma once
// What may follow a step: `again`, `unseen`, `as NAME`, `after T since NAME`, `within D`.

#include "scenario/value.h"

namespace shakedown {

enum SuffixWord : unsigned {
  suffix_again = 1,
  suffix_unseen = 2,
  suffix_as = 4,
  suffix_after = 8,
  suffix_within = 16
};

struct Suffixes {
  bool again = false, unseen = false;
  std::string as;
  size_t as_at = 0;  // where the name stands
  std::optional<AfterSpec> after;
  std::optional<Duration> within;
};

// One suffix that stands here, when it is one of `allowed`. False: what stands here is none, or is wrong; it
// has been complained about. `more` are the other words that the step knows.
bool parse_suffix(Cursor& cursor, const Notation& notation, unsigned allowed, const std::string& step,
                  const std::vector<std::string>& more, Suffixes& suffixes);
// All of them to the end of the line.
bool parse_suffixes(Cursor& cursor, const Notation& notation, unsigned allowed, const std::string& step,
                    const std::vector<std::string>& more, Suffixes& suffixes);

// The words of `allowed`.
std::vector<std::string> suffix_words(unsigned allowed);

// `since NAME`, behind a time; "" when it is not there, nullopt when it is wrong.
std::optional<std::string> parse_since(Cursor& cursor, const Notation& notation);

}  // namespace shakedown
