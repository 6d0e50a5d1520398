#pragma once
// What a send does not write is filled in as a correct peer would.

#include "engine/session.h"

namespace shakedown {

struct Filled {
  Segment segment;
  CraftOptions craft;
  bool well_formed = true;         // good checksum, natural data offset
  std::optional<uint16_t> window;  // written: holds for what follows
};

// `model` knows all that was sent and has arrived by now, judged or not.
Progress<Filled> fill(Session& session, Connection& connection, const TargetModel& model,
                      const TcpSpec& spec);
}  // namespace shakedown
