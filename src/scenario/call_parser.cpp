// The target's calls and how they end.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "scenario/literal.h"
#include "scenario/step_parser.h"
#include "scenario/step_words.h"
#include "shakedown/parse.h"

namespace shakedown {
namespace {

bool is_errno(const std::string& word) {
  const std::vector<std::string>& known = errno_words();
  return std::find(known.begin(), known.end(), word) != known.end();
}

struct CallParser {
  Cursor cursor;
  StepContext& context;
  Notation notation;
  CallSpec call{};

  bool number(int64_t low, int64_t high, const std::string& what) {
    const size_t from = cursor.at;
    call.number = parse_value(cursor, notation, Quantity::number);
    return call.number && check_range(cursor, from, *call.number, low, high, what);
  }

  bool number_ahead() const {
    const std::string word = cursor.next_word(".");
    return is_digit(cursor.peek()) || word.find('.') != word.npos || word == "PMTU";
  }

  bool send_arguments() {
    if (octets_ahead(cursor)) {
      call.data = parse_octets(cursor);
      if (!call.data) return false;
    } else if (number_ahead()) {
      if (!number(0, INT32_MAX, "a count of octets")) return false;
    } else {
      cursor.unexpected("how much to send: N octets of the pattern, or \"text\"");
      return false;
    }
    for (cursor.skip_spaces(); !cursor.done(); cursor.skip_spaces()) {
      const std::optional<bool CallSpec::*> flag = look_up(send_words(), cursor.next_word());
      if (!flag) return true;
      call.*(*flag) = true;
      cursor.word();
    }
    return true;
  }

  bool shutdown_arguments() {
    const WordTable<ShutdownHow>& table = shutdown_words();
    const std::string word = cursor.next_word();
    const std::optional<ShutdownHow> how = look_up(table, word);
    if (!how) {
      cursor.unexpected(one_of(words_of(table)), words_of(table));
      return false;
    }
    cursor.word();
    call.how = *how;
    return true;
  }

  // A value as written: a number, a duration, a word, "text" or hex:...
  bool option_value(std::optional<std::string>& value) {
    const size_t from = cursor.at;
    if (octets_ahead(cursor)) {
      if (!parse_octets(cursor)) return false;
    } else {
      const std::string word = cursor.word("-");
      if (word.empty()) {
        cursor.unexpected("a value: a number, a time, \"text\" or hex:...");
        return false;
      }
      const bool minus_number = word[0] == '-' && parse_number(word.substr(1));
      if (is_digit(word[0]) && !parse_number(word) && !parse_duration(word)) {
        cursor.wrong(from, fmt::format("`{}` is neither a number nor a time", word),
                     "a number, or one with us, ms, s, min");
        return false;
      }
      if (word[0] == '-' && !minus_number) {
        cursor.wrong(from, fmt::format("`{}` is no value", word), "a number");
        return false;
      }
    }
    value = cursor.text().text.substr(from, cursor.at - from);
    return true;
  }

  bool option_arguments(bool with_value) {
    const size_t from = cursor.at;
    const std::vector<std::string>& known = socket_option_words();
    call.option = cursor.word();
    if (call.option.empty()) {
      cursor.unexpected("a socket option such as SO_KEEPALIVE or TCP_NODELAY");
      return false;
    }
    if (std::find(known.begin(), known.end(), call.option) == known.end()) {
      cursor.wrong(from, fmt::format("unknown socket option `{}`", call.option),
                   "a socket option such as SO_KEEPALIVE or TCP_NODELAY", nearest_word(call.option, known));
      return false;
    }
    cursor.skip_spaces();
    return !with_value || option_value(call.value);
  }

  bool arguments() {
    cursor.skip_spaces();
    switch (call.kind) {
      case CallKind::bind:
        return !number_ahead() || number(0, UINT16_MAX, "a port");
      case CallKind::listen:
        return !number_ahead() || number(0, INT32_MAX, "a backlog");
      case CallKind::read:
        return !number_ahead() || number(1, INT32_MAX, "a count of octets");
      case CallKind::send:
        return send_arguments();
      case CallKind::shutdown:
        return shutdown_arguments();
      case CallKind::setsockopt:
        return option_arguments(true);
      case CallKind::getsockopt:
        return option_arguments(false);
      case CallKind::connect:
        if (octets_ahead(cursor)) return (call.data = parse_octets(cursor)).has_value();
        return true;
      default:
        return true;
    }
  }

