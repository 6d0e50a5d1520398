#include "report/ladder_svg.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/ladder_label.h"
#include "report/style.h"

namespace shakedown {

namespace {

using Kind = LadderRow::Kind;
using Arrow = LadderRow::Arrow;
using Stress = LadderRow::Stress;

constexpr Style as_page{false, true, 0, Verbosity::normal};
constexpr size_t first_rows = 200, last_rows = 400;  // of a ladder that has more

// Pixels. A character's width is that of usual monospace fonts at this size, which page.css asks for.
constexpr double character = 7.25, line_height = 15;
constexpr double arrow_indent = 14;  // of the words between the lifelines
constexpr double moment_at = 10;     // where time and step begin
constexpr size_t step_columns = 6;
constexpr double row_gap = 7;  // below each row
constexpr size_t narrowest_middle = 42, widest_middle = 84, narrowest_side = 12, widest_side = 40;

size_t width_of_label(const LadderRow& row) {
  return width_of(label_lines(row, widest_middle, as_page).front());
}

struct Layout {
  double peer = 0, target = 0, side = 0, whole = 0;  // where each stands
  size_t time_columns = 7, middle_columns = narrowest_middle, side_columns = narrowest_side;

  explicit Layout(const Ladder& ladder) {
    for (const LadderRow& row : ladder.rows) {
      size_t& columns = row.kind == Kind::target ? side_columns : middle_columns;
      columns = std::max(columns, width_of_label(row));
      if (row.time) time_columns = std::max(time_columns, milliseconds(*row.time).size());
    }
    middle_columns = std::min(std::max(middle_columns, width_of(ladder.peer) + 6), widest_middle);
    side_columns = std::max(std::min(side_columns, widest_side), width_of(ladder.target) + 7);
    peer = 22 + character * static_cast<double>(time_columns + step_columns);
    target = peer + 2 * arrow_indent + character * static_cast<double>(middle_columns);
    side = target + 12;
    whole = side + character * static_cast<double>(side_columns) + 8;
  }
};

// Lines of one look are one element, since a page may hold very many.
struct Strokes {
  std::string ours, its, missing, dots;

  void draw(Element where) const {
    if (!ours.empty()) svg_path(where, "ours", ours);
    if (!its.empty()) svg_path(where, "its", its);
    if (!missing.empty()) svg_path(where, "its missing", missing);
    if (!dots.empty()) svg_path(where, "dot", dots);
  }
};

class Picture {
 public:
  Picture(Element svg, const Layout& layout) : svg_(svg), at_(layout) {}

  void head(const Ladder& ladder) {
    const auto who = [](const char* role, const std::string& address) {
      return role + (address.empty() ? "" : " " + address);
    };
    svg_text(svg_, "time", moment_at, line_height, moment("ms", "step"));
    svg_text(svg_, "who", at_.peer - 4, line_height, who("peer", ladder.peer));
    svg_text(svg_, "who", at_.target - 4, line_height, who("target", ladder.target));
    y_ = line_height + 8;
    lifelines_from_ = y_;
    y_ += 4;
  }

  void row(const LadderRow& row) {
    const size_t columns = row.kind == Kind::target ? at_.side_columns : at_.middle_columns;
    const std::vector<std::string> lines = label_lines(row, columns, as_page);
    const bool arrow = row.kind == Kind::segment;
    const double height = line_height * static_cast<double>(lines.size()) + (arrow ? 10 : 0) + row_gap;
    // What is told of a moment stands beside the arrow, else beside the first line.
    const double baseline = y_ + line_height - 2, level = arrow ? y_ + line_height + 5 : baseline - 4;
    const bool plain = row.stress == Stress::none;
    const Element where = plain ? svg_ : stressed(row.stress, height, level);
    Strokes own;
    Strokes& strokes = plain ? strokes_ : own;
    if (row.time || row.step > 0)
      svg_text(
          where, "time", moment_at, level + 4,
          moment(row.time ? milliseconds(*row.time) : "", row.step > 0 ? fmt::format("{}", row.step) : ""));
    switch (row.kind) {
      case Kind::segment:
        words(where, nullptr, at_.peer + arrow_indent, baseline, {lines.front()});
        words(where, "aside", at_.peer + arrow_indent, level + line_height, {lines.begin() + 1, lines.end()});
        arrow_of(row.arrow, level, strokes);
        break;
      case Kind::target:
        strokes.dots += fmt::format("M{} {}h0", px(at_.target), px(level));
        words(where, nullptr, at_.side, baseline, lines);
        break;
      case Kind::heading:
        aside(where, lines, baseline);
        svg_path(where, "rule", fmt::format("M{} {}H{}", px(at_.peer), px(y_ + 1), px(at_.target)));
        break;
      case Kind::later:
        aside(where, lines, baseline);
        lifelines(y_, "life");
        lifelines(y_ + height, "life later");
        break;
      case Kind::step:
      case Kind::note:
        words(where, plain ? "aside" : nullptr, at_.peer + arrow_indent, baseline, lines);
        break;
    }
    y_ += height;
    own.draw(where);
  }

