#include "engine/peer.h"

namespace shakedown {

Seq Peer::rcv_nxt() const {
  return its_isn_ ? its_base() + static_cast<uint32_t>(its_.contiguous_end(0)) : Seq(0);
}

uint32_t Peer::rcv_wnd(const TargetModel& model) const {
  return static_cast<uint32_t>(window_) << model.our_shift();
}

namespace {
bool acknowledges(Seq ack, const Segment& hidden) {
  return hidden.seq_length() > 0 && ack.at_or_after(hidden.seq_end());
}
}  // namespace

std::optional<uint32_t> Peer::its_ts_seen_with(Seq ack) const {
  Peer then = *this;
  for (const Segment& hidden : unseen_)
    if (acknowledges(ack, hidden)) then.see_timestamp(hidden);
  return then.its_ts_;
}

void Peer::sent(const Segment& segment, bool moves) {
  if (segment.flags.has(Flag::syn)) sent_syn_ = true;
  if (moves && segment.seq.at_or_before(snd_nxt_) && segment.seq_end().after(snd_nxt_))
    snd_nxt_ = segment.seq_end();
  if (!segment.flags.has(Flag::ack)) return;
  std::vector<Segment> still;
  for (const Segment& hidden : unseen_) {
    if (!acknowledges(segment.ack, hidden)) {
      still.push_back(hidden);
      continue;
    }
    see_timestamp(hidden);
    const int64_t begin = its_offset(hidden.seq);
    its_.add(begin, begin + hidden.seq_length());
    if (hidden.flags.has(Flag::ack) && hidden.ack.after(snd_una_)) snd_una_ = hidden.ack;
    if (hidden.flags.has(Flag::ack))
      snd_wnd_ = static_cast<uint32_t>(hidden.window) << (hidden.flags.has(Flag::syn) ? 0 : its_shift_);
  }
  unseen_ = std::move(still);
}

void Peer::arrived(const Segment& segment, bool unseen, const TargetModel& model) {
  its_shift_ = model.its_shift();
  if (segment.flags.has(Flag::syn) && !segment.flags.has(Flag::rst) && !its_isn_) its_isn_ = segment.seq;
  if (unseen) {
    unseen_.push_back(segment);
  } else {
    see(segment, model);
  }
}

void Peer::see_timestamp(const Segment& segment) {
  if (const auto* ts = segment.find<TimestampsOption>())
    if (!its_ts_ || Seq(ts->value).after(Seq(*its_ts_))) its_ts_ = ts->value;
}

void Peer::see(const Segment& segment, const TargetModel& model) {
  see_timestamp(segment);
  if (segment.flags.has(Flag::rst)) return;
  if (its_isn_) {
    const int64_t begin = its_offset(segment.seq);
    its_.add(begin, begin + segment.seq_length());
  }
  if (!segment.flags.has(Flag::ack)) return;
  if (segment.ack.after(snd_una_) && segment.ack.at_or_before(snd_nxt_)) snd_una_ = segment.ack;
  const bool syn = segment.flags.has(Flag::syn);
  snd_wnd_ = static_cast<uint32_t>(segment.window) << (syn ? 0 : model.its_shift());
}

}  // namespace shakedown
