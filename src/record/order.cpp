#include "record/order.h"

#include <algorithm>
#include <optional>

namespace shakedown {
namespace {

constexpr Duration near = 5ms;  // a way shorter than this is as good as none

bool before(uint32_t a, uint32_t b) { return Seq(a).before(Seq(b)); }
bool holds(uint32_t begin, uint32_t end, uint32_t number) {
  return !before(number, begin) && before(number, end);
}

// Does this segment of the target's say that octet `number` has arrived?
bool tells_of(const Dialogue& dialogue, const Turn& turn, uint32_t number) {
  if (!turn.has(Flag::ack)) return false;
  if (before(number, turn.ack)) return true;
  const auto* sack = turn.segment.find<SackOption>();
  if (sack == nullptr) return false;
  return std::any_of(sack->blocks.begin(), sack->blocks.end(), [&](const SackBlock& block) {
    return holds(block.left - dialogue.our_base, block.right - dialogue.our_base, number);
  });
}

// A D-SACK block for octet `number`: it has arrived twice.
bool tells_of_two(const Dialogue& dialogue, const Turn& turn, uint32_t number) {
  const auto* sack = turn.segment.find<SackOption>();
  if (sack == nullptr || sack->blocks.empty()) return false;
  const SackBlock& first = sack->blocks.front();
  const uint32_t left = first.left - dialogue.our_base, right = first.right - dialogue.our_base;
  return !before(turn.ack, right) && holds(left, right, number);
}

bool could_be_lost(const Turn& turn) {
  return turn.ours && !turn.lost && turn.segment.checksum_good && turn.segment.seq_length() > 0 &&
         (turn.has(Flag::ack) || turn.has(Flag::syn));
}

// When the target spoke of the first octet of a turn of ours: that it had arrived, for the first time; that
// it had twice, for the last time. Looked up once for each turn, since a capture may hold thousands of
// repeats.
struct Told {
  size_t arrived, twice;
};
Told told_of(const Dialogue& dialogue, const Turn& ours) {
  const std::vector<Turn>& turns = dialogue.turns;
  Told told{turns.size(), 0};
  for (size_t i = turns.size(); i-- > 0;) {
    if (turns[i].ours) continue;
    if (tells_of(dialogue, turns[i], ours.seq)) told.arrived = i;
    if (told.twice == 0 && tells_of_two(dialogue, turns[i], ours.seq)) told.twice = i;
  }
  return told;
}

// Would this segment of ours, on its arrival, have moved the target's acknowledgement on from `ack`?
bool moves_on(const Turn& turn, uint32_t ack) {
  const bool counts = turn.ours && !turn.lost && turn.segment.checksum_good && turn.has(Flag::ack) &&
                      !turn.has(Flag::syn) && !turn.has(Flag::rst) && turn.segment.seq_length() > 0;
  return counts && !before(ack, turn.seq) && before(ack, turn.seq_end());
}

// The shortest time from a segment of ours to an acknowledgement of it.
Duration round_trip(const std::vector<Turn>& turns) {
  constexpr Duration none = Duration::max();
  Duration least = none;
  for (size_t i = 0; i < turns.size(); ++i) {
    const Turn& sent = turns[i];
    if (!sent.ours || sent.lost || sent.segment.seq_length() == 0) continue;
    for (size_t j = i + 1; j < turns.size(); ++j) {
      if (turns[j].time - sent.time >= least) break;
      if (turns[j].ours || !turns[j].has(Flag::ack) || before(turns[j].ack, sent.seq_end())) continue;
      least = turns[j].time - sent.time;
      break;
    }
  }
  constexpr Duration longest = 1min;  // what took longer was no way
  return least > longest ? Duration{} : least;
}

}  // namespace

void mark_lost(Dialogue& dialogue) {
  std::vector<Turn>& turns = dialogue.turns;
  std::vector<std::optional<Told>> told(turns.size());
  uint32_t highest = 0;
  for (size_t i = 0; i < turns.size(); ++i) {
    const Turn& again = turns[i];
    if (!again.ours || again.segment.seq_length() == 0) continue;
    for (size_t j = 0; j < i && before(again.seq, highest); ++j) {
      if (!could_be_lost(turns[j]) || !holds(again.seq, again.seq_end(), turns[j].seq)) continue;
      if (!told[j]) told[j] = told_of(dialogue, turns[j]);
      turns[j].lost = told[j]->arrived >= i && told[j]->twice < i;
    }
    if (before(highest, again.seq_end())) highest = again.seq_end();
  }
}

void put_in_order(Dialogue& dialogue) {
  std::vector<Turn>& turns = dialogue.turns;
  dialogue.way = round_trip(turns);
  if (dialogue.way >= near) {
    for (Turn& turn : turns) turn.time += turn.ours ? dialogue.way : Duration{};
    std::stable_sort(turns.begin(), turns.end(),
                     [](const Turn& a, const Turn& b) { return a.time < b.time; });
  }
  // A segment carries the acknowledgement of all that has arrived: one that lacks ours left before it came.
  uint32_t acknowledged = 0;
  size_t last = 0;  // behind the target's last segment
  for (size_t i = 0; i < turns.size(); ++i) {
    if (turns[i].ours) continue;
    const bool speaks = turns[i].segment.seq_length() > 0 || before(acknowledged, turns[i].ack);
    size_t to = i;
    for (size_t j = last; j < i && speaks && turns[i].has(Flag::ack); ++j)
      if (moves_on(turns[j], turns[i].ack)) {
        to = j;
        break;
      }
    std::rotate(turns.begin() + static_cast<ptrdiff_t>(to), turns.begin() + static_cast<ptrdiff_t>(i),
                turns.begin() + static_cast<ptrdiff_t>(i) + 1);
    if (to < i) turns[to].time = to > 0 ? std::min(turns[to].time, turns[to + 1].time) : turns[to].time;
    if (before(acknowledged, turns[to].ack)) acknowledged = turns[to].ack;
    last = to + 1;
  }
}

}  // namespace shakedown
