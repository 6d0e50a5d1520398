#pragma once
// What is written on a ladder's arrow, in as many lines as it takes.

#include <string>
#include <vector>

#include "report/ladder_rows.h"
#include "report/style.h"

namespace shakedown {

// The row's text with its mark on one line where that fits; else a segment's options have lines of their own.
std::vector<std::string> label_lines(const LadderRow& row, size_t columns, const Style& style);

}  // namespace shakedown
