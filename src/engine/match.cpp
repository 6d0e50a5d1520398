#include "engine/match.h"

#include <fmt/format.h>

#include <algorithm>

namespace shakedown {

namespace {

bool holds(const WantedField& wanted, uint32_t value, bool wraps) {
  const auto less = [&](uint32_t a, uint32_t b) { return wraps ? Seq(a).before(Seq(b)) : a < b; };
  switch (wanted.comparison) {
    case Comparison::any:
      return true;
    case Comparison::equal:
      return value == wanted.low;
    case Comparison::not_equal:
      return value != wanted.low;
    case Comparison::in_range:
      return value - wanted.low <= wanted.high - wanted.low;
    case Comparison::less:
      return less(value, wanted.low);
    case Comparison::less_equal:
      return !less(wanted.low, value);
    case Comparison::greater:
      return less(wanted.low, value);
    case Comparison::greater_equal:
      return !less(value, wanted.low);
  }
  return false;
}

std::string as_text(const WantedField& wanted, uint32_t base) {
  const uint32_t low = wanted.low - base, high = wanted.high - base;
  switch (wanted.comparison) {
    case Comparison::any:
      return "anything";
    case Comparison::equal:
      return fmt::format("{}", low);
    case Comparison::not_equal:
      return fmt::format("not {}", low);
    case Comparison::in_range:
      return fmt::format("{}..{}", low, high);
    case Comparison::less:
      return fmt::format("<{}", low);
    case Comparison::less_equal:
      return fmt::format("<={}", low);
    case Comparison::greater:
      return fmt::format(">{}", low);
    case Comparison::greater_equal:
      return fmt::format(">={}", low);
  }
  return "";
}

class Rows {
 public:
  Rows(const Wanted& wanted, SegmentComparison& out) : wanted_(wanted), out_(out) {}

  void add(std::string field, std::string expected, std::string received, bool differs) {
    out_.rows.push_back({std::move(field), std::move(expected), std::move(received), differs});
  }
  // Compares a written field; false when it is not written.
  bool written(Field field, const char* name, uint32_t value, uint32_t base = 0, bool wraps = false) {
    const WantedField* f = wanted_.find(field);
    if (f == nullptr) return false;
    add(name, as_text(*f, base), fmt::format("{}", value - base), !holds(*f, value, wraps));
    return true;
  }
  // A field that is to be this unless written.
  void plain(Field field, const char* name, uint32_t value, uint32_t normal) {
    if (written(field, name, value)) return;
    if (value != normal) add(name, fmt::format("{}", normal), fmt::format("{}", value), true);
  }

