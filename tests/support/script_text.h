#pragma once
// The target's segments in the language's notation, with a correct target's numbers where none are written.

#include <string>

#include "shakedown/segment.h"

namespace shakedown::test {

// One connection as the scripted target sees it.
struct Conversation {
  FourTuple tuple;
  Seq peer_isn, target_isn{1000000};
  Seq next{1000000};          // the target's SND.NXT
  Seq acknowledge;            // behind the last octet of ours
  std::vector<Segment> sent;  // what we sent, in order
};

// "SYN-ACK <mss 1460>", "PSH-ACK data=\"hello\"", "ACK ack=1 win=0": numbers relative to each side's ISN.
// Fields not written are a correct target's; options not written are none; `ts` and `sack` take numbers
// alone. Moves `conversation.next`. Throws std::invalid_argument on what it cannot say: the script of a test
// is wrong.
Segment script_segment(const std::string& text, Conversation& conversation);

}  // namespace shakedown::test
