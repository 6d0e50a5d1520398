#pragma once
// Markup for golden files.

#include <string>

// One element a line, so that a change shows where it is.
inline std::string one_a_line(const std::string& markup) {
  std::string out;
  for (size_t i = 0; i < markup.size(); ++i) {
    out += markup[i];
    if (markup.compare(i, 2, "><") == 0 && markup.compare(i, 3, "></") != 0) out += '\n';
  }
  return out;
}
