#include "record/gaps.h"

#include <fmt/format.h>

#include <algorithm>

namespace shakedown {
namespace {

constexpr Duration late = 3ms;            // two queues of one card may differ by this
constexpr size_t most = size_t{1} << 20;  // octets made up of one connection

bool before(uint32_t a, uint32_t b) { return Seq(a).before(Seq(b)); }

struct GapFiller {
  Dialogue& dialogue;
  uint32_t end[2] = {0, 0};  // behind all that the target (0) and we (1) have sent so far
  uint32_t ack[2] = {0, 0};
  size_t made_up = 0;
  std::vector<Turn> filled{};
  std::vector<bool> moved{};

  // Behind turn `index`: does the target go on where this acknowledgement says that it is?
  bool goes_on(size_t index, uint32_t number) const {
    const std::vector<Turn>& turns = dialogue.turns;
    for (size_t i = index; i < turns.size(); ++i)
      if (!turns[i].ours && !turns[i].has(Flag::syn) && !before(turns[i].seq, number)) return true;
    return false;
  }

  void take(Turn turn) {
    const int side = turn.ours ? 1 : 0;
    if (before(end[side], turn.seq_end())) end[side] = turn.seq_end();
    if (turn.has(Flag::ack)) ack[side] = turn.ack;
    filled.push_back(std::move(turn));
  }

  // Captured soon behind the acknowledgement in turn `index`.
  bool bring_forward(size_t index, bool ours) {
    const std::vector<Turn>& turns = dialogue.turns;
    const uint32_t from = end[ours ? 1 : 0];
    for (size_t i = index + 1; i < turns.size() && turns[i].time - turns[index].time <= late; ++i) {
      const Turn& turn = turns[i];
      if (moved[i] || turn.ours != ours || before(from, turn.seq) || !before(from, turn.seq_end())) continue;
      moved[i] = true;
      Turn early = turn;
      early.time = turns[index].time;
      take(std::move(early));
      return true;
    }
    return false;
  }

  void make_up(const Turn& witness, bool ours) {
    const int side = ours ? 1 : 0;
    Turn turn;
    turn.number = witness.number;
    turn.time = witness.time;
    turn.ours = ours;
    turn.whole = false;
    turn.seq = end[side];
    turn.ack = ack[side];
    turn.segment.flags = Flags{}.with(Flag::ack);
    turn.segment.seq = (ours ? dialogue.our_base : dialogue.target_base) + turn.seq;
    turn.segment.ack = (ours ? dialogue.target_base : dialogue.our_base) + turn.ack;
    turn.segment.window = last_window(ours);
    turn.segment.payload = Bytes(witness.ack - turn.seq, 0);
    if (dialogue.terms.timestamps) turn.segment.options = {TimestampsOption{last_stamp(ours), 1}};
    dialogue.notes.push_back(fmt::format("{} octets that the capture has missed ahead of packet {}",
                                         turn.segment.payload.size(), witness.number));
    take(std::move(turn));
  }

  uint16_t last_window(bool ours) const {
    for (auto turn = filled.rbegin(); turn != filled.rend(); ++turn)
      if (turn->ours == ours && !turn->has(Flag::syn)) return turn->segment.window;
    return UINT16_MAX;
  }
  uint32_t last_stamp(bool ours) const {
    for (auto turn = filled.rbegin(); turn != filled.rend(); ++turn)
      if (const auto* stamp = turn->segment.find<TimestampsOption>(); stamp != nullptr && turn->ours == ours)
        return stamp->value;
    return 0;
  }

  std::string fill() {
    const std::vector<Turn>& turns = dialogue.turns;
    moved.assign(turns.size(), false);
    for (size_t i = 0; i < turns.size(); ++i) {
      const Turn& turn = turns[i];
      if (moved[i]) continue;
      const bool other = !turn.ours;
      const auto unseen = [&] {
        const uint32_t from = end[other ? 1 : 0];
        return turn.has(Flag::ack) && from > 0 && before(from, turn.ack);
      };
      while (unseen() && bring_forward(i, other)) {
      }
      // We may acknowledge what was never sent; a kernel does not.
      if (unseen() && (other || goes_on(i, turn.ack))) {
        made_up += turn.ack - end[other ? 1 : 0];
        if (made_up > most)
          return fmt::format("packet {}: too much of what it acknowledges is not in the capture",
                             turn.number);
        make_up(turn, other);
      }
      take(turn);
    }
    dialogue.turns = std::move(filled);
    return "";
  }
};

}  // namespace

std::string fill_gaps(Dialogue& dialogue) { return GapFiller{dialogue}.fill(); }

}  // namespace shakedown
