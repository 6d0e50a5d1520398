#pragma once
// What a capture says of its packets: which step sent, took or refused each, and what else happened there.

#include <string>
#include <vector>

#include "shakedown/result.h"

namespace shakedown {

// Of the run as a whole: the scenario's name, the run id, the verdict with its reason, the seed, the failure.
std::vector<std::string> run_comments(const RunResult& run, uint64_t seed);

// Of one packet, its step first:
//
//   step 3, refused: expect: ACK ack=2 (scenarios/close/simultaneous.yaml:8, close/simultaneous)
//   ACK seq=1 ack=1 win=502
//   ack is 1, not 2
//   expected ACK seq=1 ack=2 win=*, got ACK seq=1 ack=1 win=502
//   ack: expected 2, got 1
//
// The outcomes are `sent`, `lost, it never left`, `matched`, `matched, unseen`, `allowed beside it`,
// `refused`; a segment without a step says `no step took it`.
std::vector<std::string> packet_comments(const RunResult& run, const SegmentEvent& event);

// Of anything else in the trace, "" when that is nothing to stop at (a step that passed):
//
//   before, at 0.012 ms, step 1: call close starts
enum class Beside { before, after };
std::string event_comment(const Event& event, const Trace& trace, Beside where);

}  // namespace shakedown
