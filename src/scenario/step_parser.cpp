#include "scenario/step_parser.h"

#include <fmt/format.h>

#include <algorithm>

#include "scenario/step_words.h"

namespace shakedown {
namespace {

struct Key {
  std::string word, name;
  StepWord kind;
};

struct StepParser {
  StepContext& context;

  void wrong(const Text& text, std::string message, std::string expected = "", std::string suggestion = "") {
    context.complaints.error(text, std::move(message), std::move(expected), std::move(suggestion));
  }

  // `send a` -> the word and the name behind it.
  std::optional<Key> parse_key(const Text& text) {
    const size_t space = text.text.find(' ');
    Key key{text.text.substr(0, space), "", {}};
    if (space != std::string::npos) key.name = text.text.substr(text.text.find_first_not_of(' ', space));
    const std::vector<std::string> known = words_of(step_words());
    const std::optional<StepWord> kind = look_up(step_words(), key.word);
    if (!kind) {
      context.complaints.error(text, 0, key.word.size(), fmt::format("unknown step `{}`", key.word),
                               one_of(known), nearest_word(key.word, known));
      return std::nullopt;
    }
    key.kind = *kind;
    if (key.word == "target") return key;
    const std::vector<std::string>& names = context.names.connections;
    const size_t name_at = text.text.size() - key.name.size();
    if (!key.name.empty() && !kind->takes_name) {
      context.complaints.error(text, name_at, text.text.size(),
                               fmt::format("`{}` takes no connection", key.word),
                               fmt::format("`{}:`", key.word));
      return std::nullopt;
    }
    if (!key.name.empty() && !context.names.is_connection(key.name)) {
      context.complaints.error(text, name_at, text.text.size(),
                               fmt::format("no connection is named `{}`", key.name),
                               names.empty() ? "a name declared under `connections`" : one_of(names),
                               nearest_word(key.name, names));
      return std::nullopt;
    }
    if (key.name.empty() && kind->needs_name && names.size() > 1) {
      wrong(text, "it is not said on which connection",
            fmt::format("`{} NAME:`, {}", key.word, one_of(names)));
      return std::nullopt;
    }
    return key;
  }

  Text one_line_of(const YamlNode& value) { return value.text; }

  std::optional<StepBody> line(const Key& key, const Text& key_text, const YamlNode& value) {
    if (value.kind != YamlNode::Kind::scalar) {
      if (value.kind == YamlNode::Kind::map && value.flow)
        wrong(value.text, "braces do not stand in a step", "one line of text");
      else
        wrong(value.kind == YamlNode::Kind::empty ? key_text : value.text,
              fmt::format("`{}` has no text", key.word), "one line of text");
      return std::nullopt;
    }
    if (!value.one_line) {
      wrong(value.text, "a step is one line of text", "all of it in one line");
      return std::nullopt;
    }
    if (key.word == "target") return parse_target_step(key.name, key_text, value.text, context);
    return parse_line_step(key.word, key.name, value.text, context);
  }

  std::optional<StepBody> list(const Key& key, const YamlNode& value) {
    const bool any_order = key.word == "any-order";
    Steps steps = parse_steps(value, context);
    if (any_order && steps.size() == 1 && value.items.size() == 1)
      wrong(value.text, "one step has no order", "two steps or more");
    if (any_order) return AnyOrderStep{std::move(steps)};
    check_optional(steps);
    return OptionalStep{std::move(steps)};
  }

  // The next segment decides how far an optional part is taken.
  void check_optional(const Steps& steps) {
    const auto complain = [&](const Step& step, const std::string& what, const std::string& expected) {
      context.complaints.add({Severity::error, step.span, what, expected, "", step.source_line});
    };
    if (!steps.empty() && !takes_segments(steps.front()) && !holds_steps(steps.front()))
      complain(steps.front(), "an `optional` begins with a segment of the target's",
               "expect, receive, acked or backoff");
    for (const Step& step : steps)
      if (holds_steps(step))
        complain(step, "an `optional` holds no steps that hold others",
                 "single steps; a `one-of` may hold an `optional`");
  }

  // What decides whether a branch is taken must be something that the target does.
  void check_first(const Steps& steps) {
    if (steps.empty()) return;
    const StepBody& first = steps.front().what;
    const TargetStep* call = std::get_if<TargetStep>(&first);
    const bool ours = std::holds_alternative<SendStep>(first) || std::holds_alternative<WaitStep>(first) ||
                      std::holds_alternative<AllowStep>(first) || std::holds_alternative<RepeatStep>(first) ||
                      (call && !call->result);
    if (!ours) return;
    context.complaints.add(
        {Severity::error, steps.front().span, "the first step of a branch does not depend on the target",
         "a step that can tell whether it holds: expect, receive, acked, silence, state, info, ...", "",
         steps.front().source_line});
  }

  std::optional<Branch> branch(const YamlNode& node, std::vector<std::string>& names) {
    if (node.kind != YamlNode::Kind::map) {
      if (!node.broken) wrong(node.text, "this is no branch", "`name:` and `steps:`");
      return std::nullopt;
    }
    const std::vector<std::string>& known = branch_keys();
    for (const auto& [key, value] : node.entries)
      if (std::find(known.begin(), known.end(), key.text.text) == known.end())
        wrong(key.text, fmt::format("unknown key `{}`", key.text.text), one_of(known),
              nearest_word(key.text.text, known));
    const YamlNode* name = node.find("name");
    const YamlNode* steps = node.find("steps");
    if (!name || name->kind != YamlNode::Kind::scalar) {
      wrong(name ? name->text : node.text, "a branch has a name", "`name: done`");
    } else if (std::find(names.begin(), names.end(), name->text.text) != names.end()) {
      wrong(name->text, fmt::format("the branch `{}` stands twice", name->text.text), "another name");
    } else {
      names.push_back(name->text.text);
    }
    if (!steps) wrong(node.text, "a branch has steps", "`steps:`");
    if (!steps || !name) return std::nullopt;
    Branch found{name->text.text, parse_steps(*steps, context), name->text.span()};
    check_first(found.steps);
    return found;
  }

