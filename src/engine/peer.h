#pragma once
// The peer's own variables on one connection, as a correct TCP would keep them for what the scenario
// pretends: a `lose` counts as sent, an `unseen` arrival as not arrived (until a send acknowledges it). RFC
// 9293 3.3.1.

#include <optional>
#include <vector>

#include "engine/octet_set.h"
#include "engine/target_model.h"
#include "shakedown/segment.h"

namespace shakedown {

class Peer {
 public:
  // `isn` is the number that our SYN will have.
  explicit Peer(Seq isn) : isn_(isn), snd_nxt_(isn), snd_una_(isn) {}

  void choose_isn(Seq isn) {
    if (!sent_syn_) isn_ = snd_nxt_ = snd_una_ = isn;
  }
  Seq isn() const { return isn_; }
  Seq our_base() const { return sent_syn_ ? isn_ : Seq(0); }
  Seq its_base() const { return its_isn_.value_or(Seq(0)); }
  bool sent_syn() const { return sent_syn_; }

  Seq snd_nxt() const { return snd_nxt_; }
  Seq snd_una() const { return snd_una_; }
  uint32_t snd_wnd() const { return snd_wnd_; }
  Seq rcv_nxt() const;
  uint32_t rcv_wnd(const TargetModel& model) const;
  uint16_t window_raw() const { return window_; }
  std::optional<uint32_t> newest_its_ts() const { return its_ts_; }
  // As a segment of ours echoes it: what it acknowledges counts as seen.
  std::optional<uint32_t> its_ts_seen_with(Seq ack) const;

  // `moves`: a correct target takes it, or it is a `lose` (scenarios/README.md, what a send fills in).
  void sent(const Segment& segment, bool moves);
  void write_window(uint16_t raw) { window_ = raw; }
  void arrived(const Segment& segment, bool unseen, const TargetModel& model);

 private:
  void see(const Segment& segment, const TargetModel& model);
  void see_timestamp(const Segment& segment);
  int64_t its_offset(Seq seq) const { return offset_of(seq, its_base(), its_.contiguous_end(0)); }

  Seq isn_;
  bool sent_syn_ = false;
  Seq snd_nxt_, snd_una_;
  uint32_t snd_wnd_ = 0;
  uint16_t window_ = 65535;
  std::optional<Seq> its_isn_;
  OctetSet its_;
  std::optional<uint32_t> its_ts_;
  std::vector<Segment> unseen_;
  uint8_t its_shift_ = 0;
};

}  // namespace shakedown
