#include "scenario/settings.h"

#include <fmt/format.h>

#include <algorithm>

#include "scenario/notation.h"
#include "scenario/vocabulary.h"
#include "shakedown/parse.h"

namespace shakedown {
namespace {

bool is_word(std::string_view text) {
  return !text.empty() && text[0] >= 'a' && text[0] <= 'z' &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-'; });
}

bool is_sysctl(std::string_view name) {
  if (!name.starts_with("net.") || name.ends_with(".") || name.find("..") != name.npos || name.size() > 128)
    return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return is_name_character(c) || c == '.' || c == '-'; });
}

// The release that a known deviation is limited to: digits in groups.
bool is_release(std::string_view text) {
  return !text.empty() && is_digit(text.front()) && is_digit(text.back()) && text.find("..") == text.npos &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '.'; });
}

std::optional<KnownDeviation> parse_known_key(const Text& key, Complaints& complaints) {
  const std::string rule = "a stack, such as linux, and if need be its releases: linux<6.12";
  Cursor cursor(key, complaints);
  KnownDeviation known;
  known.stack = cursor.word("-");
  if (!is_word(known.stack)) return cursor.wrong(0, fmt::format("`{}` is no stack", key.text), rule);
  if (cursor.done()) return known;
  const std::optional<Comparison> comparison = take_comparison(cursor);
  if (!comparison) return cursor.unexpected(rule);
  known.comparison = *comparison;
  const size_t from = cursor.at;
  known.release = cursor.word(".");
  if (!is_release(known.release) || !cursor.done()) return cursor.wrong(from, "this is no release", rule);
  return known;
}

bool read_lab_entry(const Text& text, Family family, LabWishes& lab, Complaints& complaints) {
  const std::vector<std::string>& words = lab_words();
  Cursor cursor(text, complaints);
  const std::string word = cursor.next_word("-");
  if (std::find(words.begin(), words.end(), word) == words.end()) {
    cursor.unexpected("one of: quickack, rto-min 10ms, mtu 1280", words);
    return false;
  }
  cursor.at += word.size();
  cursor.skip_spaces();
  if (word == "quickack") {
    lab.quickack = true;
  } else if (word == "rto-min") {
    lab.rto_min = parse_plain_duration(cursor, "rto-min");
    if (!lab.rto_min) return false;
  } else {
    const uint64_t least = family == Family::v4 ? 68 : 1280;
    const std::optional<uint64_t> mtu = parse_plain_number(
        cursor, least, 65535, family == Family::v4 ? "mtu" : "mtu (IPv6 needs 1280; or `family: 4`)");
    if (!mtu) return false;
    lab.mtu = static_cast<uint32_t>(*mtu);
  }
  cursor.skip_spaces();
  if (cursor.done()) return true;
  cursor.unexpected("the end of the line");
  return false;
}

}  // namespace

const Text* one_line_text(const YamlNode& node, const std::string& key, Complaints& complaints) {
  if (node.broken) return nullptr;
  if (node.kind == YamlNode::Kind::scalar && node.one_line && !node.text.text.empty()) return &node.text;
  complaints.error(node.text, fmt::format("`{}` takes one line of text", key),
                   fmt::format("`{}: TEXT`", key));
  return nullptr;
}

std::vector<const Text*> one_or_more(const YamlNode& node, const std::string& key, Complaints& complaints) {
  std::vector<const Text*> texts;
  if (node.kind != YamlNode::Kind::list) {
    if (const Text* text = one_line_text(node, key, complaints)) texts.push_back(text);
    return texts;
  }
  if (node.items.empty())
    complaints.error(node.text, fmt::format("the list of `{}` is empty", key), "an entry, or no such key");
  for (const YamlNode& item : node.items)
    if (const Text* text = one_line_text(item, key, complaints)) texts.push_back(text);
  return texts;
}

std::vector<std::string> read_covers(const YamlNode& node, Complaints& complaints) {
  std::vector<std::string> covers;
  for (const Text* text : one_or_more(node, "covers", complaints)) {
    if (find_requirement(text->text)) {
      covers.push_back(text->text);
      continue;
    }
    std::vector<std::string> known;
    for (const Requirement& requirement : requirements()) known.push_back(requirement.id);
    complaints.error(*text, fmt::format("`{}` is not in the catalogue of requirements", text->text),
                     "an id such as RFC9293/MUST-13, RFC9293/SM-45 or RFC5961/3.2",
                     nearest_word(text->text, known));
  }
  return covers;
}

