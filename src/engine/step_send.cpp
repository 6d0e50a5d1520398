// send and lose.
#include "engine/fill.h"
#include "engine/icmp.h"
#include "engine/steps.h"

namespace shakedown {

namespace {

Progress<Instant> put_on_link(Session& session, const std::vector<Bytes>& packets) {
  Instant at = session.lab.now();
  bool first = true;
  for (const Bytes& packet : packets) {
    const Outcome<Instant> sent = session.lab.link().send(packet);
    if (!sent) return tl::unexpected<RunEnd>(sent.error());
    if (first) at = *sent;
    first = false;
  }
  return at;
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
  const std::vector<Bytes> packets = craft(*message);
  Instant at = session.lab.now();
  if (!lost) {
    const Progress<Instant> sent = put_on_link(session, packets);
    if (!sent) return tl::unexpected(sent.error());
    at = *sent;
  }
  SegmentEvent event{lost ? Direction::lost : Direction::sent,
                     *message,
                     packets.front(),
                     "",
                     "",
                     "",
                     session.step,
                     false,
                     false};
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
  const std::vector<Bytes> packets = craft(segment, filled->craft);
  // Whether it moves SND.NXT is asked before it leaves, of the target as it stands.
  const bool moves = lost || model.takes(without_octets(segment), filled->well_formed) != Taken::no;
  Instant at = session.lab.now();
  session.stalls.action(at);
  if (!lost) {
    const Progress<Instant> sent = put_on_link(session, packets);
    if (!sent) return tl::unexpected(sent.error());
    at = *sent;
    connection.not_modelled.push_back({at, session.lab.now(), segment, filled->well_formed});
    if (!connection.first_cause) connection.first_cause = at;
  }
  connection.peer.sent(segment, moves);
  SegmentEvent event{lost ? Direction::lost : Direction::sent,
                     segment,
                     packets.front(),
                     connection.name,
                     name,
                     to_text(segment, session.text_base(connection, false)),
                     session.step,
                     false,
                     false};
  if (!name.empty())
    session.names[name] = NamedSegment{segment, session.index_of(connection), false, at, packets.front()};
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
