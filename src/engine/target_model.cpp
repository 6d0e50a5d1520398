#include "engine/target_model.h"

#include <algorithm>

namespace shakedown {

namespace {
// TSval order modulo 2^32 (RFC 7323 5.2).
bool older(uint32_t a, uint32_t b) { return Seq(a).before(Seq(b)); }
// The stream that is kept for comparing repeats: more than any scenario sends.
constexpr size_t stream_limit = 4 << 20;
}  // namespace

SynOffer offer_of(const Segment& syn) {
  SynOffer offer;
  if (const auto* mss = syn.find<MssOption>()) offer.mss = mss->mss;
  if (const auto* scale = syn.find<WindowScaleOption>())
    offer.window_scale = std::min<uint8_t>(scale->shift, 14);  // RFC 7323 2.3
  offer.sack = syn.find<SackPermittedOption>() != nullptr;
  offer.timestamps = syn.find<TimestampsOption>() != nullptr;
  offer.fast_open = syn.find<FastOpenOption>() != nullptr;
  offer.md5 = syn.find<Md5Option>() != nullptr;
  offer.ecn = syn.flags.has(Flag::ece);
  return offer;
}

bool TargetModel::old_timestamp(const Segment& segment) const {
  const auto* ts = segment.find<TimestampsOption>();
  return timestamps() && ts != nullptr &&
         std::all_of(ts_recent_.begin(), ts_recent_.end(),
                     [&](uint32_t recent) { return older(ts->value, recent); }) &&
         !ts_recent_.empty();
}

Taken TargetModel::takes(const Segment& segment, bool well_formed) const {
  if (!well_formed || segment.flags.has(Flag::rst)) return Taken::no;
  const bool syn = segment.flags.has(Flag::syn);
  if (segment.flags.has(Flag::ack) && spoke() && segment.ack.after(its_highest_)) return Taken::no;
  // RFC 9293 3.10.7.2 and 3.10.7.3: a listener resets what acknowledges anything, and SYN-SENT what
  // acknowledges anything but its SYN.
  if (syn && segment.flags.has(Flag::ack) && (!spoke() || segment.ack.at_or_before(its_base())))
    return Taken::no;
  if (syn) return heard_us() ? Taken::no : Taken::yes;
  if (!segment.flags.has(Flag::ack) || !heard_us() || !spoke()) return Taken::no;
  if (old_timestamp(segment)) return Taken::no;
  if (right_edge_ && segment.seq_length() > 0) {
    if (segment.seq.after(*right_edge_)) return Taken::no;
    if (segment.seq_end().after(*right_edge_)) return Taken::open;
  }
  if (timestamps() && segment.find<TimestampsOption>() == nullptr) return Taken::open;
  // RFC 5961 5.2: an acknowledgement older than any window, or of what was never sent, is not acceptable to
  // those who follow it.
  if (segment.ack.at_or_before(its_base())) return Taken::open;
  const Seq oldest = (our_highest_ack_ ? *our_highest_ack_ : its_base()) - max_window_;
  if (segment.ack.before(oldest)) return Taken::open;
  return Taken::yes;
}

void TargetModel::take_octets(const Segment& segment, Taken taken) {
  const int64_t begin = our_offset(segment.seq);
  const int64_t end = begin + segment.seq_length();
  if (taken == Taken::no) return;
  if (segment.flags.has(Flag::syn)) {
    ours_.add(begin, begin + 1);
    open_.add(begin + 1, end);  // data of a SYN: as far as the SYN-ACK takes it
    return;
  }
  // A segment that reaches past the window is taken up to the edge by some, dropped whole by others (Linux
  // from 6.17 on); one too old or without timestamps likewise.
  const int64_t sure = taken == Taken::open ? begin : end;
  ours_.add(begin, sure);
  open_.add(sure, end);
}

void TargetModel::note_repeat(const Segment& segment) {
  if (!heard_us()) return;
  const int64_t begin = our_offset(segment.seq);
  for (const OctetRun& run : ours_.within(begin, begin + segment.seq_length())) repeated_.push_back(run);
}

void TargetModel::note_timestamp(const Segment& segment, Taken taken) {
  const auto* ts = segment.find<TimestampsOption>();
  if (ts == nullptr || segment.flags.has(Flag::rst)) return;
  if (ts_recent_.empty()) {
    ts_recent_ = {ts->value};
    return;
  }
  // RFC 7323 4.3: newer, and at or before Last.ACK.sent.
  const bool newer = std::any_of(ts_recent_.begin(), ts_recent_.end(),
                                 [&](uint32_t recent) { return !older(ts->value, recent); });
  const Seq last_ack = its_last_ack_.value_or(our_base());
  if (!newer || segment.seq.after(last_ack)) return;
  const bool acceptable =
      taken == Taken::yes && (segment.seq_length() == 0 ? segment.seq.at_or_after(ack_range().first)
                                                        : segment.seq_end().after(ack_range().first));
  if (acceptable) {
    ts_recent_ = {ts->value};
  } else if (std::find(ts_recent_.begin(), ts_recent_.end(), ts->value) == ts_recent_.end()) {
    ts_recent_.push_back(ts->value);
  }
}

void TargetModel::sent(const Segment& segment, bool well_formed) {
  const Taken taken = takes(segment, well_formed);
  last_sent_ = segment;
  if (!well_formed) return;
  unanswered_ = unanswered_ || (taken != Taken::no && segment.seq_length() > 0);
  note_repeat(segment);
  if (segment.flags.has(Flag::syn) && taken != Taken::no) {
    our_isn_ = segment.seq;
    our_offer_ = offer_of(segment);
  }
  if (our_offer_) note_timestamp(segment, taken);
  take_octets(segment, taken);
  if (segment.flags.has(Flag::rst)) return;
  const uint32_t window = static_cast<uint32_t>(segment.window)
                          << (segment.flags.has(Flag::syn) ? 0 : our_shift());
  max_window_ = std::max(max_window_, window);
  if (!segment.flags.has(Flag::ack)) return;
  const Seq edge = segment.ack + window;
  our_right_edge_ = our_right_edge_ ? latest(*our_right_edge_, edge) : edge;
  if (!spoke() || segment.ack.at_or_before(its_highest_))
    our_highest_ack_ = our_highest_ack_ ? latest(*our_highest_ack_, segment.ack) : segment.ack;
}

void TargetModel::settle(Seq ack) {
  if (!heard_us()) return;
  const int64_t acked = our_offset(ack);
  for (const OctetRun& run : open_.within(ours_.contiguous_end(0), acked)) ours_.add(run.begin, run.end);
  open_.remove(0, open_.contiguous_end(acked));
}

void TargetModel::note_arrived_octets(const Segment& segment) {
  const int64_t begin = its_offset(segment.seq);
  const int64_t end = begin + segment.seq_length();
  if (its_.contains(begin, end) && begin < end) behind_repeat_ = segment.seq_end();
  its_.add(begin, end);
  if (segment.flags.has(Flag::fin)) its_fin_ = end - 1;
  const int64_t data = begin + (segment.flags.has(Flag::syn) ? 1 : 0) - 1;  // stream offset of the payload
  const int64_t data_end = data + static_cast<int64_t>(segment.payload.size());
  if (data < 0 || data_end > static_cast<int64_t>(stream_limit)) return;
  if (static_cast<int64_t>(its_stream_.size()) < data_end) its_stream_.resize(static_cast<size_t>(data_end));
  std::copy(segment.payload.begin(), segment.payload.end(), its_stream_.begin() + data);
}

void TargetModel::arrived(const Segment& segment) {
  repeated_.clear();
  unanswered_ = false;
  const bool syn = segment.flags.has(Flag::syn), rst = segment.flags.has(Flag::rst);
  if (syn && !rst && !spoke()) {
    its_isn_ = its_highest_ = segment.seq;
    its_offer_ = offer_of(segment);
  }
  if (segment.flags.has(Flag::ack)) settle(segment.ack);
  // What its SACK blocks name, it took.
  if (const auto* sack = segment.find<SackOption>(); sack != nullptr && heard_us())
    for (const SackBlock& block : sack->blocks)
      for (const OctetRun& run : open_.within(our_offset(block.left), our_offset(block.right)))
        ours_.add(run.begin, run.end);
  if (rst) return;
  if (spoke()) {
    note_arrived_octets(segment);
    its_highest_ = latest(its_highest_, segment.seq_end());
  }
  if (segment.flags.has(Flag::ack)) {
    its_last_ack_ = segment.ack;
    const Seq edge = segment.ack + (static_cast<uint32_t>(segment.window) << (syn ? 0 : its_shift()));
    right_edge_ = right_edge_ ? latest(*right_edge_, edge) : edge;
  }
  if (const auto* ts = segment.find<TimestampsOption>())
    if (!its_ts_ || older(*its_ts_, ts->value)) its_ts_ = ts->value;
  if (ts_recent_.size() > 1 && segment.find<TimestampsOption>() != nullptr)
    for (const uint32_t recent : ts_recent_)
      if (recent == segment.find<TimestampsOption>()->echo) {
        ts_recent_ = {recent};
        break;
      }
}

Seq TargetModel::next_seq() const {
  return spoke() ? its_base() + static_cast<uint32_t>(its_.contiguous_end(0)) : Seq(0);
}

std::pair<Seq, Seq> TargetModel::ack_range() const {
  if (!heard_us()) return {Seq(0), Seq(0)};
  const int64_t low = ours_.contiguous_end(0);
  int64_t high = low;
  // Open octets may join what lies behind them.
  for (int64_t next = high; (next = std::max(open_.contiguous_end(high), ours_.contiguous_end(high))) > high;)
    high = next;
  return {our_base() + static_cast<uint32_t>(low), our_base() + static_cast<uint32_t>(high)};
}

bool TargetModel::is_repeat(const Segment& segment) const {
  if (!spoke() || segment.seq_length() == 0) return false;
  const int64_t begin = its_offset(segment.seq), end = begin + segment.seq_length();
  // SYN and FIN have places of their own; an octet of data in one of them is no repeat.
  if (segment.flags.has(Flag::syn) != (begin == 0)) return false;
  const bool covers_fin = its_fin_ && begin <= *its_fin_ && *its_fin_ < end;
  if (segment.flags.has(Flag::fin) != covers_fin) return false;
  return its_.contains(begin, end);
}

bool TargetModel::overlaps_old(const Segment& segment) const {
  if (!spoke() || segment.seq_length() == 0) return false;
  const int64_t begin = its_offset(segment.seq);
  return !its_.within(begin, begin + segment.seq_length()).empty();
}

bool TargetModel::same_octets(const Segment& segment) const {
  if (!spoke()) return true;
  const int64_t data = its_offset(segment.seq) + (segment.flags.has(Flag::syn) ? 1 : 0) - 1;
  for (size_t i = 0; i < segment.payload.size(); ++i) {
    const int64_t at = data + static_cast<int64_t>(i);
    if (at < 0 || at >= static_cast<int64_t>(its_stream_.size()) || !its_.contains(at + 1, at + 2)) continue;
    if (its_stream_[static_cast<size_t>(at)] != segment.payload[i]) return false;
  }
  return true;
}

uint64_t TargetModel::stream_offset(Seq seq) const {
  return static_cast<uint64_t>(std::max<int64_t>(0, its_offset(seq) - 1));
}

std::vector<SackBlock> TargetModel::sack_runs() const {
  std::vector<SackBlock> blocks;
  const int64_t in_order = ours_.contiguous_end(0);
  for (const OctetRun& run : ours_.runs())
    if (run.begin > in_order)
      blocks.push_back(
          {our_base() + static_cast<uint32_t>(run.begin), our_base() + static_cast<uint32_t>(run.end)});
  return blocks;
}

bool TargetModel::hole_is_certain() const {
  const int64_t most_in_order = our_offset(ack_range().second);
  return std::any_of(ours_.runs().begin(), ours_.runs().end(),
                     [&](const OctetRun& run) { return run.begin > most_in_order; });
}

bool TargetModel::may_be_run(const SackBlock& block) const {
  OctetSet taken = ours_;
  const int64_t begin = our_offset(block.left), end = our_offset(block.right);
  for (const OctetRun& run : open_.within(begin, end)) taken.add(run.begin, run.end);
  if (begin <= taken.contiguous_end(0)) return false;
  for (const OctetRun& run : taken.runs())
    if (run == OctetRun{begin, end}) return true;
  return false;
}

std::vector<SackBlock> TargetModel::repeated() const {
  std::vector<SackBlock> blocks;
  for (const OctetRun& run : repeated_)
    blocks.push_back(
        {our_base() + static_cast<uint32_t>(run.begin), our_base() + static_cast<uint32_t>(run.end)});
  return blocks;
}

}  // namespace shakedown