std::vector<std::string> read_tags(const YamlNode& node, Complaints& complaints) {
  std::vector<std::string> tags;
  for (const Text* text : one_or_more(node, "tags", complaints)) {
    if (is_word(text->text))
      tags.push_back(text->text);
    else
      complaints.error(*text, fmt::format("`{}` is no tag", text->text),
                       "a word of small letters, digits and `-`");
  }
  return tags;
}

std::vector<Need> read_needs(const YamlNode& node, Complaints& complaints) {
  std::vector<Need> needs;
  const std::vector<std::string> known = words_of(need_words());
  for (const Text* text : one_or_more(node, "needs", complaints)) {
    if (const std::optional<Need> need = look_up(need_words(), text->text))
      needs.push_back(*need);
    else
      complaints.error(*text, fmt::format("unknown need `{}`", text->text), one_of(known),
                       nearest_word(text->text, known));
  }
  return needs;
}

std::vector<KnownDeviation> read_known(const YamlNode& node, Complaints& complaints) {
  std::vector<KnownDeviation> deviations;
  if (node.kind != YamlNode::Kind::map && !node.broken)
    complaints.error(node.text, "`known` names stacks and reasons", "`linux: the reason`, below it");
  for (const auto& [key, value] : node.entries) {
    std::optional<KnownDeviation> known = parse_known_key(key.text, complaints);
    const bool reason = value.kind == YamlNode::Kind::scalar && !value.text.text.empty();
    if (!reason)
      complaints.error(key.text, "this known deviation has no reason",
                       "a text that says what this stack does");
    if (!known || !reason) continue;
    known->reason = value.text.text;
    deviations.push_back(*known);
  }
  return deviations;
}

std::string read_service(const YamlNode& node, Complaints& complaints) {
  const std::vector<std::string>& known = service_words();
  const Text* text = one_line_text(node, "service", complaints);
  if (!text) return "";
  if (std::find(known.begin(), known.end(), text->text) != known.end()) return text->text;
  complaints.error(*text, fmt::format("unknown service `{}`", text->text), one_of(known),
                   nearest_word(text->text, known));
  return "";
}

std::optional<Family> read_family(const YamlNode& node, Complaints& complaints) {
  const Text* text = one_line_text(node, "family", complaints);
  if (!text) return std::nullopt;
  if (text->text == "4") return Family::v4;
  if (text->text == "6") return Family::v6;
  complaints.error(*text, fmt::format("`{}` is no family", text->text),
                   "4 or 6; both when the key is not there");
  return std::nullopt;
}

std::vector<std::pair<std::string, std::string>> read_sysctls(const YamlNode& node, Complaints& complaints) {
  std::vector<std::pair<std::string, std::string>> sysctls;
  if ((node.kind != YamlNode::Kind::map || node.entries.empty()) && !node.broken)
    complaints.error(node.text, "there are no settings here", "`net.ipv4.tcp_ecn: 1`, below it");
  for (const auto& [key, value] : node.entries) {
    const bool good = is_sysctl(key.text.text);
    if (!good)
      complaints.error(key.text, fmt::format("`{}` is no setting of the network", key.text.text),
                       "a full name that begins with net., such as net.ipv4.tcp_ecn");
    if (const Text* text = one_line_text(value, key.text.text, complaints); text && good)
      sysctls.emplace_back(key.text.text, text->text);
  }
  return sysctls;
}

LabWishes read_lab(const YamlNode& node, Family family, Complaints& complaints) {
  LabWishes lab;
  for (const Text* text : one_or_more(node, "lab", complaints))
    read_lab_entry(*text, family, lab, complaints);
  return lab;
}

std::optional<WithSpec> read_with(const YamlNode& node, const Notation& notation, Complaints& complaints) {
  const Text* text = one_line_text(node, "with", complaints);
  if (!text) return std::nullopt;
  Cursor cursor(*text, complaints);
  return parse_with(cursor, notation);
}

std::optional<Value> read_isn(const YamlNode& node, const Notation& notation, Complaints& complaints) {
  const Text* text = one_line_text(node, "isn", complaints);
  if (!text) return std::nullopt;
  Cursor cursor(*text, complaints);
  std::optional<Value> value =
      parse_value(cursor, {notation.family, notation.mtu, nullptr}, Quantity::number);
  if (!value || !check_range(cursor, 0, *value, 0, UINT32_MAX, "an initial sequence number"))
    return std::nullopt;
  if (!cursor.done()) return cursor.unexpected("the end of the line");
  return value;
}

}  // namespace shakedown
