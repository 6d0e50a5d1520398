#include "report/trace_ladder.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <set>
#include <utility>

#include "report/style.h"
#include "report/words.h"

namespace shakedown {

namespace {

using Kind = LadderRow::Kind;
using Stress = LadderRow::Stress;

constexpr Duration at_once = 2ms;        // a call that ends within is drawn as one row
constexpr Duration worth_saying = 10ms;  // time that goes by unseen

bool starts_with(const std::string& text, const std::string& beginning) {
  return text.compare(0, beginning.size(), beginning) == 0;
}

// What a call ended with, less what its own words and the segments say already.
std::string result_text(const CallEvent& event) {
  const std::string& outcome = event.outcome;
  if (starts_with(outcome, "a connection from ")) return "ok";
  if (const size_t sent = outcome.find(" octets sent"); sent != std::string::npos)
    return event.text == "send " + outcome.substr(0, sent) ? "ok" : outcome.substr(0, sent) + " octets";
  const size_t count = outcome.rfind("\" (");
  const bool whole = outcome.find("...") == std::string::npos;
  return count == std::string::npos || !whole ? outcome : outcome.substr(0, count + 1);
}

std::string call_text(const CallEvent& event) {
  const std::string text = named(event.socket) + event.text;
  return event.outcome == "started" ? text : text + " = " + result_text(event);
}

// "expect a: SYN-ACK" -> "a"
std::string connection_in(const std::string& step) {
  const size_t colon = step.find(": "), space = step.find(' ');
  return colon == std::string::npos || space > colon ? "" : step.substr(space + 1, colon - space - 1);
}

bool begins_with_one_of(const std::string& step, std::initializer_list<const char*> words) {
  return std::any_of(words.begin(), words.end(), [&](const char* word) { return starts_with(step, word); });
}

class Drawing {
 public:
  explicit Drawing(const RunResult& run) : run_(run), trace_(run.trace) {}

  Ladder ladder() {
    ladder_.peer = trace_.peer;
    ladder_.target = trace_.target;
    for (now_ = 0; now_ < trace_.events.size(); ++now_)
      std::visit([this](const auto& what) { draw(what); }, trace_.events[now_].what);
    if (!trace_.events.empty()) end(-1);
    return std::move(ladder_);
  }

 private:
  const StepInfo* info_of(StepIndex step) const {
    return step >= 0 && static_cast<size_t>(step) < trace_.steps.size()
               ? &trace_.steps[static_cast<size_t>(step)]
               : nullptr;
  }
  std::string text_of(StepIndex step) const {
    const StepInfo* info = info_of(step);
    return info == nullptr ? "" : info->text;
  }

  LadderRow row(Kind kind, std::string text, StepIndex step) const {
    LadderRow made;
    made.kind = kind;
    made.text = std::move(text);
    made.step = step + 1;
    if (now_ < trace_.events.size()) made.time = trace_.events[now_].time - trace_.begin;
    return made;
  }

  void add(LadderRow made) {
    const StepInfo* info = info_of(made.step - 1);
    if (in_prelude_ && info != nullptr && info->prelude.empty()) {
      in_prelude_ = false;
      LadderRow heading = row(Kind::heading, "then", -1);
      heading.time.reset();
      ladder_.rows.push_back(heading);
    }
    // A step says itself how long it lasted.
    if (made.time && made.kind != Kind::step && *made.time - last_ >= worth_saying) {
      LadderRow later = row(Kind::later, brief_time(*made.time - last_) + " later", -1);
      later.time.reset();
      ladder_.rows.push_back(later);
    }
    if (made.time) last_ = *made.time;
    if (made.step > 0) shown_.insert(made.step);
    ladder_.rows.push_back(std::move(made));
  }

  void draw(const SegmentEvent& event) {
    LadderRow made = row(Kind::segment, named(event.connection) + event.text, event.step);
    if (!event.name.empty()) made.text += " as " + event.name;
    made.octets = event.raw;
    made.arrow = event.direction == Direction::sent   ? LadderRow::Arrow::to_target
                 : event.direction == Direction::lost ? LadderRow::Arrow::lost
                                                      : LadderRow::Arrow::to_peer;
    if (event.direction == Direction::lost) made.mark = "lost";
    if (event.unseen) made.mark = "unseen";
    if (event.allowed) made.mark = "allowed";
    if (event.direction == Direction::arrived && event.step < 0 && !event.allowed)
      made.mark = "no step took it";
    if (event.refused >= 0) {
      made.mark = "refused";
      made.step = event.refused + 1;
      made.stress = Stress::failed;
    }
    add(std::move(made));
  }

  // Where the call that begins now ends at once, so that nothing of ours can have ended it.
  std::optional<size_t> its_end(const CallEvent& begun) const {
    for (size_t i = now_ + 1; i < trace_.events.size(); ++i) {
      if (trace_.events[i].time - trace_.events[now_].time > at_once) break;
      const auto& what = trace_.events[i].what;
      if (const auto* segment = std::get_if<SegmentEvent>(&what))
        if (segment->direction == Direction::sent) break;
      const auto* call = std::get_if<CallEvent>(&what);
      if (call != nullptr && call->text == begun.text && call->socket == begun.socket) return i;
    }
    return std::nullopt;
  }

