#pragma once
// The names that a scenario has given so far, in the order of its steps.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "scenario/cursor.h"

namespace shakedown {

enum class NameKind { segment, call, socket };

struct Names {
  std::map<std::string, NameKind> given;
  std::set<std::string> inherited;       // by a prelude: may be given anew
  std::vector<std::string> connections;  // declared
  std::set<std::string> sockets;         // made by a call, in order of the steps

  std::vector<std::string> all(NameKind kind) const;
  bool is_connection(const std::string& name) const;

  // Notes a name given with `as`; complains when it was given before, or is none.
  void give(Cursor& cursor, size_t from, const std::string& name, NameKind kind);
  // Complains about text[from, to) when no segment (or, `calls_too`, call) was named so before.
  bool known(const Text& text, size_t from, size_t to, const std::string& name, bool calls_too,
             Complaints& complaints) const;
};

// The names after a fork: what any branch has given.
void merge(Names& into, const Names& branch);

}  // namespace shakedown