  std::string result_rule() const {
    switch (call.kind) {
      case CallKind::read:
        return "\"text\", eof, pending, or an error such as ECONNRESET";
      case CallKind::getsockopt:
        return "the option's value, pending, or an error such as ENOPROTOOPT";
      case CallKind::error:
        return "ok, or an error such as ETIMEDOUT";
      case CallKind::poll:
        return "events joined by `|`, " + one_of(poll_words());
      case CallKind::atmark:
        return "0 or 1";
      case CallKind::errqueue:
        return "empty, or an error such as ECONNREFUSED";
      default:
        return "ok, pending, or an error such as ECONNREFUSED";
    }
  }

  std::optional<ResultSpec> poll_result() {
    std::set<std::string> events;
    do {
      const size_t word_at = cursor.at;
      const std::string word = cursor.word();
      if (word.empty()) return cursor.unexpected(result_rule());
      if (std::find(poll_words().begin(), poll_words().end(), word) == poll_words().end())
        return cursor.wrong(word_at, fmt::format("unknown event `{}`", word), one_of(poll_words()),
                            nearest_word(word, poll_words()));
      if (!events.insert(word).second)
        return cursor.wrong(word_at, fmt::format("the event `{}` stands twice", word), "each event once");
    } while (cursor.take("|"));
    std::string text;  // in the order in which the driver tells them
    for (const std::string& word : poll_words())
      if (events.count(word) > 0) text += (text.empty() ? "" : "|") + word;
    return ResultText{text};
  }

  std::optional<ResultSpec> read_result() {
    const size_t from = cursor.at;
    std::optional<Bytes> octets = parse_octets(cursor);
    if (!octets) return std::nullopt;
    const std::optional<int64_t> number = call.number ? constant(*call.number) : std::nullopt;
    if (number && static_cast<uint64_t>(*number) != octets->size())
      return cursor.wrong(from,
                          fmt::format("these are {} octets, and {} are to be read", octets->size(), *number),
                          "as many");
    return ResultBytes{*octets};
  }

  std::optional<ResultSpec> text_result(const std::string& word) {
    const size_t from = cursor.at;
    if (call.kind == CallKind::getsockopt) {
      if (is_errno(word)) return cursor.word(), ResultErrno{word};
      std::optional<std::string> value;
      if (!option_value(value)) return std::nullopt;
      if (const auto number = parse_number(*value)) return ResultText{std::to_string(*number)};
      if (parse_duration(*value))
        return cursor.wrong(from, "an option is told as a plain number", "a number in the option's own unit");
      if (value->size() > 1 && value->front() == '"') return ResultText{value->substr(1, value->size() - 2)};
      return ResultText{*value};
    }
    cursor.word();
    if (call.kind == CallKind::atmark && (word == "0" || word == "1")) return ResultText{word};
    if (call.kind == CallKind::errqueue && (word == "empty" || is_errno(word))) return ResultText{word};
    cursor.at = from;
    return unknown_result(word);
  }

  std::nullopt_t unknown_result(const std::string& word) {
    std::vector<std::string> known = errno_words();
    known.insert(known.end(), {"ok", "eof", "pending", "empty"});
    const size_t from = cursor.at;
    if (word.empty()) return cursor.unexpected(result_rule());
    cursor.word();
    const bool looks_errno = word[0] == 'E';
    return cursor.wrong(from,
                        looks_errno ? fmt::format("unknown error `{}`", word)
                                    : fmt::format("`{}` is no result of this call", word),
                        result_rule(), nearest_word(word, known));
  }

