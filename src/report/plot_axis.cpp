#include "report/plot_axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace shakedown {

std::vector<double> round_values(double low, double high, int about) {
  const double rough = (high - low) / std::max(about, 1);
  if (!(rough > 0) || !std::isfinite(rough)) return {};
  const double power = std::pow(10, std::floor(std::log10(rough)));
  const double times = rough / power;
  const double step = power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
  std::vector<double> values;
  const double first = std::ceil(low / step - 1e-9);
  for (double n = first; n * step <= high + step * 1e-9; ++n) values.push_back(n * step);
  return values;
}

TimeMarks time_marks(double longest_seconds) {
  return longest_seconds >= 2 ? TimeMarks{1, "s"} : TimeMarks{1e-3, "ms"};
}

std::string mark_text(double value) {
  if (std::abs(value) < 1e3) return fmt::format("{:.6g}", value == 0 ? 0 : value);
  std::string text = fmt::format("{:.0f}", value);
  for (size_t at = text.size(); at > 3 + (value < 0 ? 1 : 0);) text.insert(at -= 3, ",");
  return text;
}

}  // namespace shakedown
