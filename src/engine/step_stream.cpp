// receive and acked: streams judged without writing every segment.
#include <fmt/format.h>

#include "engine/expect.h"
#include "engine/steps.h"

namespace shakedown {

namespace {

std::vector<FieldRow> row(std::string field, std::string expected, std::string received) {
  return {{std::move(field), std::move(expected), std::move(received), true}};
}

}  // namespace

Progress<Seq> acked_goal(Session& session, const Connection& connection, const AckedStep& acked) {
  if (!acked.up_to) return connection.peer.snd_nxt();
  return evaluate_seq(session, connection, *acked.up_to, connection.peer.our_base());
}

Progress<void> do_acked(Session& session, const Step& step) {
  const auto& acked = std::get<AckedStep>(step.what);
  Connection& connection = session.connection_of(step);
  const Progress<Seq> wanted = acked_goal(session, connection, acked);
  if (!wanted) return tl::unexpected(wanted.error());
  const Seq goal = *wanted;
  const Progress<Times> times = times_of(session, connection, acked.after, acked.within, 1s);
  if (!times) return tl::unexpected(times.error());
  const StepIndex index = session.step;
  const SegmentSpec spec = plain_ack(step.span);
  if (times->bounds && !connection.peer.snd_una().before(goal))
    return tl::unexpected<RunEnd>(session.failure("all of it was acknowledged before this step"));
  while (connection.peer.snd_una().before(goal)) {
    SegmentWait wait{&spec, Demand{false, false, true, false, true}, *times, "", "", {}, {}, {}};
    wait.missing = fmt::format("acknowledgements up to {}, not just to {}", goal - connection.peer.our_base(),
                               connection.peer.snd_una() - connection.peer.our_base());
    if (wait.times.bounds) wait.times.bounds->low = -24h;  // only the last one has to come so late
    wait.also = [&](Session&, const Connection& c, const Segment& segment) -> std::vector<FieldRow> {
      const uint32_t window = static_cast<uint32_t>(segment.window) << c.model.its_shift();
      if (segment.ack.after(c.peer.snd_una()) || window != c.peer.snd_wnd()) {
        const bool completes = !segment.ack.before(goal);
        const Instant at = session.queues[c.queue].front().time;
        if (completes && times->bounds && time_row(*times, at).differs) return {time_row(*times, at)};
        return {};
      }
      return row("ack", "further than before, or with another window",
                 fmt::format("{} again", segment.ack - c.model.our_base()));
    };
    const Progress<Segment> taken = wait_segment(session, connection, std::move(wait), index);
    if (!taken) return tl::unexpected(taken.error());
  }
  record_interval(session, *times, index, session.reference);
  return {};
}

Progress<void> do_receive(Session& session, const Step& step) {
  const auto& receive = std::get<ReceiveStep>(step.what);
  Connection& connection = session.connection_of(step);
  const Progress<uint32_t> wanted = evaluate_number(session, connection, receive.octets);
  if (!wanted) return tl::unexpected(wanted.error());
  const StepIndex index = session.step;
  const SegmentSpec spec = plain_ack(step.span);
  TcpSpec data;  // for the default wait: like a segment with data
  data.flags = Flags{}.with(Flag::ack).with(Flag::psh);
  uint32_t left = *wanted, segments = 0;
  while (left > 0) {
    const Progress<Times> times =
        times_of(session, connection, segments == 0 ? receive.after : std::nullopt, receive.within,
                 default_within(session, connection, data, receive.again));
    if (!times) return tl::unexpected(times.error());
    SegmentWait wait{&spec, Demand{receive.again, false, false, true}, *times, "", "", {}, {}, {}};
    wait.missing = fmt::format("{} octets more of {}", left, *wanted);
    Value mss;
    mss.terms.push_back({false, Variable::rcv_mss});
    const Progress<uint32_t> largest = evaluate_number(session, connection, mss);
    if (!largest) return tl::unexpected(largest.error());
    wait.also = [&](Session&, const Connection& c, const Segment& segment) -> std::vector<FieldRow> {
      const uint32_t length = static_cast<uint32_t>(segment.payload.size());
      if (length == 0) return row("len", fmt::format("1..{}", std::min(left, *largest)), "0");
      if (length > left)
        return row("len", fmt::format("at most the {} octets left", left), fmt::format("{}", length));
      if (length > *largest)
        return row("len", fmt::format("at most {}, RCV.MSS", *largest), fmt::format("{}", length));
      const Seq edge = c.model.our_right_edge().value_or(c.peer.rcv_nxt() + c.peer.rcv_wnd(c.model));
      if (segment.seq_end().after(edge))
        return row("seq", fmt::format("inside our window, up to {}", edge - c.model.its_base()),
                   fmt::format("up to {}", segment.seq_end() - c.model.its_base()));
      return {};
    };
    const Progress<Segment> taken = wait_segment(session, connection, std::move(wait), index);
    if (!taken) return tl::unexpected(taken.error());
    left -= static_cast<uint32_t>(taken->payload.size());
    ++segments;
    if (receive.acknowledge == Acknowledge::each || (receive.acknowledge == Acknowledge::last && left == 0)) {
      const auto& ack = std::get<TcpSpec>(spec.what);
      if (auto sent = send_segment(session, connection, ack, false, ""); !sent) return sent;
    }
  }
  if (!receive.segments || (segments >= receive.segments->first && segments <= receive.segments->second))
    return {};
  return tl::unexpected<RunEnd>(
      session.failure(fmt::format("{} octets came in {} segments, not in {}..{}", *wanted, segments,
                                  receive.segments->first, receive.segments->second)));
}

}  // namespace shakedown