  void draw(const CallEvent& event) {
    if (drawn_.count(now_) > 0) return;
    const CallEvent* said = &event;
    if (event.outcome == "started") {
      if (const auto end = its_end(event)) {
        said = &std::get<CallEvent>(trace_.events[*end].what);
        drawn_.insert(*end);
      }
    }
    add(row(Kind::target, call_text(*said), event.step));
  }

  void draw(const StateEvent& event) {
    add(row(Kind::target, named(event.connection) + to_string(event.state), event.step));
  }

  void draw(const InfoEvent& event) {
    LadderRow made =
        row(Kind::target, named(event.connection) + event.field + " = " + event.value, event.step);
    // One step may look several times.
    const bool again = !ladder_.rows.empty() && ladder_.rows.back().kind == Kind::target &&
                       ladder_.rows.back().step == made.step && ladder_.rows.back().text == made.text;
    if (!again) add(std::move(made));
  }

  void draw(const NoteEvent& event) {
    const std::string prelude = "prelude ", given = "given/";
    if (!starts_with(event.text, prelude)) return add(row(Kind::note, event.text, -1));
    in_prelude_ = true;
    std::string whose = event.text.substr(prelude.size());
    if (starts_with(whose, given)) whose = "given " + whose.substr(given.size());
    add(row(Kind::heading, whose, -1));
  }

  void draw(const StepEvent& event) {
    const std::string text = text_of(event.step);
    if (event.outcome == StepOutcome::failed) return end(event.step);
    if (event.outcome == StepOutcome::passed) return passed(event, text);
    LadderRow made = row(Kind::step, to_string(event.outcome), event.step);
    made.text += ": " + (event.detail.empty() ? text : event.detail);
    if (event.outcome == StepOutcome::warned) made.stress = Stress::warned;
    add(std::move(made));
  }

  // Only what has not been drawn yet.
  void passed(const StepEvent& event, const std::string& text) {
    if (!event.detail.empty()) return add(row(Kind::step, text + " " + event.detail, event.step));
    if (shown_.count(event.step + 1) > 0) return;
    // Those that hold others, and those whose row has another number: they were tried, then carried out.
    if (begins_with_one_of(text, {"any-order:", "optional:", "one-of:", "repeat:", "send", "lose"})) return;
    if (!starts_with(text, "target")) return add(row(Kind::step, text, event.step));
    if (text.find(" = ") != std::string::npos) ended_earlier(event.step, text);
  }

  // A step that asks for the end of a call begun earlier: the row of that end is its own, unless steps
  // between have rows behind it.
  void ended_earlier(StepIndex step, const std::string& text) {
    const std::string wanted = without_word(text);
    for (auto at = ladder_.rows.rbegin(); at != ladder_.rows.rend(); ++at) {
      const size_t result = at->kind == Kind::target ? at->text.find(" = ") : std::string::npos;
      if (result != std::string::npos && starts_with(wanted, at->text.substr(0, result + 3))) {
        at->step = step + 1;
        return;
      }
      if (at->step > 0) break;
    }
    add(row(Kind::target, wanted, step));
  }

  // What the run ends with, where it does not pass. A failure within steps that hold others ends them all; it
  // is told once.
  void end(StepIndex failed) {
    const bool judged = run_.verdict != Verdict::skip && run_.verdict != Verdict::error;
    const bool said = run_.failure || failed >= 0 || (!judged && !run_.reason.empty());
    if (ended_ || !said) return;
    ended_ = true;
    StepIndex at = failed;
    std::string why = text_of(failed);
    if (run_.failure) {
      if (run_.failure->step >= 0) at = run_.failure->step;
      why = run_.failure->summary;
      missing(*run_.failure, at);
    } else if (!judged) {
      at = static_cast<StepIndex>(trace_.steps.size()) - 1;
      why = run_.reason + (at < 0 ? "" : " (" + text_of(at) + ")");
    }
    LadderRow last = row(Kind::step, (judged ? "failed: " : "stopped: ") + why, at);
    last.stress = Stress::failed;
    add(std::move(last));
  }

  void missing(const Failure& failure, StepIndex step) {
    if (failure.expected_text.empty()) return;
    const std::string whose = named(connection_in(text_of(step)));
    LadderRow made = row(Kind::segment, whose + failure.expected_text, step);
    made.arrow = LadderRow::Arrow::missing;
    made.mark = "expected";
    made.stress = Stress::failed;
    made.time.reset();
    add(std::move(made));
  }

  const RunResult& run_;
  const Trace& trace_;
  Ladder ladder_;
  size_t now_ = 0;          // the event drawn now
  Duration last_{};         // time of the last row
  std::set<int> shown_;     // steps with a row
  std::set<size_t> drawn_;  // ends of calls that their begin has drawn
  bool in_prelude_ = false, ended_ = false;
};

}  // namespace

Ladder ladder_of(const RunResult& run) { return Drawing(run).ladder(); }

}  // namespace shakedown
