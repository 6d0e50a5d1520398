#include "report/schema_patterns.h"

#include <fmt/format.h>

#include "scenario/notation.h"
#include "scenario/step_words.h"

namespace shakedown {
namespace {

const char* const quoted_text = R"("(?:[^"\\]|\\.)*")";
const char* const comparison = "(?:[!<>]?=|[<>])";
const char* const condition = "(?: *(?:[!<>]?=|[<>]) *[^ ]| +in +[^ ]+\\.\\.).*";
const char* const count = "(?:0x[0-9A-Fa-f]+|0|[1-9][0-9]*)";
const char* const spread = " *(?:±|\\+-) *[^ ]+";  // behind a time

std::string any_of(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) {
    all += all.empty() ? "" : "|";
    for (const char c : word) all += (c == '.' ? "\\" : "") + std::string(1, c);
  }
  return "(?:" + all + ")";
}

std::string repeated(const std::string& pattern) { return "(?: +" + pattern + ")*"; }

std::string option_list() { return fmt::format(R"(<(?:[^">]|{})*>)", quoted_text); }

std::string segment() {
  const std::string flag = any_of(words_of(flag_words()));
  const std::string value = fmt::format("(?:{}|[^ \"<]+)", quoted_text);
  const std::string field = any_of(segment_field_names()) + comparison + value;
  return fmt::format("(?:(?:{0}(?:-{0})*|NOFLAGS|ANY)(?: +{1}| *{2})*|ICMP +{3}{4})", flag, field,
                     option_list(), any_of(words_of(icmp_words())), repeated("(?:quote|mtu)=[^ ]+"));
}

std::string suffix(unsigned allowed) {
  std::string all;
  for (const std::string& word : suffix_words(allowed)) {
    all += all.empty() ? word : "|" + word;
    if (word == "as") all += " +" + name_pattern();
    if (word == "within") all += " +" + duration_pattern();
    if (word == "after") all += fmt::format(" +[^ ]+(?:{})?(?: +since +{})?", spread, name_pattern());
  }
  return "(?:" + all + ")";
}

std::string suffixes(const std::string& step) { return repeated(suffix(suffixes_of(step))); }

std::string backoff() {
  const std::string words = any_of(backoff_words());
  return fmt::format("{}(?: +{} +[^ ]+(?:{})?)+", segment(), words, spread);
}

std::string receive() {
  const std::string ack = "ack +" + any_of(words_of(acknowledge_words()));
  return "[^ ]+" + repeated(fmt::format("(?:{}|in +{}(?:\\.\\.{})?|{})", ack, count, count,
                                        suffix(suffixes_of("receive"))));
}

std::string octets() { return fmt::format("(?:{}|hex:[0-9A-Fa-f]*)", quoted_text); }

std::string arguments(CallKind kind) {
  switch (kind) {
    case CallKind::bind:
    case CallKind::listen:
    case CallKind::read:
      return "(?: +[0-9A-Z][^ ]*)?";
    case CallKind::connect:
      return fmt::format("(?: +{})?", octets());
    case CallKind::send:
      return fmt::format(" +(?:{}|[0-9A-Za-z][^ ]*){}", octets(), repeated(any_of(words_of(send_words()))));
    case CallKind::shutdown:
      return " +" + any_of(words_of(shutdown_words()));
    case CallKind::setsockopt:
      return fmt::format(" +{} +(?:{}|-?[0-9A-Za-z][^ ]*)", any_of(socket_option_words()), octets());
    case CallKind::getsockopt:
      return " +" + any_of(socket_option_words());
    default:
      return "";
  }
}

std::string result(CallKind kind) {
  switch (kind) {
    case CallKind::poll:
      return fmt::format("(?:pending|{0}(?:\\|{0})*)", any_of(poll_words()));
    case CallKind::getsockopt:
      return ".+";
    case CallKind::atmark:
      return "(?:pending|0|1)";
    default:
      return fmt::format("(?:{}|{}|ok|eof|empty|pending)", octets(), any_of(errno_words()));
  }
}

std::string call() {
  std::string all;
  for (const auto& [word, kind] : call_words())
    all += fmt::format("{}{}{}(?: *= *{})?", all.empty() ? "" : "|", word, arguments(kind), result(kind));
  return "(?:" + all + ")" + suffixes("target");
}

}  // namespace

std::string name_pattern() { return "[A-Za-z_][A-Za-z0-9_]*"; }
std::string duration_pattern() { return "[0-9]+(?:us|ms|s|min)"; }
std::string with_pattern() { return fmt::format("(?:win=[^ <]+)?(?: *{})?", option_list()); }
std::string known_pattern() { return fmt::format("[a-z][a-z0-9-]*(?:{}[0-9.]+)?", comparison); }

std::string lab_pattern() {
  std::string all;
  for (const std::string& word : lab_words()) {
    all += all.empty() ? word : "|" + word;
    if (word == "rto-min") all += " +" + duration_pattern();
    if (word == "mtu") all += std::string(" +") + count;
  }
  return "(?:" + all + ")";
}

std::string named_step_pattern(const std::string& word) {
  return fmt::format("^{} +{}$", word, name_pattern());
}

std::string step_pattern(const std::string& word) {
  if (word == "send" || word == "lose" || word == "expect") return segment() + suffixes(word);
  if (word == "receive") return receive();
  if (word == "acked") return "(?:all|[^ ]+)" + suffixes(word);
  if (word == "backoff") return backoff();
  if (word == "silence" || word == "wait") return duration_pattern();
  if (word == "allow") return "(?:nothing|again|" + segment() + ")";
  if (word == "target") return call();
  if (word == "info") return any_of(words_of(info_words())) + condition;
  if (word == "check") return std::string("[^ ].*") + condition;
  if (word == "repeat") return fmt::format("(?:until +[^ ].*{} +max +)?{}", condition, count);
  if (word != "state") return ".+";
  const std::string state = any_of(words_of(state_words()));
  return fmt::format("{0}(?: +or +{0})*", state) + suffixes(word);
}

std::string whole_line(const std::string& pattern) { return fmt::format("^(?:{}) *$|\\$", pattern); }

}  // namespace shakedown