  std::optional<ResultSpec> result() {
    cursor.skip_spaces();
    const std::string word = cursor.next_word();
    if (word == "pending") return cursor.word(), ResultPending{};
    if (call.kind == CallKind::poll) return poll_result();
    const bool text =
        call.kind == CallKind::getsockopt || call.kind == CallKind::atmark || call.kind == CallKind::errqueue;
    if (text) return text_result(word);
    if (call.kind == CallKind::read && octets_ahead(cursor)) return read_result();
    if (call.kind == CallKind::read && word == "eof") return cursor.word(), ResultEof{};
    if (call.kind != CallKind::read && word == "ok") return cursor.word(), ResultOk{};
    if (is_errno(word)) return cursor.word(), ResultErrno{word};
    return unknown_result(word);
  }
};

// Calls that may make the socket that they name.
bool makes_socket(CallKind kind) {
  return kind == CallKind::socket || kind == CallKind::bind || kind == CallKind::listen ||
         kind == CallKind::connect || kind == CallKind::setsockopt;
}

bool check_socket(const std::string& socket, const Text& key, CallKind kind, StepContext& context) {
  Names& names = context.names;
  if (kind == CallKind::listen && socket.empty()) names.sockets.insert("listener");
  if (socket.empty() || names.is_connection(socket) || names.sockets.count(socket) > 0) return true;
  const size_t name_at = key.text.size() - socket.size();
  if (makes_socket(kind) && is_name(socket)) {
    names.sockets.insert(socket);
    return true;
  }
  std::vector<std::string> known(names.sockets.begin(), names.sockets.end());
  known.insert(known.end(), names.connections.begin(), names.connections.end());
  context.complaints.error(
      key, name_at, key.text.size(), fmt::format("no socket is named `{}`", socket),
      known.empty() ? "a connection, or a socket that a call has made before" : one_of(known),
      nearest_word(socket, known));
  return false;
}

// `accept as NAME` hands over a connection or a socket; everything else names the call.
void give_name(Cursor& cursor, const Suffixes& suffixes, CallKind kind, StepContext& context) {
  if (suffixes.as.empty()) return;
  if (kind == CallKind::accept && context.names.is_connection(suffixes.as)) return;
  context.names.give(cursor, suffixes.as_at, suffixes.as, NameKind::call);
  if (kind == CallKind::accept) context.names.sockets.insert(suffixes.as);
}

}  // namespace

std::optional<TargetStep> parse_target_step(const std::string& socket, const Text& key, const Text& text,
                                            StepContext& context) {
  CallParser parser{Cursor(text, context.complaints), context, context.notation()};
  Cursor& cursor = parser.cursor;
  cursor.skip_spaces();
  const size_t from = cursor.at;
  const std::string word = cursor.word();
  const std::vector<std::string> known = words_of(call_words());
  if (word.empty()) return cursor.unexpected(one_of(known));
  const std::optional<CallKind> kind = look_up(call_words(), word);
  if (!kind)
    return cursor.wrong(from, fmt::format("unknown call `{}`", word), one_of(known),
                        nearest_word(word, known));
  parser.call.kind = *kind;
  const bool socket_known = check_socket(socket, key, *kind, context);
  if (!parser.arguments()) return std::nullopt;
  TargetStep step{socket, parser.call, std::nullopt, "", std::nullopt, std::nullopt};
  step.call.text = text.text.substr(from, cursor.at - from);
  while (!step.call.text.empty() && step.call.text.back() == ' ') step.call.text.pop_back();
  cursor.skip_spaces();
  if (cursor.take("=")) {
    step.result = parser.result();
    if (!step.result) return std::nullopt;
  } else if (*kind == CallKind::read && step.call.number) {
    step.result = ResultPattern{};
  }
  const unsigned allowed = suffixes_of("target") & (step.result ? ~0u : ~(suffix_after | suffix_within));
  Suffixes suffixes;
  if (!parse_suffixes(cursor, parser.notation, allowed, word, {"="}, suffixes)) return std::nullopt;
  give_name(cursor, suffixes, *kind, context);
  if (!socket_known) return std::nullopt;
  step.as = suffixes.as;
  step.after = suffixes.after;
  step.within = suffixes.within;
  return step;
}

}  // namespace shakedown
