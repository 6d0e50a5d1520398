#include "record/tidy.h"

#include <fmt/format.h>

#include <algorithm>

#include "segment/octets.h"

namespace shakedown {
namespace {

constexpr Duration copy_gap = 2ms;

bool same_packet(const Turn& a, const Turn& b) {
  const Segment &s = a.segment, &t = b.segment;
  if (a.ours != b.ours || s.seq != t.seq || s.ack != t.ack || s.flags != t.flags) return false;
  if (s.window != t.window || s.options != t.options || s.payload != t.payload) return false;
  const bool v4 = s.ip.source.family == Family::v4;
  if (v4 && s.ip.id != t.ip.id) return false;
  // A repeat has an id of its own; without one only a capture of several interfaces makes it likely.
  return (v4 && s.ip.id != 0) || (a.any_interface && s.seq_length() > 0);
}

// What a kernel leaves in the field for the card: the sum over the pseudo header alone.
uint16_t pseudo_header_sum(const Segment& segment) {
  const size_t octets = address_octets(segment.ip.source.family);
  ChecksumSum sum;
  sum.add(std::span(segment.ip.source.octets).first(octets));
  sum.add(std::span(segment.ip.destination.octets).first(octets));
  sum.add32(protocol::tcp);
  sum.add32(static_cast<uint32_t>(segment.data_offset * 4 + segment.payload.size()));
  return static_cast<uint16_t>(~sum.checksum());
}

std::string counted_packets(size_t count) { return fmt::format("{} packet{}", count, count == 1 ? "" : "s"); }

// One end's segments.
void settle_side(Dialogue& dialogue, bool ours) {
  size_t all = 0, bad = 0;
  for (const Turn& turn : dialogue.turns) {
    if (turn.ours != ours) continue;
    ++all;
    bad += turn.segment.checksum_good || !turn.whole ? 0 : 1;
  }
  const bool most = bad * 2 > all;
  for (Turn& turn : dialogue.turns) {
    if (turn.ours != ours || turn.segment.checksum_good) continue;
    const bool offload = most || turn.segment.checksum == 0 ||
                         turn.segment.checksum == pseudo_header_sum(turn.segment) || !turn.whole;
    if (!offload && !ours)
      dialogue.notes.push_back(fmt::format("the wrong checksum of packet {}", turn.number));
    if (offload || !ours) turn.segment.checksum_good = true;
  }
}

// Octets of payload that the wire carries in one segment with these options.
size_t payload_limit(const Dialogue& dialogue, const Turn& turn) {
  constexpr size_t least = 256;  // an MSS below it is nothing that offload would cut to
  const Terms& terms = dialogue.terms;
  const size_t mss = turn.ours ? terms.target_mss : terms.our_mss;
  const size_t ip = dialogue.family == Family::v4 ? 20 : 40;
  const size_t room = std::min<size_t>(mss, terms.mtu - ip - 20);
  const size_t options = header_octets(turn.segment.options) - 20;
  return std::max(room > options ? room - options : 0, least);
}

std::vector<Turn> pieces_of(const Turn& turn, size_t limit) {
  std::vector<Turn> pieces;
  const Bytes& payload = turn.segment.payload;
  for (size_t at = 0; at < payload.size(); at += limit) {
    Turn piece = turn;
    const size_t end = std::min(at + limit, payload.size());
    piece.segment.payload.assign(payload.begin() + static_cast<ptrdiff_t>(at),
                                 payload.begin() + static_cast<ptrdiff_t>(end));
    piece.segment.seq += static_cast<uint32_t>(at);
    piece.seq += static_cast<uint32_t>(at);
    Flags& flags = piece.segment.flags;
    if (end < payload.size()) flags = flags.without(Flag::fin).without(Flag::psh);
    if (at > 0) flags = flags.without(Flag::cwr);
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

}  // namespace

void drop_copies(Dialogue& dialogue) {
  std::vector<Turn> kept;
  size_t dropped = 0;
  for (Turn& turn : dialogue.turns) {
    const auto near = std::find_if(kept.rbegin(), kept.rend(), [&](const Turn& earlier) {
      return turn.time - earlier.time > copy_gap || same_packet(earlier, turn);
    });
    const bool copy = near != kept.rend() && turn.time - near->time <= copy_gap;
    if (copy)
      ++dropped;
    else
      kept.push_back(std::move(turn));
  }
  dialogue.turns = std::move(kept);
  if (dropped > 0) dialogue.notes.push_back(counted_packets(dropped) + " captured a second time");
}

void settle_checksums(Dialogue& dialogue) {
  settle_side(dialogue, true);
  settle_side(dialogue, false);
}

void cut_joined(Dialogue& dialogue) {
  std::vector<Turn> cut;
  size_t joined = 0;
  for (Turn& turn : dialogue.turns) {
    const size_t limit = payload_limit(dialogue, turn);
    if (turn.segment.payload.size() <= limit) {
      cut.push_back(std::move(turn));
      continue;
    }
    ++joined;
    for (Turn& piece : pieces_of(turn, limit)) cut.push_back(std::move(piece));
  }
  dialogue.turns = std::move(cut);
  if (joined > 0)
    dialogue.notes.push_back(fmt::format("how offload had joined segments in {}", counted_packets(joined)));
}

}  // namespace shakedown