  double end() {
    lifelines(y_, "life");
    strokes_.draw(svg_);
    return y_;
  }

 private:
  // A group for a row that stands out, with a band behind it and a mark before it.
  Element stressed(Stress stress, double height, double level) {
    const Element group = add(svg_, "g", stress == Stress::failed ? "bad" : "caution");
    const Element band = add(group, "rect");
    set(band, "y", y_ - row_gap / 2);
    set(band, "width", at_.whole);
    set(band, "height", height);
    svg_text(group, nullptr, 2, level + 4, "!");
    return group;
  }

  void words(Element where, const char* css_class, double x, double baseline,
             const std::vector<std::string>& lines) {
    for (size_t i = 0; i < lines.size(); ++i)
      svg_text(where, css_class, x, baseline + line_height * static_cast<double>(i), lines[i]);
  }

  void aside(Element where, const std::vector<std::string>& lines, double baseline) {
    words(where, "aside middle", (at_.peer + at_.target) / 2, baseline, lines);
  }

  void arrow_of(Arrow arrow, double level, Strokes& strokes) const {
    const double from = at_.peer, to = at_.target, middle = from + (to - from) * 0.6;
    const std::string to_right = fmt::format("M{} {}H", px(from), px(level));
    const std::string left_head = fmt::format("M{} {}l-8 4l8 4", px(from + 8), px(level - 4));
    switch (arrow) {
      case Arrow::to_target:
        strokes.ours += to_right + px(to) + "m-8-4l8 4l-8 4";
        break;
      case Arrow::to_peer:
        strokes.its += to_right + px(to) + left_head;
        break;
      case Arrow::lost:
        strokes.ours += to_right + px(middle) + "m-4-4l8 8m0-8l-8 8";
        break;
      case Arrow::missing:
        strokes.missing += fmt::format("M{} {}H{}", px(from + 8), px(level), px(to));
        strokes.its += left_head;
        break;
    }
  }

  void lifelines(double until, const char* css_class) {
    const std::string down = fmt::format("{}V{}", px(lifelines_from_), px(until));
    svg_path(svg_, css_class, fmt::format("M{0} {2}M{1} {2}", px(at_.peer), px(at_.target), down));
    lifelines_from_ = until;
  }

  // Time and step, one above the other in every row.
  std::string moment(const std::string& time, const std::string& step) const {
    return fmt::format("{:>{}}{:>{}}", time, at_.time_columns, step, step.empty() ? 0 : step_columns);
  }

  Element svg_;
  const Layout& at_;
  Strokes strokes_;
  double y_ = 0, lifelines_from_ = 0;
};

Ladder shortened(const Ladder& ladder) {
  if (ladder.rows.size() <= first_rows + last_rows) return ladder;
  Ladder shorter = ladder;
  const auto begin = shorter.rows.begin() + static_cast<ptrdiff_t>(first_rows);
  const size_t gone = ladder.rows.size() - first_rows - last_rows;
  shorter.rows.erase(begin + 1, begin + static_cast<ptrdiff_t>(gone));
  LadderRow& gap = shorter.rows[first_rows];
  gap = {};
  gap.kind = Kind::later;
  gap.text = counted(gone, "row") + " left out";
  return shorter;
}

}  // namespace

void add_ladder_svg(Element parent, const Ladder& whole) {
  if (whole.rows.empty()) return;
  const Ladder ladder = shortened(whole);
  const Layout layout(ladder);
  const Element svg = add_svg(parent, "ladder", "what went between peer and target");
  Picture picture(svg, layout);
  picture.head(ladder);
  for (const LadderRow& row : ladder.rows) picture.row(row);
  set_size(svg, layout.whole, picture.end() + 4);
}

}  // namespace shakedown
