// Steps of one line, all but the target's calls.

#include <fmt/format.h>

#include "scenario/notation.h"
#include "scenario/step_parser.h"
#include "scenario/step_words.h"
#include "shakedown/parse.h"

namespace shakedown {
namespace {

constexpr int64_t max32 = UINT32_MAX;

struct LineParser {
  std::string step;  // its word
  Cursor cursor;
  StepContext& context;
  Notation notation;

  LineParser(std::string word, const Text& text, StepContext& ctx)
      : step(std::move(word)), cursor(text, ctx.complaints), context(ctx), notation(ctx.notation()) {}

  bool end() {
    cursor.skip_spaces();
    if (cursor.done()) return true;
    cursor.unexpected("the end of the line");
    return false;
  }

  void name(const Suffixes& suffixes) {
    if (!suffixes.as.empty()) context.names.give(cursor, suffixes.as_at, suffixes.as, NameKind::segment);
  }

  std::optional<StepBody> send() {
    std::optional<SegmentSpec> segment = parse_segment_notation(cursor, notation, Side::send);
    Suffixes suffixes;
    const bool good =
        parse_suffixes(cursor, notation, suffixes_of(step), step, known_fields(segment), suffixes);
    name(suffixes);
    if (!segment || !good) return std::nullopt;
    return SendStep{*segment, step == "lose", suffixes.as};
  }

  // Fields may still come where a segment has just ended: they belong to the words that are known here.
  static std::vector<std::string> known_fields(const std::optional<SegmentSpec>& segment) {
    if (segment && std::holds_alternative<IcmpSpec>(segment->what)) return {"quote=", "mtu="};
    std::vector<std::string> names = segment_field_names();
    for (std::string& field : names) field += "=";
    return names;
  }

  std::optional<StepBody> expect() {
    std::optional<SegmentSpec> segment = parse_segment_notation(cursor, notation, Side::expect);
    Suffixes suffixes;
    const bool good =
        parse_suffixes(cursor, notation, suffixes_of(step), step, known_fields(segment), suffixes);
    name(suffixes);
    if (!segment || !good) return std::nullopt;
    const bool icmp = std::holds_alternative<IcmpSpec>(segment->what);
    if (icmp && (suffixes.again || suffixes.unseen)) {
      context.complaints.error(cursor.text(), "`again` and `unseen` are for TCP segments");
      return std::nullopt;
    }
    return ExpectStep{*segment,    suffixes.again, suffixes.unseen,
                      suffixes.as, suffixes.after, suffixes.within};
  }

  std::optional<Value> octets(int64_t low, int64_t high, const std::string& what) {
    cursor.skip_spaces();
    const size_t from = cursor.at;
    std::optional<Value> value = parse_value(cursor, notation, Quantity::number);
    if (!value || !check_range(cursor, from, *value, low, high, what)) return std::nullopt;
    return value;
  }

  bool acknowledge(ReceiveStep& receive) {
    const WordTable<Acknowledge>& table = acknowledge_words();
    cursor.skip_spaces();
    const std::string word = cursor.next_word();
    const std::optional<Acknowledge> how = look_up(table, word);
    if (!how) {
      cursor.unexpected(one_of(words_of(table)), words_of(table));
      return false;
    }
    cursor.word();
    receive.acknowledge = *how;
    return true;
  }

  bool segment_count(ReceiveStep& receive) {
    cursor.skip_spaces();
    const size_t from = cursor.at;
    const std::optional<uint64_t> low = parse_plain_number(cursor, 1, UINT16_MAX, "a count of segments");
    if (!low) return false;
    std::optional<uint64_t> high = low;
    if (cursor.take("..")) high = parse_plain_number(cursor, 1, UINT16_MAX, "a count of segments");
    if (!high) return false;
    if (*low > *high) {
      cursor.wrong(from, "this range is empty", "the smaller end first");
      return false;
    }
    receive.segments = {static_cast<uint32_t>(*low), static_cast<uint32_t>(*high)};
    return true;
  }