  std::optional<StepBody> one_of_step(const Text& key, const YamlNode& value) {
    if (value.kind != YamlNode::Kind::list || value.items.empty()) {
      wrong(value.kind == YamlNode::Kind::empty ? key : value.text, "`one-of` has no branches",
            "a list of branches, each with `name:` and `steps:`");
      return std::nullopt;
    }
    OneOfStep one_of_them;
    std::vector<std::string> names;
    const Names before = context.names;
    Names after = before;
    for (const YamlNode& node : value.items) {
      context.names = before;
      std::optional<Branch> found = branch(node, names);
      merge(after, context.names);
      if (!found) continue;
      const bool silent =
          !found->steps.empty() && std::holds_alternative<SilenceStep>(found->steps.front().what);
      if (silent && &node != &value.items.back())
        wrong(node.text, "a branch that begins with `silence` stands last", "the other branches before it");
      one_of_them.branches.push_back(std::move(*found));
    }
    context.names = after;
    return one_of_them;
  }

  std::optional<StepBody> repeat(const Text& key, const YamlNode& value, const YamlNode* steps) {
    RepeatStep repeat;
    if (!steps) wrong(key, "`repeat` has no steps", "`steps:` beside it, as far to the right as `repeat:`");
    if (steps) repeat.steps = parse_steps(*steps, context);
    if (value.kind != YamlNode::Kind::scalar || !value.one_line) {
      wrong(value.kind == YamlNode::Kind::empty ? key : value.text, "`repeat` has no count",
            "`repeat: 3` or `repeat: until X = Y max N`");
      return std::nullopt;
    }
    Cursor cursor(value.text, context.complaints);
    if (cursor.next_word() == "until") {
      cursor.word();
      cursor.skip_spaces();
      repeat.until = parse_condition(cursor, context.notation(), false);
      if (!repeat.until) return std::nullopt;
      cursor.skip_spaces();
      if (cursor.next_word() != "max") return cursor.unexpected("`max N`", {"max"});
      cursor.word();
      cursor.skip_spaces();
    }
    const std::optional<uint64_t> count = parse_plain_number(cursor, 1, 10000, "a count of rounds");
    if (!count) return std::nullopt;
    cursor.skip_spaces();
    if (!cursor.done()) return cursor.unexpected("the end of the line");
    repeat.count = static_cast<uint32_t>(*count);
    return repeat;
  }

  void check_other_keys(const YamlNode& node, const std::string& word) {
    for (size_t i = 1; i < node.entries.size(); ++i) {
      const Text& key = node.entries[i].key.text;
      if (word == "repeat" && key.text == "steps") continue;
      const bool step = look_up(step_words(), key.text.substr(0, key.text.find(' '))).has_value();
      wrong(key,
            step ? "a step is one key; this one begins another" : fmt::format("unknown key `{}`", key.text),
            step ? fmt::format("`- {}:`, a list entry of its own", key.text) : "one key a step");
    }
  }

  std::optional<Step> step(const YamlNode& node) {
    if (node.kind != YamlNode::Kind::map || node.entries.empty()) {
      const bool one_word = node.kind == YamlNode::Kind::scalar;
      const std::string first = one_word ? node.text.text.substr(0, node.text.text.find(' ')) : "";
      if (!node.broken)
        wrong(node.text, "this is no step", "`- STEP: TEXT`, such as `- send: SYN`",
              nearest_word(first, words_of(step_words())));
      return std::nullopt;
    }
    if (node.flow) {
      wrong(node.text, "braces do not stand in a step", "`- send: SYN`");
      return std::nullopt;
    }
    const auto& [key_node, value] = node.entries.front();
    const std::optional<Key> key = parse_key(key_node.text);
    if (!key) return std::nullopt;
    check_other_keys(node, key->word);
    if (value.broken) return std::nullopt;
    std::optional<StepBody> body;
    switch (key->kind.shape) {
      case StepShape::line:
        body = line(*key, key_node.text, value);
        break;
      case StepShape::list:
        body = list(*key, value);
        break;
      case StepShape::branches:
        body = one_of_step(key_node.text, value);
        break;
      case StepShape::rounds:
        body = repeat(key_node.text, value, node.find("steps"));
        break;
    }
    if (!body) return std::nullopt;
    const std::string text = value.kind == YamlNode::Kind::scalar ? " " + value.text.text : "";
    return Step{std::move(*body), key->word == "target" ? "" : key->name, key_node.text.span(),
                key_node.text.text + ":" + text, key_node.text.source_line()};
  }
};

}  // namespace

Steps parse_steps(const YamlNode& list, StepContext& context) {
  if (list.kind != YamlNode::Kind::list || list.items.empty()) {
    if (!list.broken)
      context.complaints.error(list.text, "there are no steps here", "a list of steps: `- send: SYN`");
    return {};
  }
  StepParser parser{context};
  Steps steps;
  for (const YamlNode& node : list.items)
    if (std::optional<Step> step = parser.step(node)) steps.push_back(std::move(*step));
  return steps;
}

}  // namespace shakedown
