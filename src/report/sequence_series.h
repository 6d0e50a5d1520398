#pragma once
// What a run's segments say of one stream: octets over time, how far they were acknowledged, how far the
// receiver's window reached. As values, for whoever draws them.

#include <cstdint>
#include <string>
#include <vector>

#include "shakedown/trace.h"

namespace shakedown {

struct SequenceSeries {
  struct Data {
    Duration at;       // since the run's begin
    int64_t from, to;  // relative sequence numbers: the first octet behind a SYN is 1
    bool again;        // it begins with octets that were sent before
    bool lost;         // a `lose`, which never left
  };
  struct Level {
    Duration at;
    int64_t value;
  };

  std::string connection;
  bool from_target = false;  // who sends these octets
  std::vector<Data> data;
  std::vector<Level> acknowledged, edge;  // as the receiver told: the next octet, the window's right edge
};

// One for each direction of each connection in which octets went more than once: one segment makes no
// picture. A connection that begins anew (another SYN) is another one.
std::vector<SequenceSeries> sequence_series(const Trace& trace);

}  // namespace shakedown
