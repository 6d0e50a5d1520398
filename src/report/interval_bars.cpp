#include "report/interval_bars.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/plot_axis.h"
#include "report/style.h"
#include "shakedown/parse.h"

namespace shakedown {

namespace {

constexpr double width = 880, left = 34, right = 400, row_height = 22, step_height = 24, bottom = 34;
constexpr size_t longest_step = 100;  // characters
constexpr size_t most = 200;          // a keep-alive that goes on for days looks the same all along

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

std::string outcome_text(const Interval& interval) {
  const std::string allowed =
      fmt::format("{} to {} allowed", to_string_duration(interval.low), to_string_duration(interval.high));
  if (!interval.came) return "nothing came; " + allowed;
  const Duration took = *interval.came - interval.since;
  const char* wrong = took < interval.low ? "too early, " : took > interval.high ? "too late, " : "";
  return fmt::format("{} ({}{})", to_string_duration(took), wrong, allowed);
}

std::string step_text(const Trace& trace, StepIndex step) {
  const bool known = step >= 0 && static_cast<size_t>(step) < trace.steps.size();
  const std::string text = known ? trace.steps[static_cast<size_t>(step)].text : "";
  return fmt::format("step {}  ", step + 1) +
         (width_of(text) > longest_step ? head_of(text, longest_step) + "\u2026" : text);
}

// `number`: which of its step; 0 for the only one.
void add_bar(Element svg, const Interval& interval, const PlotAxis& axis, double y, size_t number) {
  const bool wrong = !interval.on_time();
  const Element row = wrong ? add(svg, "g", "bad") : svg;
  const double low = axis.at(seconds(interval.low)), high = axis.at(seconds(interval.high));
  svg_text(row, "mark end", left - 8, y + 4,
           fmt::format("{}{}", wrong ? "! " : "", number > 0 ? fmt::format("{}", number) : ""));
  const Element allowed = add(row, "rect", "allowed");
  set(allowed, "x", low);
  set(allowed, "y", y - 8);
  set(allowed, "width", std::max(high - low, 1.0));
  set(allowed, "height", 16);
  const double end = interval.came ? axis.at(seconds(*interval.came - interval.since)) : high;
  svg_path(row, interval.came ? "bar" : "bar missing", fmt::format("M{} {}H{}", px(left), px(y), px(end)));
  if (interval.expected)
    svg_path(row, "expected", fmt::format("M{} {}v16", px(axis.at(seconds(*interval.expected))), px(y - 8)));
  svg_text(row, "mark", width - right + 12, y + 4, outcome_text(interval));
}

void add_axis(Element svg, const PlotAxis& axis, double y) {
  const TimeMarks marks = time_marks(axis.high);
  for (const double mark : round_values(0, axis.high / marks.unit, 5)) {
    const double x = axis.at(mark * marks.unit);
    svg_path(svg, "axis", fmt::format("M{} {}v5", px(x), px(y)));
    svg_text(svg, "mark middle", x, y + 17, mark_text(mark));
  }
  svg_path(svg, "axis", fmt::format("M{} {}H{}", px(left), px(y), px(width - right)));
  svg_text(svg, "mark", width - right + 12, y + 17, marks.name);
}

}  // namespace

void add_interval_bars(Element parent, const Trace& trace) {
  if (trace.intervals.empty()) return;
  const size_t shown = std::min(trace.intervals.size(), most);
  double longest = 1e-4;
  for (size_t i = 0; i < shown; ++i) {
    const Interval& interval = trace.intervals[i];
    longest = std::max(longest, seconds(interval.high));
    if (interval.came) longest = std::max(longest, seconds(*interval.came - interval.since));
  }
  const PlotAxis axis{0, longest, left, width - right};
  const Element svg = add_svg(parent, "bars", "intervals: measured and allowed");
  double y = 4;
  for (size_t i = 0, number = 0; i < shown; ++i) {
    const auto same = [&](size_t other) {
      return other < shown && trace.intervals[other].step == trace.intervals[i].step;
    };
    const bool first = i == 0 || !same(i - 1);
    if (first) {
      number = same(i + 1) ? 1 : 0;
      svg_text(svg, "aside", 0, y + 14, step_text(trace, trace.intervals[i].step));
      y += step_height;
    }
    add_bar(svg, trace.intervals[i], axis, y + row_height / 2 - 2, first ? number : ++number);
    y += row_height;
  }
  if (shown < trace.intervals.size()) {
    svg_text(svg, "aside", 0, y + 14, fmt::format("{} more", trace.intervals.size() - shown));
    y += step_height;
  }
  add_axis(svg, axis, y + 2);
  set_size(svg, width, y + bottom);
}

}  // namespace shakedown
