#pragma once
// What a correct target knows and owes, from what truly crossed the link: the octets of ours that reached it,
// what it has sent, its windows, timestamps and SACK runs. Fed in order of time with our sends (those that
// left) and with the target's segments as they are judged. Plain values; no clock, no socket.
// RFC 9293 3.4, 3.10.7; RFC 7323 4.3, 5.3; RFC 2018; RFC 2883.

#include <optional>
#include <vector>

#include "engine/octet_set.h"
#include "shakedown/segment.h"

namespace shakedown {

// What one side's SYN said.
struct SynOffer {
  std::optional<uint16_t> mss;
  std::optional<uint8_t> window_scale;
  bool sack = false, timestamps = false, fast_open = false, md5 = false;
  bool ecn = false;  // ECE set in it
};
SynOffer offer_of(const Segment& syn);

enum class Taken { no, yes, open };  // open: the RFC and stacks leave room

class TargetModel {
 public:
  // --- feeding -----------------------------------------------------------------------------------
  // A segment of ours that left. `well_formed`: good checksum and data offset.
  void sent(const Segment& segment, bool well_formed);
  // A segment of the target's, after it was judged.
  void arrived(const Segment& segment);
  // A too-big was sent: the target's segments shrink to it.
  void path_mtu(uint32_t mtu) { path_mtu_ = mtu; }

  // Would a correct target take this segment's octets, as things stand?
  Taken takes(const Segment& segment, bool well_formed) const;

  // --- numbers -----------------------------------------------------------------------------------
  bool heard_us() const { return our_isn_.has_value(); }  // our SYN reached it
  bool spoke() const { return its_isn_.has_value(); }     // its SYN has arrived
  Seq our_base() const { return our_isn_.value_or(Seq(0)); }
  Seq its_base() const { return its_isn_.value_or(Seq(0)); }
  Seq next_seq() const;                             // where its next new segment starts
  Seq highest_seq() const { return its_highest_; }  // behind the last octet that arrived
  std::pair<Seq, Seq> ack_range() const;            // the acknowledgements that are right now
  const std::optional<Segment>& last_sent() const { return last_sent_; }
  std::optional<Seq> highest_ack_sent() const { return our_highest_ack_; }
  std::optional<Seq> behind_last_repeat() const { return behind_repeat_; }
  std::optional<Seq> last_ack() const { return its_last_ack_; }  // it sent
  // Has anything that it may have to speak of reached it since its last segment?
  bool unanswered() const { return unanswered_; }
  // Have all these octets arrived before (at least one)? And were they the same?
  bool is_repeat(const Segment& segment) const;
  bool overlaps_old(const Segment& segment) const;
  bool same_octets(const Segment& segment) const;
  uint64_t stream_offset(Seq seq) const;  // of the target's octets: 0 is the first behind its SYN

  // --- options -----------------------------------------------------------------------------------
  const std::optional<SynOffer>& our_offer() const { return our_offer_; }
  const std::optional<SynOffer>& its_offer() const { return its_offer_; }
  bool timestamps() const { return both(&SynOffer::timestamps); }
  bool sack() const { return both(&SynOffer::sack); }
  // RFC 2385: a connection whose SYNs are signed has every segment signed.
  bool md5() const { return our_offer_ && our_offer_->md5; }
  bool ecn() const { return our_offer_ && its_offer_ && our_offer_->ecn && its_offer_->ecn; }
  bool scaling() const {
    return our_offer_ && its_offer_ && our_offer_->window_scale && its_offer_->window_scale;
  }
  uint8_t its_shift() const { return scaling() ? *its_offer_->window_scale : 0; }
  uint8_t our_shift() const { return scaling() ? *our_offer_->window_scale : 0; }
  const std::vector<uint32_t>& echoes() const { return ts_recent_; }  // the right TSecr values
  std::optional<uint32_t> newest_value() const { return its_ts_; }    // TSval may not be older
  std::vector<SackBlock> sack_runs() const;  // whole runs behind a hole, real numbers
  bool hole_is_certain() const;              // whatever became of what is open
  std::vector<SackBlock> repeated() const;   // what a D-SACK block may lie in
  std::optional<Seq> right_edge() const { return right_edge_; }
  // The right edge of the largest window that we really offered.
  std::optional<Seq> our_right_edge() const { return our_right_edge_; }
  // Is this a whole run behind a hole, where octets that it perhaps took count as the block says?
  bool may_be_run(const SackBlock& block) const;
  uint32_t path_mtu() const { return path_mtu_; }

 private:
  bool both(bool SynOffer::*what) const {
    return our_offer_ && its_offer_ && *our_offer_.*what && *its_offer_.*what;
  }
  int64_t our_offset(Seq seq) const { return offset_of(seq, our_base(), ours_.contiguous_end(0)); }
  int64_t its_offset(Seq seq) const { return offset_of(seq, its_base(), its_.contiguous_end(0)); }
  bool old_timestamp(const Segment& segment) const;
  void take_octets(const Segment& segment, Taken taken);
  void note_repeat(const Segment& segment);
  void note_timestamp(const Segment& segment, Taken taken);
  void settle(Seq ack);
  void note_arrived_octets(const Segment& segment);

  std::optional<Seq> our_isn_, its_isn_;
  OctetSet ours_, open_, its_;  // offsets from the ISNs: taken for sure; perhaps taken; arrived from it
  std::vector<OctetRun> repeated_;
  Seq its_highest_;
  Bytes its_stream_;  // octets behind its SYN, as they arrived first
  std::optional<Seq> its_last_ack_, right_edge_, our_highest_ack_, behind_repeat_, our_right_edge_;
  std::optional<int64_t> its_fin_;  // the offset of its FIN
  uint32_t max_window_ = 0;         // the largest window of ours that it has seen
  std::optional<SynOffer> our_offer_, its_offer_;
  std::vector<uint32_t> ts_recent_;
  std::optional<uint32_t> its_ts_;
  std::optional<Segment> last_sent_;
  bool unanswered_ = false;
  uint32_t path_mtu_ = 0;  // 0: the link's
};

}  // namespace shakedown
