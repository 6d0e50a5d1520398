#include "report/ladder.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "report/ladder_label.h"
#include "shakedown/segment.h"

namespace shakedown {

namespace {

using Kind = LadderRow::Kind;
using Arrow = LadderRow::Arrow;
using Bracket = LadderRow::Bracket;
using Stress = LadderRow::Stress;

constexpr size_t log_columns = 132;  // where nothing says how wide a line may be
constexpr size_t narrowest = 60;
constexpr size_t ends = 6;             // an arrow's two, three characters each, with the label between
constexpr size_t usual_middle = 46;    // a ladder of short labels still looks like one
constexpr size_t longest_remark = 66;  // no reason to draw all arrows longer
constexpr size_t unlimited = 1000000;

// What lines are drawn with. Each is one character wide.
struct Pen {
  const char *lifeline, *later, *line, *right, *left, *dash, *gap, *dot;
  const char *open, *branch, *inside, *close;
};
constexpr Pen ascii{"|", ":", "-", ">", "<", "-", " ", ".", "/", "+", "|", "\\"};
constexpr Pen drawn{"│", "┊", "─", "►", "◄", "╌", "╌", "·", "┌", "├", "│", "└"};

std::string times(const char* one, size_t n) {
  std::string text;
  while (n-- > 0) text += one;
  return text;
}

std::string time_text(const LadderRow& row) { return row.time ? milliseconds(*row.time) : ""; }

Paint paint_of(const LadderRow& row) {
  if (row.stress == Stress::failed) return Paint::bad;
  if (row.stress == Stress::warned) return Paint::caution;
  const bool aside = row.kind == Kind::note || row.kind == Kind::heading || row.kind == Kind::later;
  return aside ? Paint::faint : Paint::plain;
}

// How wide each column is.
struct Layout {
  size_t time = 0, step = 2, brackets = 0, middle = usual_middle, side = 0;
  size_t lifeline() const { return 2 + (time > 0 ? time + 3 : 2) + step + 1 + 2 * brackets; }
  size_t whole() const { return lifeline() + 1 + middle + 2 + side; }
};

size_t natural_width(const LadderRow& row, const Style& style) {
  const size_t width = width_of(label_lines(row, unlimited, style).front());
  return row.kind == Kind::segment ? width : std::min(width, longest_remark);
}

// Arrows and the target's side take what they need; where that is more than there is, both give way.
Layout layout_of(std::span<const LadderRow> rows, const Style& style) {
  Layout layout;
  for (const LadderRow& row : rows) {
    layout.time = std::max(layout.time, time_text(row).size());
    layout.step = std::max(layout.step, fmt::formatted_size("{}", row.step));
    layout.brackets = std::max(layout.brackets, row.brackets.size());
    const size_t width = natural_width(row, style);
    if (row.kind == Kind::target)
      layout.side = std::max(layout.side, width);
    else
      layout.middle = std::max(layout.middle, width + ends);
  }
  const size_t columns =
      style.columns > 0 ? std::max(static_cast<size_t>(style.columns), narrowest) : log_columns;
  if (layout.whole() <= columns) return layout;
  const size_t room = columns - layout.lifeline() - 3;
  const size_t spare = room > layout.middle ? room - layout.middle : 0;
  layout.side = std::min(layout.side, std::max(room / 3, spare));
  layout.middle = std::min(layout.middle, room - layout.side);
  return layout;
}

class Picture {
 public:
  Picture(const Layout& layout, const LadderOptions& options, const Style& style)
      : layout_(layout), options_(options), style_(style), pen_(style.utf8 ? drawn : ascii) {}

  void head(const Ladder& ladder) {
    const auto who = [&](const char* role, const std::string& address) {
      return role + (address.empty() ? "" : " " + printable(address, style_.utf8));
    };
    std::string line = "  ";
    if (layout_.time > 0) line += fmt::format("{:>{}}", "ms", layout_.time) + " ";
    line += fmt::format("{:>{}}", "step", layout_.step + 2) + " " + std::string(2 * layout_.brackets, ' ');
    const std::string peer = who("peer", ladder.peer), target = who("target", ladder.target);
    size_t at = layout_.lifeline() + 1 + layout_.middle;
    if (at + width_of(target) > layout_.whole())
      at = layout_.whole() - std::min(width_of(target), layout_.whole());
    line = padded(padded(line, layout_.lifeline()) + peer, at);
    finish(line + (width_of(line) > at ? " " : "") + target, Paint::strong);
    LadderRow empty;
    finish(left(empty, false) + pen_.lifeline + std::string(layout_.middle, ' ') + pen_.lifeline,
           Paint::plain);
  }