 private:
  const Wanted& wanted_;
  SegmentComparison& out_;
};

void compare_flags(const Wanted& wanted, const Segment& segment, Rows& rows) {
  rows.written(Field::psh, "psh", segment.flags.has(Flag::psh) ? 1 : 0);
  if (wanted.any) return;
  Flags want = wanted.flags, have = segment.flags;
  const bool push_free = !segment.payload.empty() && !want.has(Flag::psh);
  if (push_free) have = have.without(Flag::psh);
  rows.add("flags", to_string(want), to_string(push_free ? have : segment.flags), want.bits != have.bits);
}

// Where the target's next segment with these flags has to start.
struct DefaultNumbers {
  std::vector<Seq> seq;  // any of them
  Seq ack_low, ack_high;
};

DefaultNumbers default_numbers(const Wanted& wanted, const TargetModel& model, const Segment& segment) {
  DefaultNumbers numbers;
  std::tie(numbers.ack_low, numbers.ack_high) = model.ack_range();
  const bool rst = segment.flags.has(Flag::rst), ack = segment.flags.has(Flag::ack);
  const std::optional<Segment>& last = model.last_sent();
  if (segment.flags.has(Flag::syn)) {
    numbers.seq = {model.spoke() ? model.its_base() : segment.seq};
  } else if (rst && !ack) {
    numbers.seq = {last ? last->ack : Seq(0)};
  } else if (wanted.again) {
    const Seq acknowledged = model.highest_ack_sent().value_or(model.its_base());
    numbers.seq = {acknowledged};
    // What we have acknowledged since is no longer to be repeated.
    if (model.behind_last_repeat() && model.behind_last_repeat()->after(acknowledged))
      numbers.seq.push_back(*model.behind_last_repeat());
  } else {
    numbers.seq = {model.next_seq()};
  }
  // RFC 9293 3.10.7.1: a reset from a TCP that knows no connection acknowledges the segment itself.
  if (rst && ack && !model.spoke() && last) numbers.ack_low = numbers.ack_high = last->seq_end();
  return numbers;
}

void compare_numbers(const Wanted& wanted, const TargetModel& model, const Segment& segment, Rows& rows) {
  const DefaultNumbers numbers = default_numbers(wanted, model, segment);
  const Seq its_base = segment.flags.has(Flag::syn) && !model.spoke() ? segment.seq : model.its_base();
  if (!rows.written(Field::seq, "seq", segment.seq.raw(), its_base.raw(), true) && !wanted.any) {
    const bool right = std::find(numbers.seq.begin(), numbers.seq.end(), segment.seq) != numbers.seq.end();
    std::string expected;
    for (const Seq seq : numbers.seq)
      expected += (expected.empty() ? "" : " or ") + fmt::format("{}", seq - its_base);
    rows.add("seq", expected, fmt::format("{}", segment.seq - its_base), !right);
  }
  if (!segment.flags.has(Flag::ack)) {
    // RFC 9293 3.1: the field means nothing then; a correct stack leaves it 0.
    if (!rows.written(Field::ack, "ack", segment.ack.raw()) && !wanted.any && segment.ack != Seq(0))
      rows.add("ack", "0", fmt::format("{}", segment.ack.raw()), true);
    return;
  }
  const uint32_t base = model.our_base().raw();
  if (rows.written(Field::ack, "ack", segment.ack.raw(), base, true) || wanted.any) return;
  const uint32_t low = numbers.ack_low.raw() - base, high = numbers.ack_high.raw() - base;
  const bool right = segment.ack - numbers.ack_low <= numbers.ack_high - numbers.ack_low;
  rows.add("ack", low == high ? fmt::format("{}", low) : fmt::format("{}..{}", low, high),
           fmt::format("{}", segment.ack.raw() - base), !right);
}

void compare_window(const Wanted& wanted, const TargetModel& model, const Segment& segment, Rows& rows,
                    SegmentComparison& out) {
  const bool syn = segment.flags.has(Flag::syn), rst = segment.flags.has(Flag::rst);
  const uint8_t shift = syn ? 0 : model.its_shift();
  const uint32_t scaled = static_cast<uint32_t>(segment.window) << shift;
  const bool win = rows.written(Field::win, "win", segment.window);
  const bool wnd = rows.written(Field::wnd, "wnd", scaled);
  if (win || wnd || wanted.any) return;
  const bool closed = segment.window == 0 && !rst && !wanted.zero_window_ok;
  rows.add("win", "not 0", fmt::format("{}", segment.window), closed);
  if (rst || syn || !model.right_edge() || !segment.flags.has(Flag::ack)) return;
  const Seq edge = segment.ack + scaled;
  const int32_t back = model.right_edge()->from(edge);
  if (back > 0 && static_cast<uint32_t>(back) >= (1u << shift))
    out.warnings.push_back(
        fmt::format("the right window edge moved left by {} octets (RFC 9293 SHLD-14)", back));
}

void compare_payload(const Wanted& wanted, const TargetModel& model, const Segment& segment, Rows& rows,
                     SegmentComparison& out) {
  const uint32_t length = static_cast<uint32_t>(segment.payload.size());
  if (wanted.again && segment.seq_length() > 0 && !model.is_repeat(segment))
    rows.add("octets", "all of them arrived before", "new ones among them", true);
  if (wanted.again && segment.seq_length() == 0 && !segment.seq.before(model.next_seq()))
    rows.add("probe", "a number before the next one", "the next one", true);
  if (wanted.data) {
    const QuotedPair both = quoted_apart(*wanted.data, segment.payload);
    rows.add("data", both.expected, both.received, *wanted.data != segment.payload);
    return;
  }
  const bool written = rows.written(Field::len, "len", length);
  if (wanted.any && !written) return;
  if (!written && !wanted.again && !wanted.free_length && length != 0)
    rows.add("len", "0", fmt::format("{}", length), true);
  if (length == 0) return;
  if (wanted.again || model.overlaps_old(segment)) {
    if (!model.same_octets(segment)) rows.add("data", "as it was the first time", "other octets", true);
    if (wanted.again) return;
  }
  const Seq first = segment.flags.has(Flag::syn) ? segment.seq + 1 : segment.seq;
  const Bytes right = pattern(model.spoke() ? model.stream_offset(first) : 0, length);
  if (right != segment.payload) {
    const QuotedPair both = quoted_apart(right, segment.payload, 24);
    rows.add("data", "the pattern, " + both.expected, both.received, true);
  }
  out.repeated = out.repeated || model.overlaps_old(segment);
}

void compare_ip(const Wanted& wanted, const TargetModel& model, const Segment& segment, Rows& rows) {
  rows.written(Field::ttl, "ttl", segment.ip.ttl);
  if (segment.ip.ttl == 0) rows.add("ttl", "not 0", "0", true);
  rows.written(Field::df, "df", segment.ip.dont_fragment ? 1 : 0);
  rows.written(Field::id, "id", segment.ip.id);
  rows.plain(Field::tos, "tos", static_cast<uint32_t>(segment.ip.dscp) << 2, 0);
  if (!rows.written(Field::ecn, "ecn", segment.ip.ecn) && !model.ecn() && segment.ip.ecn != 0)
    rows.add("ecn", "0", fmt::format("{}", segment.ip.ecn), true);
  if (!segment.ip.options.empty()) rows.add("ip options", "none", to_hex(segment.ip.options), true);
  if (!segment.ip_checksum_good) rows.add("ip checksum", "right", "wrong", true);
  const auto endpoint = [&](const char* name, const Endpoint& want, const Address& address, uint16_t port) {
    if (want == Endpoint{address, port}) return;
    rows.add(name, fmt::format("{} {}", to_string(want.address), want.port),
             fmt::format("{} {}", to_string(address), port), true);
  };
  endpoint("from", wanted.source, segment.ip.source, segment.source_port);
  endpoint("to", wanted.destination, segment.ip.destination, segment.destination_port);
}

}  // namespace

SegmentComparison compare(const Wanted& wanted, const TargetModel& model, const Segment& segment) {
  SegmentComparison out;
  out.repeated = model.overlaps_old(segment);
  Rows rows(wanted, out);
  compare_flags(wanted, segment, rows);
  compare_numbers(wanted, model, segment, rows);
  compare_window(wanted, model, segment, rows, out);
  rows.plain(Field::urg, "urg", segment.urgent, 0);
  compare_payload(wanted, model, segment, rows, out);
  compare_options(wanted, model, segment, out);
  if (segment.reserved != 0) rows.add("reserved", "0", fmt::format("{}", segment.reserved), true);
  if (!segment.checksum_good)
    rows.add("checksum", "right", fmt::format("0x{:04x}, wrong", segment.checksum), true);
  compare_ip(wanted, model, segment, rows);
  return out;
}

std::string describe(const Wanted& wanted, const TargetModel& model, Seq its_base) {
  if (wanted.any) return "ANY";
  Segment likely;  // only to ask for the default numbers
  likely.flags = wanted.flags;
  const DefaultNumbers numbers = default_numbers(wanted, model, likely);
  std::string text = to_string(wanted.flags);
  const auto field = [&](Field which, const char* name, const std::string& normal, uint32_t base) {
    const WantedField* f = wanted.find(which);
    if (f == nullptr && normal.empty()) return;
    if (f != nullptr && f->comparison == Comparison::any)
      text += fmt::format(" {}=*", name);
    else if (f == nullptr || f->comparison == Comparison::equal)
      text += fmt::format(" {}={}", name, f == nullptr ? normal : as_text(*f, base));
    else if (f->comparison == Comparison::in_range)
      text += fmt::format(" {}={}", name, as_text(*f, base));
    else if (f->comparison == Comparison::not_equal)
      text += fmt::format(" {}!={}", name, f->low - base);
    else
      text += fmt::format(" {}{}", name, as_text(*f, base));
  };
  const Seq seq = numbers.seq.front();
  const bool syn = wanted.flags.has(Flag::syn);
  field(Field::seq, "seq", syn ? "0" : fmt::format("{}", seq - its_base), its_base.raw());
  if (wanted.flags.has(Flag::ack))
    field(Field::ack, "ack", fmt::format("{}", numbers.ack_low - model.our_base()), model.our_base().raw());
  field(Field::win, "win", "", 0);
  field(Field::wnd, "wnd", "", 0);
  field(Field::urg, "urg", "", 0);
  field(Field::len, "len", "", 0);
  if (wanted.data) text += " data=" + quoted(*wanted.data);
  if (wanted.options) text += " " + written_text(*wanted.options, model.our_base());
  if (wanted.again) text += " again";
  return text;
}

}  // namespace shakedown
