#pragma once
// The few header fields that the link itself looks at: never past the end of `packet`, whatever it holds.

#include <optional>
#include <span>

#include "lab/protocol.h"

namespace shakedown {

// The connection that an IP packet belongs to, when it is a TCP segment (or its first fragment). `from_peer`:
// its source is the peer's side.
std::optional<keeper::TupleOnWire> tuple_of(std::span<const uint8_t> packet, bool from_peer);

// Neighbour discovery, MLD and IGMP: no business of a scenario.
bool is_neighbour_traffic(std::span<const uint8_t> packet);

// The Ethernet address that a frame with this IP packet goes to.
std::array<uint8_t, 6> frame_destination(std::span<const uint8_t> packet);

}  // namespace shakedown
