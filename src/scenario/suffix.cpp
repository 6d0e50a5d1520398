#include "scenario/suffix.h"

#include <fmt/format.h>

#include <algorithm>

namespace shakedown {
namespace {

struct SuffixEntry {
  const char* word;
  SuffixWord bit;
};
constexpr SuffixEntry suffix_table[] = {{"again", suffix_again},
                                        {"unseen", suffix_unseen},
                                        {"as", suffix_as},
                                        {"after", suffix_after},
                                        {"within", suffix_within}};

std::optional<AfterSpec> parse_after(Cursor& cursor, const Notation& notation) {
  std::optional<TimeSpec> time = parse_time(cursor, notation);
  if (!time) return std::nullopt;
  const std::optional<std::string> since = parse_since(cursor, notation);
  if (!since) return std::nullopt;
  return AfterSpec{*time, *since};
}

bool parse_operand(Cursor& cursor, const Notation& notation, SuffixWord which, Suffixes& suffixes) {
  cursor.skip_spaces();
  switch (which) {
    case suffix_again:
      return suffixes.again = true;
    case suffix_unseen:
      return suffixes.unseen = true;
    case suffix_after:
      return (suffixes.after = parse_after(cursor, notation)).has_value();
    case suffix_within:
      return (suffixes.within = parse_plain_duration(cursor, "`within`")).has_value();
    case suffix_as:
      break;
  }
  suffixes.as_at = cursor.at;
  suffixes.as = cursor.token();
  cursor.skip_token();
  if (!suffixes.as.empty()) return true;
  cursor.unexpected("a name");
  return false;
}

bool stands_already(const Suffixes& suffixes, SuffixWord which) {
  switch (which) {
    case suffix_again:
      return suffixes.again;
    case suffix_unseen:
      return suffixes.unseen;
    case suffix_as:
      return !suffixes.as.empty();
    case suffix_after:
      return suffixes.after.has_value();
    case suffix_within:
      return suffixes.within.has_value();
  }
  return false;
}

}  // namespace

std::vector<std::string> suffix_words(unsigned allowed) {
  std::vector<std::string> words;
  for (const SuffixEntry& entry : suffix_table)
    if (allowed & entry.bit) words.emplace_back(entry.word);
  return words;
}

std::optional<std::string> parse_since(Cursor& cursor, const Notation& notation) {
  const size_t before = cursor.at;
  cursor.skip_spaces();
  if (cursor.next_word() != "since") {
    cursor.at = before;
    return "";
  }
  cursor.word();
  cursor.skip_spaces();
  const size_t from = cursor.at;
  const std::string name = cursor.word();
  if (name.empty()) return cursor.unexpected("the name of a segment or call");
  const bool known = !notation.names ||
                     notation.names->known(cursor.text(), from, cursor.at, name, true, cursor.complaints());
  if (!known) return std::nullopt;
  return name;
}

bool parse_suffix(Cursor& cursor, const Notation& notation, unsigned allowed, const std::string& step,
                  const std::vector<std::string>& more, Suffixes& suffixes) {
  const size_t from = cursor.at;
  const std::string word = cursor.next_word();
  std::vector<std::string> words = suffix_words(allowed);
  words.insert(words.end(), more.begin(), more.end());
  const std::string expected = words.empty() ? "the end of the line" : one_of(words);
  for (const SuffixEntry& entry : suffix_table) {
    if (word != entry.word) continue;
    cursor.word();
    if (!(allowed & entry.bit)) {
      cursor.wrong(from, fmt::format("`{}` does not stand on `{}`", word, step), expected);
      return false;
    }
    if (stands_already(suffixes, entry.bit)) {
      cursor.wrong(from, fmt::format("`{}` stands twice", word), "it once");
      return false;
    }
    return parse_operand(cursor, notation, entry.bit, suffixes);
  }
  cursor.unexpected(expected, words);
  return false;
}

bool parse_suffixes(Cursor& cursor, const Notation& notation, unsigned allowed, const std::string& step,
                    const std::vector<std::string>& more, Suffixes& suffixes) {
  for (cursor.skip_spaces(); !cursor.done(); cursor.skip_spaces())
    if (!parse_suffix(cursor, notation, allowed, step, more, suffixes)) return false;
  return true;
}

}  // namespace shakedown
