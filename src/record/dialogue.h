#pragma once
// A stream as the target had it: what its end of the wire saw, in the order in which it must have seen it,
// with relative numbers. Captures differ from that: offload leaves checksums empty and joins segments, the
// same packet is captured twice, and what was captured far from the target crossed other segments on the way.

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "record/stream.h"

namespace shakedown {

struct Turn {
  size_t number = 0;  // of its packet
  Duration time{};    // since the first turn
  bool ours = false;
  Segment segment;    // its checksum_good tells what was wrong on the wire, not what offload left out
  bool whole = true;  // its payload was captured to the end
  bool any_interface = false;  // captured on all interfaces at once, so perhaps more than once
  bool lost = false;           // ours, and it never reached the target
  uint32_t seq = 0, ack = 0;   // relative
  uint32_t seq_end() const { return seq + segment.seq_length(); }
  uint32_t data_end() const { return seq + static_cast<uint32_t>(segment.payload.size()); }
  bool has(Flag flag) const { return segment.flags.has(flag); }
};

// What the two SYNs have settled.
struct Terms {
  bool handshake = false;  // the client's SYN was captured
  bool answered = false;   // the server's SYN-ACK was, too
  uint32_t our_mss = 0, target_mss = 0;
  uint32_t mtu = 1500;  // of the link that the target's MSS speaks of
  uint8_t our_shift = 0;
  bool timestamps = false;
  bool ecn = false;
};

struct Dialogue {
  End we = End::client;  // whose part we play
  Family family = Family::v4;
  Stream stream;  // without its segments
  Terms terms;
  Seq our_base, target_base;
  std::vector<Turn> turns;
  Duration way{};                  // there and back between capture and target
  std::vector<std::string> notes;  // what was left out or taken for something else

  bool target_is_server() const { return we == End::client; }
};

// The error names the packet that cannot be played again.
tl::expected<Dialogue, std::string> make_dialogue(const Stream& stream, End we);

}  // namespace shakedown
