#include "report/show.h"

#include <fmt/format.h>

namespace shakedown {

namespace {

// The arrow of a step that is about segments, or none.
struct Arrow {
  const char* operator()(const SendStep& step) const { return step.lost ? "-x" : "->"; }
  const char* operator()(const ExpectStep&) const { return "<-"; }
  const char* operator()(const ReceiveStep&) const { return "<-"; }
  const char* operator()(const AckedStep&) const { return "<-"; }
  const char* operator()(const BackoffStep&) const { return "<-"; }
  template <typename Other>
  const char* operator()(const Other&) const {
    return "";
  }
};

constexpr const char* own_steps = "then";

class Listing {
 public:
  explicit Listing(const Style& style) : style_(style) {}

  // Preludes of preludes come first; each heading stands before steps of its own.
  void scenario(const Scenario& scenario, const std::string& title) {
    for (const Prelude& prelude : scenario.preludes) {
      if (!prelude.scenario) continue;
      const std::string whose = prelude.connection.empty() ? "" : prelude.connection + ": ";
      this->scenario(*prelude.scenario, fmt::format("given {}{}", whose, prelude.scenario->name));
    }
    if (number_ > 0 || title != own_steps) heading(title);
    steps(scenario.steps, 0);
  }
  void heading(const std::string& text) {
    out_ += paint(style_, Paint::faint, "  " + printable(text, style_.utf8)) + "\n";
  }
  const std::string& text() const { return out_; }

 private:
  void steps(const Steps& list, int depth) {
    for (const Step& step : list) one(step, depth);
  }

  void one(const Step& step, int depth) {
    const std::string arrow = std::visit(Arrow{}, step.what);
    std::string text = step.text;
    // The arrow says as much as the words `send` and `expect`.
    const bool plain =
        std::holds_alternative<SendStep>(step.what) || std::holds_alternative<ExpectStep>(step.what);
    if (plain) text = without_word(step);
    const std::string first =
        fmt::format("{:>4}  {:<2}  {}", ++number_, arrow, std::string(2 * static_cast<size_t>(depth), ' '));
    out_ += wrapped(first, printable(text, style_.utf8), style_.columns);
    inner(step, depth + 1);
  }

  void inner(const Step& step, int depth) {
    if (const auto* any_order = std::get_if<AnyOrderStep>(&step.what)) steps(any_order->steps, depth);
    if (const auto* optional = std::get_if<OptionalStep>(&step.what)) steps(optional->steps, depth);
    if (const auto* repeat = std::get_if<RepeatStep>(&step.what)) steps(repeat->steps, depth);
    if (const auto* one_of = std::get_if<OneOfStep>(&step.what)) {
      for (const Branch& branch : one_of->branches) {
        out_ += std::string(10 + 2 * static_cast<size_t>(depth), ' ') + "either " +
                printable(branch.name, style_.utf8) + ":\n";
        steps(branch.steps, depth + 1);
      }
    }
  }

  // "send a: SYN" -> "a: SYN", "expect: ACK" -> "ACK"
  static std::string without_word(const Step& step) {
    const size_t word = step.text.find_first_of(" :");
    if (word == std::string::npos) return step.text;
    const size_t rest = step.text.find_first_not_of(" :", word);
    return rest == std::string::npos ? step.text : step.text.substr(rest);
  }

  const Style& style_;
  std::string out_;
  int number_ = 0;
};

}  // namespace

std::string plan_text(const PlannedRun& run, const Style& style) {
  const std::string id = paint(style, Paint::strong, printable(run.run_id, style.utf8));
  const Scenario& scenario = *run.scenario;
  std::string out = id + "  " + printable(scenario.name, style.utf8) + "\n";
  if (!scenario.about.empty()) out += wrapped("  ", printable(scenario.about, style.utf8), style.columns);
  Listing listing(style);
  listing.scenario(scenario, own_steps);
  return out + listing.text();
}

}  // namespace shakedown