  std::optional<StepBody> receive() {
    std::optional<Value> count = octets(1, max32, "a count of octets");
    if (!count) return std::nullopt;
    ReceiveStep receive{};
    receive.octets = *count;
    Suffixes suffixes;
    bool acknowledged = false;
    for (cursor.skip_spaces(); !cursor.done(); cursor.skip_spaces()) {
      const std::string word = cursor.next_word();
      bool good = false;
      if (word == "ack" && !acknowledged) {
        cursor.word();
        acknowledged = good = acknowledge(receive);
      } else if (word == "in" && !receive.segments) {
        cursor.word();
        good = segment_count(receive);
      } else {
        good = parse_suffix(cursor, notation, suffixes_of(step), step, {"ack", "in"}, suffixes);
      }
      if (!good) return std::nullopt;
    }
    receive.again = suffixes.again;
    receive.after = suffixes.after;
    receive.within = suffixes.within;
    return receive;
  }

  std::optional<StepBody> acked() {
    AckedStep acked;
    cursor.skip_spaces();
    if (cursor.next_word() == "all") {
      cursor.word();
    } else {
      acked.up_to = octets(-max32, max32, "a sequence number");
      if (!acked.up_to) return std::nullopt;
    }
    Suffixes suffixes;
    if (!parse_suffixes(cursor, notation, suffixes_of(step), step, {}, suffixes)) return std::nullopt;
    acked.after = suffixes.after;
    acked.within = suffixes.within;
    return acked;
  }

  bool factor(double& value) {
    const size_t from = cursor.at;
    const std::string word = cursor.word(".");
    const size_t dot = word.find('.');
    const std::optional<uint64_t> whole = parse_number(word.substr(0, dot), 1000);
    const std::string fraction = dot == word.npos ? "0" : word.substr(dot + 1);
    const bool digits =
        !fraction.empty() && fraction.size() <= 6 && fraction.find_first_not_of("0123456789") == word.npos;
    if (!whole || !digits || word.starts_with("0x")) {
      cursor.wrong(from, "this is no factor", "a number such as 2 or 1.5, at least 1");
      return false;
    }
    value = std::stod(word);
    if (value >= 1) return true;
    cursor.wrong(from, "intervals that shrink are no back-off", "a factor of at least 1");
    return false;
  }

  // `first T`, `factor F` and so on; `given` collects which were there.
  bool backoff_word(BackoffStep& backoff, std::vector<std::string>& given) {
    const std::vector<std::string>& words = backoff_words();
    const std::string word = cursor.next_word();
    if (std::find(words.begin(), words.end(), word) == words.end()) {
      cursor.unexpected(one_of(words), words);
      return false;
    }
    if (std::find(given.begin(), given.end(), word) != given.end()) {
      cursor.word();
      cursor.wrong(cursor.at - word.size(), fmt::format("`{}` stands twice", word), "it once");
      return false;
    }
    given.push_back(word);
    if (word == "since") {
      const std::optional<std::string> since = parse_since(cursor, notation);
      if (since) backoff.since = *since;
      return since.has_value();
    }
    cursor.word();
    cursor.skip_spaces();
    if (word == "factor") return factor(backoff.factor);
    if (word == "cap") return (backoff.cap = parse_value(cursor, notation, Quantity::time)).has_value();
    if (word == "count") {
      const std::optional<uint64_t> count = parse_plain_number(cursor, 1, 100, "a count of repeats");
      if (count) backoff.count = static_cast<uint32_t>(*count);
      return count.has_value();
    }
    std::optional<TimeSpec> first = parse_time(cursor, notation);
    if (first) backoff.first = *first;
    return first.has_value();
  }