  void row(const LadderRow& row) {
    const bool at_side = row.kind == Kind::target;
    const size_t width = at_side ? layout_.side : layout_.middle - ends;
    const std::vector<std::string> labels = label_lines(row, std::max<size_t>(width, 1), style_);
    for (size_t i = 0; i < labels.size(); ++i) {
      const std::string between = at_side                               ? blank("")
                                  : i == 0 && row.kind == Kind::segment ? arrow(row, labels[i])
                                  : row.kind == Kind::heading           ? heading(labels[i])
                                                                        : blank(labels[i]);
      const char* lifeline = row.kind == Kind::later ? pen_.later : pen_.lifeline;
      finish(left(row, i == 0) + lifeline + between + lifeline + (at_side ? " " + labels[i] : ""),
             paint_of(row));
    }
    if (options_.octets) octets(row);
  }

  std::string text() && { return std::move(text_); }

 private:
  void finish(std::string line, Paint how) {
    while (!line.empty() && line.back() == ' ') line.pop_back();
    text_ += paint(style_, how, line) + "\n";
  }

  // What stands left of the peer's lifeline.
  std::string left(const LadderRow& row, bool first) const {
    std::string text = first && row.stress != Stress::none ? "! " : "  ";
    if (layout_.time > 0) text += fmt::format("{:>{}}", first ? time_text(row) : "", layout_.time) + " ";
    const std::string step = first && row.step > 0 ? fmt::format("{}", row.step) : "";
    text += fmt::format("  {:>{}} ", step, layout_.step);
    for (size_t i = 0; i < layout_.brackets; ++i) {
      const bool there = i < row.brackets.size();
      text += there ? bracket(row.brackets[i], first) : std::string(" ");
      text += " ";
    }
    return text;
  }

  std::string bracket(Bracket bracket, bool first) const {
    if (!first) return bracket == Bracket::close ? " " : pen_.inside;
    switch (bracket) {
      case Bracket::open:
        return pen_.open;
      case Bracket::branch:
        return pen_.branch;
      case Bracket::inside:
        return pen_.inside;
      case Bracket::close:
        return pen_.close;
    }
    return " ";
  }

  std::string blank(const std::string& label) const { return "   " + padded(label, layout_.middle - 3); }

  std::string heading(const std::string& label) const {
    const size_t rest = layout_.middle - 4 - width_of(label);
    return times(pen_.dot, 2) + " " + label + " " + times(pen_.dot, rest);
  }

  std::string arrow(const LadderRow& row, const std::string& label) const {
    const size_t rest = layout_.middle - 4 - width_of(label);  // behind the label and a space, at least 2
    const std::string named = " " + label + " ";
    switch (row.arrow) {
      case Arrow::to_target:
        return times(pen_.line, 2) + named + times(pen_.line, rest - 1) + pen_.right;
      case Arrow::to_peer:
        return pen_.left + std::string(pen_.line) + named + times(pen_.line, rest);
      case Arrow::lost: {
        const size_t reached = std::max<size_t>(rest / 2, 1);
        return times(pen_.line, 2) + named + times(pen_.line, reached) + "x" +
               std::string(rest - reached - 1, ' ');
      }
      case Arrow::missing:
        return pen_.left + std::string(pen_.dash) + named + dashes(rest);
    }
    return blank(label);
  }

  std::string dashes(size_t n) const {
    std::string text;
    for (size_t i = 0; i < n; ++i) text += i % 2 == 0 ? pen_.dash : pen_.gap;
    return text;
  }

  void octets(const LadderRow& row) {
    constexpr size_t most = 32, together = 4;
    const size_t fit = (layout_.middle - ends) / 2 / together * together;
    const size_t a_line = std::clamp(fit, together, most);
    for (size_t at = 0; at < row.octets.size(); at += a_line) {
      const auto part = row.octets.subspan(at, std::min(a_line, row.octets.size() - at));
      finish(left(row, false) + pen_.lifeline + blank(to_hex(part)) + pen_.lifeline, Paint::faint);
    }
  }

  const Layout& layout_;
  const LadderOptions& options_;
  const Style& style_;
  const Pen& pen_;
  std::string text_;
};

}  // namespace

std::string ladder_text(const Ladder& ladder, const LadderOptions& options, const Style& style) {
  std::span<const LadderRow> rows = ladder.rows;
  if (rows.empty()) return "";
  std::string out;
  if (options.at_most > 0 && rows.size() > options.at_most) {
    const size_t earlier = rows.size() - options.at_most;
    rows = rows.subspan(earlier);
    out = fmt::format("  ({} earlier left out; -v shows them)\n", earlier);
  }
  const Layout layout = layout_of(rows, style);
  Picture picture(layout, options, style);
  picture.head(ladder);
  for (const LadderRow& row : rows) picture.row(row);
  return out + std::move(picture).text();
}

}  // namespace shakedown
