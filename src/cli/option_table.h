#pragma once
// The one table of options: name, value, commands, help and what it sets.

#include <string>
#include <vector>

#include "cli/options.h"

namespace shakedown {

struct OptionRow {
  const char* name;      // without its dashes
  char letter;           // 0: none
  const char* argument;  // as help shows it, and as shells complete it (completion.h); nullptr: a flag
  std::vector<Verb> verbs;
  bool repeatable;
  const char* help;
  const char* expected;  // what a value must be; nullptr: any text
  // False: not such a value.
  bool (*set)(Options& options, const std::string& value);
};
const std::vector<OptionRow>& option_table();

struct VerbRow {
  Verb verb;
  const char* name;
  const char* operands;  // "[PATH...]", as above
  const char* help;
};
const std::vector<VerbRow>& verb_table();

bool takes(const OptionRow& row, Verb verb);

}  // namespace shakedown
