#include "scenario/names.h"

#include <fmt/format.h>

#include <algorithm>

namespace shakedown {
namespace {

constexpr const char* name_rule = "a name of letters, digits and `_`, no digit first";

bool is_reserved(const std::string& name) {
  static const std::set<std::string> words{"SND", "RCV", "PMTU", "info"};
  return words.count(name) > 0;
}

}  // namespace

std::vector<std::string> Names::all(NameKind kind) const {
  std::vector<std::string> names;
  for (const auto& [name, its_kind] : given)
    if (its_kind == kind) names.push_back(name);
  return names;
}

bool Names::is_connection(const std::string& name) const {
  return std::find(connections.begin(), connections.end(), name) != connections.end();
}

void Names::give(Cursor& cursor, size_t from, const std::string& name, NameKind kind) {
  Complaints& complaints = cursor.complaints();
  if (!is_name(name)) {
    complaints.error(cursor.text(), from, from + name.size(), fmt::format("`{}` is no name", name),
                     name_rule);
    return;
  }
  if (is_reserved(name)) {
    complaints.error(cursor.text(), from, from + name.size(),
                     fmt::format("`{}` is a word of the language", name), "another name");
    return;
  }
  if (given.count(name) > 0 && inherited.count(name) == 0) {
    complaints.error(cursor.text(), from, from + name.size(),
                     fmt::format("the name `{}` is given twice", name), "another name");
    return;
  }
  inherited.erase(name);
  given[name] = kind;
}

bool Names::known(const Text& text, size_t from, size_t to, const std::string& name, bool calls_too,
                  Complaints& complaints) const {
  const auto found = given.find(name);
  if (found != given.end() && (calls_too || found->second == NameKind::segment)) return true;
  std::vector<std::string> candidates = all(NameKind::segment);
  if (calls_too)
    for (const std::string& call : all(NameKind::call)) candidates.push_back(call);
  const char* what = calls_too ? "segment or call" : "segment";
  complaints.error(text, from, to, fmt::format("no {} is named `{}` before this", what, name),
                   candidates.empty() ? "a name given with `as` in an earlier step" : one_of(candidates),
                   nearest_word(name, candidates));
  return false;
}

void merge(Names& into, const Names& branch) {
  into.given.insert(branch.given.begin(), branch.given.end());
  into.sockets.insert(branch.sockets.begin(), branch.sockets.end());
}

}  // namespace shakedown
