#include "record/application.h"

#include <algorithm>

namespace shakedown {
namespace {

bool before(uint32_t a, uint32_t b) { return Seq(a).before(Seq(b)); }

bool is_text(const Bytes& octets) {
  return std::all_of(octets.begin(), octets.end(), [](uint8_t octet) {
    return (octet >= 0x20 && octet < 0x7f) || octet == '\r' || octet == '\n' || octet == '\t';
  });
}

Bytes stream_of(const Dialogue& dialogue, bool ours) {
  constexpr size_t most = size_t{1} << 16;  // only what is written out is asked for
  Bytes stream;
  for (const Turn& turn : dialogue.turns) {
    if (turn.ours != ours || turn.segment.payload.empty() || turn.seq == 0) continue;
    if (turn.seq > most || turn.data_end() > most) continue;
    if (stream.size() + 1 < turn.data_end()) stream.resize(turn.data_end() - 1);
    std::copy(turn.segment.payload.begin(), turn.segment.payload.end(),
              stream.begin() + static_cast<ptrdiff_t>(turn.seq - 1));
  }
  return stream;
}

// Written out as text where all of it is: a line of a scenario is short.
bool worth_writing(const Dialogue& dialogue, bool ours) {
  constexpr size_t longest = 200, most = 1000;
  size_t all = 0;
  bool own = false;  // something that the pattern is not
  for (const Turn& turn : dialogue.turns) {
    if (turn.ours != ours) continue;
    const Bytes& payload = turn.segment.payload;
    all += payload.size();
    if (!turn.whole || payload.size() > longest || all > most || !is_text(payload)) return false;
    own = own || payload != pattern(turn.seq - 1, payload.size());
  }
  // Octets that were never captured are no text.
  const Bytes stream = stream_of(dialogue, ours);
  return own && stream.size() <= most && is_text(stream);
}

// Finds where the application's sends begin.
struct SendFinder {
  const Dialogue& dialogue;
  Application& application;
  uint32_t high = 1;          // behind all that the target has sent
  uint32_t right_edge = 0;    // of the window that we offer
  uint32_t acknowledged = 0;  // of the target's
  uint32_t short_end = 0;     // behind its last short segment
  Sending* current = nullptr;
  std::optional<size_t> blocked{};  // the turn that shows it waiting for our window
  Duration last{};

  size_t full_size() const {
    const Terms& terms = dialogue.terms;
    const uint32_t room = terms.mtu - (dialogue.family == Family::v4 ? 40 : 60);
    const uint32_t options = terms.timestamps ? 12 : 0;
    const uint32_t size = std::min(terms.our_mss, room);
    return size > options ? size - options : 1;
  }

  void ours(const Turn& turn) {
    if (turn.lost) return;
    if (turn.has(Flag::ack)) {
      const uint8_t shift = turn.has(Flag::syn) ? 0 : dialogue.terms.our_shift;
      right_edge = turn.ack + (uint32_t{turn.segment.window} << shift);
      if (before(acknowledged, turn.ack)) acknowledged = turn.ack;
    }
    if (!turn.segment.payload.empty()) current = nullptr;  // a question asks for a new answer
  }

  // Somebody who asks a closed window again and again has something to send.
  void probe(size_t index, const Turn& turn) {
    if (right_edge == high && before(turn.seq, high) && !current && !blocked) blocked = index;
  }

  void target(size_t index, const Turn& turn) {
    if (!before(high, turn.data_end())) return probe(index, turn);
    if (blocked || !current || turn.time - last >= pause) {
      current = &application.sendings[blocked.value_or(index)];
      blocked.reset();
    }
    current->octets += turn.data_end() - high;
    high = turn.data_end();
    const bool is_short = turn.segment.payload.size() < full_size() && high != right_edge;
    if (turn.has(Flag::fin)) {
      current->closes = true;
    } else if (is_short) {
      if (before(acknowledged, short_end)) application.no_delay = true;
      short_end = high;
      if (turn.has(Flag::psh)) current = nullptr;
    }
  }

  void find() {
    for (size_t i = 0; i < dialogue.turns.size(); ++i) {
      const Turn& turn = dialogue.turns[i];
      if (turn.ours)
        ours(turn);
      else if (!turn.has(Flag::rst) && !turn.has(Flag::syn))
        target(i, turn);
      last = turn.time;
    }
  }
};

// A probe of the target's: an old number, and at most one octet.
std::optional<KeepAlive> find_keep_alive(const Dialogue& dialogue) {
  constexpr Duration least = 900ms;
  std::optional<KeepAlive> found;
  uint32_t high = 1;
  bool window = true;
  std::optional<Duration> probed;
  unsigned unanswered = 0;
  Duration last{};
  for (const Turn& turn : dialogue.turns) {
    const Duration gap = turn.time - last;
    last = turn.time;
    if (turn.ours) {
      if (turn.has(Flag::ack)) window = turn.segment.window != 0;
      unanswered = 0;
      continue;
    }
    const bool bare = !turn.has(Flag::syn) && !turn.has(Flag::fin) && !turn.has(Flag::rst);
    const bool probe =
        window && bare && turn.segment.payload.size() <= 1 && turn.seq + 1 == high && gap >= least;
    if (turn.has(Flag::rst) && found && unanswered > 0) found->unanswered = unanswered;
    if (before(high, turn.seq_end())) high = turn.seq_end();
    if (!probe) continue;
    ++unanswered;
    if (!found) found = KeepAlive{gap, {}, 0};
    if (probed && found->interval == Duration{}) found->interval = turn.time - *probed;
    probed = turn.time;
  }
  return found;
}

bool reads_after_fin(const Dialogue& dialogue) {
  bool finished = false;
  uint32_t high = 0, sent_behind = 0;
  for (const Turn& turn : dialogue.turns) {
    if (!turn.ours && turn.has(Flag::fin)) finished = true;
    if (turn.ours && finished && !turn.lost && !turn.segment.payload.empty() && !before(turn.seq, high))
      sent_behind = turn.data_end();
    if (turn.ours && before(high, turn.data_end())) high = turn.data_end();
    if (sent_behind != 0 && !turn.ours && !turn.has(Flag::rst) && turn.has(Flag::ack) &&
        !before(turn.ack, sent_behind))
      return true;
  }
  return false;
}

}  // namespace

Application guess_application(const Dialogue& dialogue) {
  Application application;
  application.our_text = worth_writing(dialogue, true);
  application.target_text = worth_writing(dialogue, false);
  application.keep_alive = find_keep_alive(dialogue);
  application.shuts_down = reads_after_fin(dialogue);
  SendFinder{dialogue, application}.find();
  return application;
}

Bytes target_stream(const Dialogue& dialogue) { return stream_of(dialogue, false); }
Bytes our_stream(const Dialogue& dialogue) { return stream_of(dialogue, true); }

}  // namespace shakedown
