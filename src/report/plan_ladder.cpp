#include "report/plan_ladder.h"

#include <fmt/format.h>

#include "report/ladder.h"
#include "report/words.h"

namespace shakedown {

namespace {

using Kind = LadderRow::Kind;
using Arrow = LadderRow::Arrow;
using Bracket = LadderRow::Bracket;

// How a step is drawn; `bare`: where it stands says as much as its word does.
struct Shape {
  Kind kind = Kind::step;
  Arrow arrow = Arrow::to_peer;
  bool bare = false;
};

struct ShapeOf {
  Shape operator()(const SendStep& step) const {
    return {Kind::segment, step.lost ? Arrow::lost : Arrow::to_target, true};
  }
  Shape operator()(const ExpectStep&) const { return {Kind::segment, Arrow::to_peer, true}; }
  Shape operator()(const ReceiveStep&) const { return {Kind::segment, Arrow::to_peer, false}; }
  Shape operator()(const AckedStep&) const { return {Kind::segment, Arrow::to_peer, false}; }
  Shape operator()(const BackoffStep&) const { return {Kind::segment, Arrow::to_peer, false}; }
  Shape operator()(const TargetStep&) const { return {Kind::target, Arrow::to_peer, true}; }
  Shape operator()(const StateStep&) const { return {Kind::target, Arrow::to_peer, true}; }
  Shape operator()(const InfoStep&) const { return {Kind::target, Arrow::to_peer, true}; }
  template <typename Other>
  Shape operator()(const Other&) const {
    return {};
  }
};

// What a step that holds others means to somebody who does not know the word.
std::string explained(const Step& step) {
  if (std::holds_alternative<AnyOrderStep>(step.what)) return step.text + " these may cross";
  if (std::holds_alternative<OptionalStep>(step.what)) return step.text + " as far as these come";
  if (std::holds_alternative<OneOfStep>(step.what)) return step.text + " the first that fits";
  const auto* repeat = std::get_if<RepeatStep>(&step.what);
  return repeat != nullptr && !repeat->until ? step.text + (repeat->count == 1 ? " time" : " times")
                                             : step.text;
}

class Drawing {
 public:
  // Preludes of preludes come first; each heading stands before steps of its own.
  void scenario(const Scenario& scenario, const std::string& title) {
    for (const Prelude& prelude : scenario.preludes) {
      if (!prelude.scenario) continue;
      this->scenario(*prelude.scenario, "given " + named(prelude.connection) + prelude.scenario->name);
    }
    if (!title.empty() || !rows_.empty()) add(Kind::heading, title.empty() ? "then" : title);
    steps(scenario.steps);
  }
  std::vector<LadderRow>& rows() { return rows_; }

 private:
  LadderRow& add(Kind kind, std::string text) {
    LadderRow row;
    row.kind = kind;
    row.text = std::move(text);
    row.brackets = brackets_;
    rows_.push_back(std::move(row));
    return rows_.back();
  }

  void steps(const Steps& list) {
    for (const Step& step : list) one(step);
  }

  void one(const Step& step) {
    const Shape shape = std::visit(ShapeOf{}, step.what);
    const bool holds = holds_steps(step);
    LadderRow& row = add(shape.kind, shape.bare ? without_word(step.text)
                                     : holds    ? explained(step)
                                                : step.text);
    row.step = ++number_;
    row.arrow = shape.arrow;
    if (shape.arrow == Arrow::lost) row.mark = "lost";
    if (!holds) return;
    row.brackets.push_back(Bracket::open);
    brackets_.push_back(Bracket::inside);
    inner(step);
    rows_.back().brackets[brackets_.size() - 1] = Bracket::close;
    brackets_.pop_back();
  }

  void inner(const Step& step) {
    if (const auto* any_order = std::get_if<AnyOrderStep>(&step.what)) steps(any_order->steps);
    if (const auto* optional = std::get_if<OptionalStep>(&step.what)) steps(optional->steps);
    if (const auto* repeat = std::get_if<RepeatStep>(&step.what)) steps(repeat->steps);
    if (const auto* one_of = std::get_if<OneOfStep>(&step.what)) {
      const char* word = "either ";
      for (const Branch& branch : one_of->branches) {
        add(Kind::step, word + branch.name + ":").brackets.back() = Bracket::branch;
        steps(branch.steps);
        word = "or ";
      }
    }
  }

  std::vector<LadderRow> rows_;
  std::vector<Bracket> brackets_;  // those that the next row stands in
  int number_ = 0;
};

}  // namespace

Ladder ladder_of(const PlannedRun& run) {
  Drawing drawing;
  drawing.scenario(*run.scenario, "");
  return {"", "", std::move(drawing.rows())};
}

std::string plan_text(const PlannedRun& run, const Style& style) {
  const std::string id = paint(style, Paint::strong, printable(run.run_id, style.utf8));
  const Scenario& scenario = *run.scenario;
  std::string out = id + "  " + printable(scenario.name, style.utf8) + "\n";
  if (!scenario.about.empty()) out += wrapped("  ", printable(scenario.about, style.utf8), style.columns);
  return out + ladder_text(ladder_of(run), {}, style);
}

}  // namespace shakedown
