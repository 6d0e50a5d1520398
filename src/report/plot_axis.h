#pragma once
// An axis of a plot: values to places, and where its marks stand.

#include <string>
#include <vector>

namespace shakedown {

struct PlotAxis {
  double low, high;  // values; low < high
  double from, to;   // where they stand

  double at(double value) const { return from + (value - low) / (high - low) * (to - from); }
};

// Round values (1, 2 or 5 times a power of ten apart), about so many, from `low` to `high`.
std::vector<double> round_values(double low, double high, int about);

// What stands at marks of times: seconds from 2 s on, else milliseconds.
struct TimeMarks {
  double unit;  // in seconds
  const char* name;
};
TimeMarks time_marks(double longest_seconds);

// "1,500", "0.25"
std::string mark_text(double value);

}  // namespace shakedown
