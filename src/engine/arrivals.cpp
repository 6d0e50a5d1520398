// What the link brings in: sorted to connections, each with its own order of arrival. Nothing goes unjudged.
#include <fmt/format.h>

#include "engine/session.h"

namespace shakedown {

namespace {

// A segment belongs to the connection with its ports; its addresses are compared later, so that a wrong one
// is shown as what it is.
Connection* owner(Session& session, const Segment& segment) {
  for (Connection& c : session.connections) {
    if (c.tuple.peer.port != segment.destination_port) continue;
    if (!c.target_port_known) {
      for (Connection& other : session.connections)
        if (other.queue == c.queue) {
          other.tuple.target.port = segment.source_port;
          other.target_port_known = true;
        }
    }
    if (c.tuple.target.port == segment.source_port) return &c;
  }
  return nullptr;
}

// An ICMP message waits at the connection whose segment it quotes.
Connection* quoted_owner(Session& session, const IcmpMessage& icmp) {
  if (!icmp.quoted) return nullptr;
  for (Connection& c : session.connections)
    if (icmp.quoted->peer.port == c.tuple.peer.port) return &c;
  return nullptr;
}

void show_next_send(Connection& connection) {
  const Connection::Sent& sent = connection.not_modelled.front();
  connection.model.sent(sent.segment, sent.well_formed);
  connection.not_modelled.pop_front();
}

}  // namespace

void Session::catch_up(Connection& connection, Instant until) {
  while (!connection.not_modelled.empty() && connection.not_modelled.front().time <= until)
    show_next_send(connection);
}

void Session::catch_up_for_sure(Connection& connection, Instant until) {
  while (!connection.not_modelled.empty() && connection.not_modelled.front().delivered <= until)
    show_next_send(connection);
}

TargetModel Session::model_now(const Connection& connection) const {
  TargetModel model = connection.model;
  auto sent = connection.not_modelled.begin();
  const auto show_until = [&](Instant until) {
    for (; sent != connection.not_modelled.end() && sent->time <= until; ++sent)
      model.sent(sent->segment, sent->well_formed);
  };
  for (const Waiting& waiting : queues[connection.queue]) {
    show_until(waiting.time);
    if (const auto* segment = std::get_if<Segment>(&waiting.packet)) model.arrived(*segment);
  }
  show_until(Instant::max());
  return model;
}

Progress<void> Session::drain() {
  const Instant now = lab.now();
  stalls.action(now);
  while (true) {
    Outcome<std::optional<Arrival>> received = lab.link().receive();
    if (!received) return tl::unexpected<RunEnd>(received.error());
    if (!*received) return {};
    Arrival& arrival = **received;
    SegmentEvent event{Direction::arrived,
                       read_packet(arrival.octets),
                       std::move(arrival.octets),
                       "?",
                       "",
                       "",
                       -1,
                       false,
                       false};
    const size_t index = trace.events.size();
    const auto* segment = std::get_if<Segment>(&event.packet);
    const auto* icmp = std::get_if<IcmpMessage>(&event.packet);
    const Connection* c = nullptr;
    if (segment != nullptr) c = owner(*this, *segment);
    if (icmp != nullptr) c = quoted_owner(*this, *icmp);
    if (c != nullptr) {  // whoever judges it gives it its text, with numbers relative to the connection
      event.connection = c->name;
      queues[c->queue].push_back({arrival.time, event.packet, index});
      record({arrival.time, std::move(event)});
      continue;
    }
    event.text = to_text(event.packet, SeqBase{});
    if (icmp != nullptr) {  // messages about other matters are shown, no more
      record({arrival.time, std::move(event)});
      continue;
    }
    Failure failed =
        failure(segment != nullptr ? fmt::format("a segment of no connection arrived: {} (to our port {})",
                                                 event.text, segment->destination_port)
                                   : "what arrived cannot be read: " + event.text);
    failed.received_text = event.text;
    failed.event = index;
    record({arrival.time, std::move(event)});
    return tl::unexpected<RunEnd>(std::move(failed));
  }
}

}  // namespace shakedown
