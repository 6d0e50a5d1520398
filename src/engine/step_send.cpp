// send and lose.
#include "engine/fill.h"
#include "engine/icmp.h"
#include "engine/steps.h"

namespace shakedown {

namespace {

// Each packet with the moment at which it left; a lost one with that at which it would have.
Progress<std::vector<Fragment>> send_packets(Session& session, std::vector<Bytes> packets, bool lost) {
  std::vector<Fragment> left;
  for (Bytes& packet : packets) {
    const Outcome<Instant> sent = lost ? session.lab.now() : session.lab.link().send(packet);
    if (!sent) return tl::unexpected<RunEnd>(sent.error());
    left.push_back({*sent, std::move(packet)});
  }
  return left;
}

SegmentEvent event_of(Session& session, Packet packet, std::vector<Fragment> left, bool lost) {
  SegmentEvent event{lost ? Direction::lost : Direction::sent,
                     std::move(packet),
                     std::move(left.front().raw),
                     "",
                     "",
                     "",
                     session.step,
                     false,
                     false};
  left.erase(left.begin());
  event.fragments = std::move(left);
  return event;
}

// As `takes` is to see a segment whose place in the window is of no account.
Segment without_octets(Segment segment) {
  segment.payload.clear();
  segment.flags = segment.flags.without(Flag::fin);
  return segment;
}

Progress<void> send_icmp(Session& session, const Step& step, const IcmpSpec& spec, bool lost) {
  Progress<IcmpMessage> message = fill_icmp(session, spec);
  if (!message) return tl::unexpected(message.error());
  Progress<std::vector<Fragment>> left = send_packets(session, craft(*message), lost);
  if (!left) return tl::unexpected(left.error());
  const Instant at = left->front().time;
  SegmentEvent event = event_of(session, *message, std::move(*left), lost);
  event.text = std::get<SendStep>(step.what).segment.text;
  session.record({at, std::move(event)});
  session.reference = std::max(session.reference, at);
  if (lost) return {};
  Connection& connection =
      session.connections[std::get<NamedSegment>(session.names.at(spec.quote)).connection];
  if (!connection.first_cause) connection.first_cause = at;
  if (spec.mtu) connection.model.path_mtu(message->rest);
  return {};
}

}  // namespace

Progress<void> send_segment(Session& session, Connection& connection, const TcpSpec& spec, bool lost,
                            const std::string& name) {
  if (auto drained = session.drain(); !drained) return drained;
  // Nothing that comes from now on was sent before these reached the target.
  if (session.queues[connection.queue].empty())
    Session::catch_up_for_sure(connection, session.lab.now() - 1s);
  const TargetModel model = session.model_now(connection);
  Progress<Filled> filled = fill(session, connection, model, spec);
  if (!filled) return tl::unexpected(filled.error());
  if (filled->window) connection.peer.write_window(*filled->window);
  if (filled->segment.flags.has(Flag::syn) && !filled->craft.md5_bad)
    connection.md5_key = filled->craft.md5_key;
  const Segment& segment = filled->segment;
  // Whether it moves SND.NXT is asked before it leaves, of the target as it stands.
  const bool moves = lost || model.takes(without_octets(segment), filled->well_formed) != Taken::no;
  std::vector<Bytes> packets = craft(segment, filled->craft);
  session.stalls.action(session.lab.now());
  Progress<std::vector<Fragment>> left = send_packets(session, std::move(packets), lost);
  if (!left) return tl::unexpected(left.error());
  const Instant at = left->front().time;
  if (!lost) {
    connection.not_modelled.push_back({at, session.lab.now(), segment, filled->well_formed});
    if (!connection.first_cause) connection.first_cause = at;
  }
  connection.peer.sent(segment, moves);
  SegmentEvent event = event_of(session, segment, std::move(*left), lost);
  event.connection = connection.name;
  event.name = name;
  event.text = to_text(segment, session.text_base(connection, false));
  if (!name.empty())
    session.names[name] = NamedSegment{segment, session.index_of(connection), false, at, event.raw};
  session.record({at, std::move(event)});
  session.reference = std::max(session.reference, at);
  return {};
}

Progress<void> do_send(Session& session, const Step& step) {
  const auto& send = std::get<SendStep>(step.what);
  if (const auto* icmp = std::get_if<IcmpSpec>(&send.segment.what))
    return send_icmp(session, step, *icmp, send.lost);
  return send_segment(session, session.connection_of(step), std::get<TcpSpec>(send.segment.what), send.lost,
                      send.as);
}

}  // namespace shakedown
