#include "support/scripted_lab.h"

#include <algorithm>
#include <stdexcept>

namespace shakedown::test {

namespace {
constexpr uint16_t listening_port = 8080, connecting_port = 41000;
const Instant fixed_begin{Duration(1'700'000'000s)};
}  // namespace

Reaction arrive(const std::string& notation) {
  return arrive(notation, [](Segment&) {});
}

Reaction arrive(const std::string& notation, std::function<void(Segment&)> change) {
  return MakePacket([notation, change = std::move(change)](Conversation& conversation) {
    Segment segment = script_segment(notation, conversation);
    change(segment);
    return craft(segment).at(0);
  });
}

Reaction arrive_raw(Bytes packet) {
  return MakePacket([packet = std::move(packet)](Conversation&) { return packet; });
}

CallEnd accepted() { return {CallEnd::Accepted{SocketRef{100}, {}}}; }
CallEnd ok() { return {CallEnd::Ok{}}; }
CallEnd reads(const std::string& text) { return {CallEnd::Data{Bytes(text.begin(), text.end())}}; }
CallEnd fails(const std::string& name) {
  const std::optional<int> number = errno_number(name);
  if (!number) throw std::invalid_argument(name);
  return {CallEnd::Error{*number}};
}

ScriptedLab::ScriptedLab(Family family) : FakeLab(fake_facts(family), fixed_begin) {
  conversation_.tuple = {{facts_.peer, 0}, {facts_.target, listening_port}};
}

void ScriptedLab::when(Trigger trigger, Reaction reaction, Duration later) {
  if (trigger == at_begin()) {
    react(reaction, now() + later);
  } else {
    rules_.push_back({trigger, std::move(reaction), later});
  }
}

void ScriptedLab::fire(const Trigger& trigger) {
  for (const Rule& rule : rules_)
    if (rule.trigger == trigger) react(rule.reaction, now() + rule.later);
}

void ScriptedLab::react(const Reaction& reaction, Instant when) {
  if (const auto* make = std::get_if<MakePacket>(&reaction)) {
    due(when, Arrive{(*make)(conversation_)});
  } else if (const auto* state = std::get_if<Becomes>(&reaction)) {
    due(when, BecomeState{key_of(conversation_.tuple), state->state});
  } else if (const auto* informed = std::get_if<Informs>(&reaction)) {
    due(when, BecomeInfo{key_of(conversation_.tuple), informed->info});
  } else {
    Ends end = std::get<Ends>(reaction);
    if (auto* came = std::get_if<CallEnd::Accepted>(&end.end.what); came && came->from.port == 0)
      came->from = conversation_.tuple.peer;
    int seen = 0;
    for (size_t i = 0; i < requests_.size(); ++i)
      if (requests_[i].kind == end.kind && ++seen == end.nth)
        return due(when, EndCall{CallRef{static_cast<int>(i)}, end.end});
    early_.push_back(std::move(end));
  }
}

Outcome<Duration> ScriptedLab::on_send(std::span<const uint8_t> packet) {
  packets_.emplace_back(packet.begin(), packet.end());
  const Packet read = read_packet(packet);
  if (const Segment* segment = std::get_if<Segment>(&read)) {
    const FourTuple tuple{{segment->ip.source, segment->source_port},
                          {segment->ip.destination, segment->destination_port}};
    if (tuple != conversation_.tuple && conversation_.tuple.peer.port != 0) conversation_ = Conversation{};
    conversation_.tuple = tuple;
    if (segment->flags.has(Flag::syn)) conversation_.peer_isn = segment->seq;
    conversation_.acknowledge = segment->seq_end();
    conversation_.sent.push_back(*segment);
  }
  fire(after_send(static_cast<int>(packets_.size())));
  return Duration(20us);
}

int ScriptedLab::calls_of(CallKind kind) const {
  return static_cast<int>(std::count_if(requests_.begin(), requests_.end(),
                                        [kind](const CallRequest& request) { return request.kind == kind; }));
}

Outcome<Duration> ScriptedLab::on_call(CallRef call, const CallRequest& request) {
  requests_.push_back(request);
  if (request.kind == CallKind::connect && request.to)
    conversation_.tuple = {*request.to, {facts_.target, connecting_port}};
  const int nth = calls_of(request.kind);
  const auto early = std::find_if(early_.begin(), early_.end(), [&](const Ends& end) {
    return end.kind == request.kind && end.nth == nth;
  });
  if (early != early_.end()) {
    due(now(), EndCall{call, early->end});
    early_.erase(early);
  } else {
    end_by_itself(call, request);
  }
  fire(after_call(request.kind, nth));
  return Duration(20us);
}

void ScriptedLab::end_by_itself(CallRef call, const CallRequest& request) {
  switch (request.kind) {
    case CallKind::socket:
      due(now(), BecomePort{SocketRef{calls_of(CallKind::socket)}, listening_port});
      return due(now(), EndCall{call, CallEnd{CallEnd::Opened{SocketRef{calls_of(CallKind::socket)}}}});
    case CallKind::bind:
      due(now(), BecomePort{request.socket, static_cast<uint16_t>(request.number.value_or(listening_port))});
      return due(now(), EndCall{call, ok()});
    case CallKind::listen:
      due(now(), BecomeState{listener_key(listening_port), TcpState::listen});
      return due(now(), EndCall{call, ok()});
    case CallKind::send:
      return due(now(), EndCall{call, CallEnd{CallEnd::Sent{request.data.size()}}});
    case CallKind::shutdown:
    case CallKind::close:
    case CallKind::abort:
    case CallKind::setsockopt:
    case CallKind::crash:
    case CallKind::forget:
      return due(now(), EndCall{call, ok()});
    default:
      return;  // goes on until the script ends it
  }
}

}  // namespace shakedown::test
