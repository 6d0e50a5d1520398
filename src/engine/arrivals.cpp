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

}  // namespace

void Session::catch_up(Connection& connection, Instant until) {
  while (!connection.not_modelled.empty() && connection.not_modelled.front().time <= until) {
    const Connection::Sent& sent = connection.not_modelled.front();
    connection.model.sent(sent.segment, sent.well_formed);
    connection.not_modelled.pop_front();
  }
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
    Packet packet = read_packet(arrival.octets);
    SegmentEvent event{Direction::arrived, packet, std::move(arrival.octets), "?", "", "", -1, false, false};
    event.text = to_text(packet, SeqBase{});
    const size_t index = trace.events.size();
    std::string complaint;
    if (const auto* segment = std::get_if<Segment>(&packet)) {
      if (Connection* c = owner(*this, *segment)) {
        event.connection = c->name;
        queues[c->queue].push_back({arrival.time, std::move(packet), index});
      } else {
        complaint = fmt::format("a segment of no connection arrived: {} (to our port {})", event.text,
                                segment->destination_port);
      }
    } else if (const auto* icmp = std::get_if<IcmpMessage>(&packet)) {
      if (Connection* c = quoted_owner(*this, *icmp)) {
        event.connection = c->name;
        queues[c->queue].push_back({arrival.time, std::move(packet), index});
      }
    } else {
      complaint = "what arrived cannot be read: " + event.text;
    }
    const std::string text = event.text;
    record({arrival.time, std::move(event)});
    if (complaint.empty()) continue;
    Failure failed = failure(complaint);
    failed.received_text = text;
    failed.event = index;
    return tl::unexpected<RunEnd>(std::move(failed));
  }
}

}  // namespace shakedown