  std::optional<StepBody> backoff() {
    std::optional<SegmentSpec> segment = parse_segment_notation(cursor, notation, Side::expect);
    BackoffStep backoff{};
    std::vector<std::string> given;
    for (cursor.skip_spaces(); !cursor.done(); cursor.skip_spaces())
      if (!backoff_word(backoff, given)) return std::nullopt;
    if (!segment) return std::nullopt;
    for (const char* needed : {"first", "factor", "count"}) {
      if (std::find(given.begin(), given.end(), needed) != given.end()) continue;
      return cursor.wrong(0, fmt::format("this backoff has no `{}`", needed),
                          "`SEGMENT first T factor F count N`");
    }
    if (!std::holds_alternative<TcpSpec>(segment->what))
      return cursor.wrong(0, "a backoff is of a TCP segment");
    backoff.segment = *segment;
    return backoff;
  }

  std::optional<StepBody> allow() {
    cursor.skip_spaces();
    const std::string word = cursor.next_word();
    AllowStep allow;
    if (word == "nothing" || word == "again") {
      cursor.word();
      if (word == "again") allow.what = true;
    } else {
      std::optional<SegmentSpec> segment = parse_segment_notation(cursor, notation, Side::expect);
      if (!segment) return std::nullopt;
      allow.what = *segment;
    }
    if (!end()) return std::nullopt;
    return allow;
  }

  std::optional<StepBody> state(const std::string& connection) {
    StateStep state;
    const std::vector<std::string> known = words_of(state_words());
    do {
      cursor.skip_spaces();
      const size_t from = cursor.at;
      const std::string word = cursor.word("-");
      if (word.empty()) return cursor.unexpected(one_of(known));
      const std::optional<TcpState> found = look_up(state_words(), word);
      if (!found)
        return cursor.wrong(from, fmt::format("unknown state `{}`", word), one_of(known),
                            nearest_word(word, known));
      state.states.push_back(*found);
      cursor.skip_spaces();
    } while (cursor.next_word() == "or" && !cursor.word().empty());
    Suffixes suffixes;
    if (!parse_suffixes(cursor, notation, suffixes_of(step), step, {"or"}, suffixes)) return std::nullopt;
    const bool listener_alone = state.states == std::vector<TcpState>{TcpState::listen};
    if (connection.empty() && context.names.connections.size() > 1 && !listener_alone)
      return cursor.wrong(0, "it is not said whose state",
                          fmt::format("`state NAME:`, {}", one_of(context.names.connections)));
    state.after = suffixes.after;
    state.within = suffixes.within;
    return state;
  }

  std::optional<Condition> condition(bool info) {
    cursor.skip_spaces();
    std::optional<Condition> found = parse_condition(cursor, notation, info);
    if (!found || !end()) return std::nullopt;
    return found;
  }

  std::optional<Duration> duration() {
    cursor.skip_spaces();
    const std::optional<Duration> found = parse_plain_duration(cursor, fmt::format("`{}`", step));
    if (!found || !end()) return std::nullopt;
    return found;
  }
};

}  // namespace

std::optional<StepBody> parse_line_step(const std::string& word, const std::string& connection,
                                        const Text& text, StepContext& context) {
  LineParser parser(word, text, context);
  if (word == "send" || word == "lose") return parser.send();
  if (word == "expect") return parser.expect();
  if (word == "receive") return parser.receive();
  if (word == "acked") return parser.acked();
  if (word == "backoff") return parser.backoff();
  if (word == "allow") return parser.allow();
  if (word == "state") return parser.state(connection);
  if (word == "info" || word == "check") {
    std::optional<Condition> condition = parser.condition(word == "info");
    if (!condition) return std::nullopt;
    if (word == "info") return InfoStep{*condition};
    return CheckStep{*condition};
  }
  const std::optional<Duration> duration = parser.duration();
  if (!duration) return std::nullopt;
  if (word == "silence") return SilenceStep{*duration};
  return WaitStep{*duration};
}

}  // namespace shakedown
