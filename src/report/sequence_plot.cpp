#include "report/sequence_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "report/plot_axis.h"
#include "report/style.h"

namespace shakedown {

namespace {

using Level = SequenceSeries::Level;

constexpr double width = 760, height = 300, left = 76, right = 14, top = 30, bottom = 38;
constexpr size_t most_segments = 2000;  // more are a black stripe

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

// The part of the plane that is drawn.
struct Frame {
  PlotAxis time, octets;
  int64_t highest_edge = 0;
  bool edge_above = false;  // some of the edge lies above the frame
};

Frame frame_of(const SequenceSeries& series) {
  double first = seconds(series.data.front().at), last = first;
  int64_t low = series.data.front().from, high = series.data.front().to;
  for (const auto& data : series.data) {
    last = std::max(last, seconds(data.at));
    low = std::min(low, data.from);
    high = std::max(high, data.to);
  }
  for (const Level& level : series.acknowledged) last = std::max(last, seconds(level.at));
  Frame frame{};
  const double octets = static_cast<double>(std::max<int64_t>(high - low, 1));
  double most = static_cast<double>(high) + octets * 0.12;
  for (const Level& level : series.edge) {
    frame.highest_edge = std::max(frame.highest_edge, level.value);
    const auto value = static_cast<double>(level.value);
    if (value <= static_cast<double>(high) + octets) most = std::max(most, value + octets * 0.08);
  }
  frame.edge_above = static_cast<double>(frame.highest_edge) > most;
  const double span = std::max(last - first, 1e-4);
  frame.time = {first - span * 0.04, last + span * 0.04, left, width - right};
  frame.octets = {static_cast<double>(low) - octets * 0.06, most, height - bottom, top};
  return frame;
}

void add_axes(Element svg, const Frame& frame) {
  const TimeMarks marks = time_marks(frame.time.high);
  for (const double mark : round_values(frame.time.low / marks.unit, frame.time.high / marks.unit, 7)) {
    const double x = frame.time.at(mark * marks.unit);
    svg_path(svg, "grid", fmt::format("M{} {}V{}", px(x), px(top), px(height - bottom)));
    svg_text(svg, "mark middle", x, height - bottom + 16, mark_text(mark));
  }
  for (const double mark : round_values(frame.octets.low, frame.octets.high, 5)) {
    const double y = frame.octets.at(mark);
    svg_path(svg, "grid", fmt::format("M{} {}H{}", px(left), px(y), px(width - right)));
    svg_text(svg, "mark end", left - 8, y + 4, mark_text(mark));
  }
  svg_path(svg, "axis",
           fmt::format("M{} {}V{}H{}", px(left), px(top), px(height - bottom), px(width - right)));
  svg_text(svg, "mark end", width - right, height - 4, fmt::format("{} since the run's begin", marks.name));
  svg_text(svg, "mark", 0, top - 14, "sequence number");
}

// A staircase: a level holds until the next is told, and never goes down for an older segment's sake.
std::string staircase(const std::vector<Level>& levels, const Frame& frame, bool may_fall) {
  std::string path;
  int64_t reached = 0;
  for (const Level& level : levels) {
    const int64_t value = may_fall || path.empty() ? level.value : std::max(reached, level.value);
    const double x = std::max(frame.time.at(seconds(level.at)), left);
    const double y = std::clamp(frame.octets.at(static_cast<double>(value)), top, height - bottom);
    if (path.empty())
      path = fmt::format("M{} {}", px(x), px(y));
    else
      path += fmt::format("H{}V{}", px(x), px(y));
    reached = value;
  }
  return path.empty() ? path : path + fmt::format("H{}", px(width - right));
}

void add_data(Element svg, const SequenceSeries& series, const Frame& frame) {
  std::string sent, again, lost;
  for (size_t i = 0; i < std::min(series.data.size(), most_segments); ++i) {
    const auto& data = series.data[i];
    const double x = frame.time.at(seconds(data.at));
    const double low = frame.octets.at(static_cast<double>(data.from));
    const double high = std::min(frame.octets.at(static_cast<double>(data.to)), low - 2);
    const std::string bar = fmt::format("M{} {}h6m-3 0V{}m-3 0h6", px(x - 3), px(low), px(high));
    (data.lost ? lost : data.again ? again : sent) += bar;
    if (data.lost) lost += fmt::format("M{} {}l8 8m0-8l-8 8", px(x - 4), px((low + high) / 2 - 4));
    if (data.again) svg_text(svg, "again middle", x, high - 4, "R");
  }
  if (!sent.empty()) svg_path(svg, "sent", sent);
  if (!lost.empty()) svg_path(svg, "sent lost", lost);
  if (!again.empty()) svg_path(svg, "sent again", again);
}

// What each kind of line means, in the plot's own top line.
class Legend {
 public:
  Legend(Element svg, double x) : svg_(svg), x_(x) {}
  void add(const char* css_class, const char* sample, const std::string& text) {
    svg_path(svg_, css_class, fmt::format("M{} {}{}", px(x_), px(top - 18), sample));
    svg_text(svg_, "mark", x_ + 22, top - 14, text);
    x_ += 22 + 7.25 * static_cast<double>(width_of(text)) + 18;
  }

 private:
  Element svg_;
  double x_;
};

void add_legend(Element svg, const SequenceSeries& series, const Frame& frame) {
  Legend legend(svg, 130);
  const auto any = [&](auto which) { return std::any_of(series.data.begin(), series.data.end(), which); };
  constexpr const char* bar = "m5-5h6m-3 0v10m-3 0h6";
  legend.add("sent", bar, "octets");
  if (any([](const auto& data) { return data.again; })) legend.add("sent again", bar, "repeated (R)");
  if (any([](const auto& data) { return data.lost; })) legend.add("sent lost", "m4-4l8 8m0-8l-8 8", "lost");
  if (!series.acknowledged.empty()) legend.add("acked", "h16", "acknowledged");
  if (series.edge.empty()) return;
  const std::string above =
      frame.edge_above ? fmt::format(", to {}", mark_text(static_cast<double>(frame.highest_edge))) : "";
  legend.add("edge", "h16", "window's right edge" + above);
}

}  // namespace

std::string direction_text(const SequenceSeries& series) {
  const std::string direction = series.from_target ? "target to peer" : "peer to target";
  return direction + (series.connection.empty() ? "" : ", connection " + series.connection);
}

void add_sequence_plot(Element parent, const SequenceSeries& series) {
  if (series.data.empty()) return;
  const Frame frame = frame_of(series);
  const Element svg = add_svg(parent, "plot", "sequence numbers over time, " + direction_text(series));
  set_size(svg, width, height);
  add_axes(svg, frame);
  if (const std::string edge = staircase(series.edge, frame, true); !edge.empty())
    svg_path(svg, "edge", edge);
  if (const std::string acked = staircase(series.acknowledged, frame, false); !acked.empty())
    svg_path(svg, "acked", acked);
  add_data(svg, series, frame);
  add_legend(svg, series, frame);
  if (series.data.size() > most_segments)
    svg_text(svg, "mark", left + 8, top + 14,
             fmt::format("the first {} of {} segments", most_segments, series.data.size()));
}

}  // namespace shakedown
