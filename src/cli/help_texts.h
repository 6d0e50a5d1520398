#pragma once
// What help and the manual page both say beside the tables.

#include <vector>

#include "cli/option_table.h"

namespace shakedown {

extern const char* const about_program;
extern const char* const about_paths;
extern const char* const about_default;
extern const char* const about_captures;

struct ExitRow {
  int code;
  const char* when;
};
const std::vector<ExitRow>& exit_rows();  // the first that applies

// Does this command's operand name scenarios?
bool takes_paths(const VerbRow& row);

}  // namespace shakedown
