#pragma once
// What help and the manual page both say beside the tables.

#include <vector>

#include "cli/option_table.h"

namespace shakedown {

extern const char* const about_program;
extern const char* const about_paths;
extern const char* const about_default;

// What the operands mean of a command that takes no PATH, and how it ends; or "".
const char* about_operands(Verb verb);

struct ExitRow {
  int code;
  const char* when;
};
const std::vector<ExitRow>& exit_rows();  // the first that applies

// Does this command's operand name scenarios?
bool takes_paths(const VerbRow& row);

}  // namespace shakedown
