#pragma once
// Every single change that a target's segment can suffer, for asking whether a scenario notices it.

#include <functional>
#include <string>
#include <vector>

#include "shakedown/segment.h"

namespace shakedown::test {

struct Mutation {
  std::string kind;  // "seq +1", "option mss removed": the row of the table that it counts in
  Bytes packet;      // what arrives instead
};

// All changes of one field of this packet, each in good order otherwise (checksums are right unless they are
// what is changed). Nothing for what is not one whole TCP segment.
std::vector<Mutation> mutations_of(const Bytes& packet);

}  // namespace shakedown::test
