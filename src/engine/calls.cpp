#include "engine/calls.h"

#include <fmt/format.h>

#include <cerrno>

#include "engine/call_result.h"
#include "engine/sockets.h"

namespace shakedown {

namespace {

Progress<CallRequest> make_request(Session& session, const TargetStep& step, const Connection& connection) {
  CallRequest request{};
  request.kind = step.call.kind;
  if (step.call.number) {
    const Progress<uint32_t> number = evaluate_number(session, connection, *step.call.number);
    if (!number) return tl::unexpected(number.error());
    request.number = *number;
  }
  if (step.call.data) request.data = *step.call.data;
  request.oob = step.call.oob;
  request.more = step.call.more;
  request.nodelay = step.call.nodelay;
  request.how = step.call.how;
  request.option = step.call.option;
  request.value = step.call.value.value_or("");
  if (step.result)
    if (const auto* octets = std::get_if<ResultBytes>(&*step.result); octets != nullptr && !request.number)
      request.at_least = octets->octets.size();
  return request;
}

// What has to stand before the call itself can be made: an implied bind, the socket's new role.
Progress<void> prepare(Session& session, CallRequest& request, Connection& connection) {
  Scope& scope = *session.scope;
  const bool unnamed = scope.unnamed && request.socket == *scope.unnamed;
  if (request.kind == CallKind::listen) {
    const Progress<uint16_t> port = bind_if_needed(session, request.socket, connection.tuple.target.port);
    if (!port) return tl::unexpected(port.error());
    if (*port == 0) return trouble(fmt::format("port {} is taken", connection.tuple.target.port));
    session.listeners[*port] = request.socket;
    follow_port(session, *port);
    if (unnamed) scope.unnamed_listens = true;
  } else if (request.kind == CallKind::connect) {
    const Progress<uint16_t> port = bind_if_needed(session, request.socket, connection.tuple.target.port);
    if (!port) return tl::unexpected(port.error());
    connection.target_port_known = *port != 0;
    if (*port != 0) connection.tuple.target.port = *port;
    request.to = connection.tuple.peer;
    connection.socket = request.socket;
    if (unnamed) scope.unnamed_taken = true;
  } else if (request.kind == CallKind::send && request.number && request.data.empty()) {
    request.data = pattern(session.sent_octets[request.socket], *request.number);
  }
  if (request.kind == CallKind::send) session.sent_octets[request.socket] += request.data.size();
  return {};
}

// `listen` in a file whose port has a listener already: it is taken.
bool takes_listener(Session& session, const TargetStep& step, const Connection& connection) {
  Scope& scope = *session.scope;
  if (step.call.kind != CallKind::listen || scope.unnamed || !step.socket.empty()) return false;
  const auto found = session.listeners.find(connection.tuple.target.port);
  if (found == session.listeners.end()) return false;
  scope.unnamed = found->second;
  scope.unnamed_listens = true;
  return true;
}

void forget_descriptors(Session& session, const Ongoing& call) {
  const auto shut = [&](SocketRef socket) {
    session.closed.insert(socket);
    for (auto it = session.listeners.begin(); it != session.listeners.end();)
      it = it->second == socket ? session.listeners.erase(it) : std::next(it);
    for (Ongoing& other : session.calls)
      if (!other.end && other.socket == socket && &other != &call) other.reported = true;
  };
  if (call.kind == CallKind::crash) {
    for (const Connection& c : session.connections)
      if (c.socket) shut(*c.socket);
    while (!session.listeners.empty()) shut(session.listeners.begin()->second);
    for (const auto& [name, socket] : session.sockets) shut(socket);
  } else if (call.socket) {
    shut(*call.socket);
  }
}

Progress<void> accepted(Session& session, const Ongoing& call, const CallEnd::Accepted& accepted) {
  Connection* found = nullptr;
  for (Connection& c : session.connections)
    if (c.tuple.peer == accepted.from && (found == nullptr || !c.socket)) found = &c;
  const bool named = call.connection.has_value();
  if (named) {
    Connection& wanted = session.connections[*call.connection];
    if (!(wanted.tuple.peer == accepted.from)) {
      Failure failed =
          session.failure(fmt::format("accept returned the connection from port {}, not the one from {}",
                                      accepted.from.port, wanted.tuple.peer.port));
      failed.step = call.step;
      return tl::unexpected<RunEnd>(std::move(failed));
    }
    found = &wanted;
  }
  if (found != nullptr) found->socket = accepted.socket;
  return {};
}

Progress<void> note_end(Session& session, Ongoing& call) {
  const CallEnd& end = *call.end;
  if (const std::string text = text_of(end); call.told != text) {
    session.record({call.ended, CallEvent{call.text, call.subject, text, call.step}});
    call.told = text;
  }
  if (const auto* got = std::get_if<CallEnd::Accepted>(&end.what)) return accepted(session, call, *got);
  if (const auto* data = std::get_if<CallEnd::Data>(&end.what); data != nullptr && call.socket) {
    call.stream_offset = session.read_octets[*call.socket];
    session.read_octets[*call.socket] += data->octets.size();
  }
  if (!is_error(end)) {
    switch (call.kind) {
      case CallKind::close:
      case CallKind::abort:
      case CallKind::forget:
      case CallKind::crash:
        forget_descriptors(session, call);
        break;
      case CallKind::bind:
        if (call.request.number && call.subject.empty())
          follow_port(session, static_cast<uint16_t>(*call.request.number));
        break;
      default:
        break;
    }
    return {};
  }
  if (call.asked_later) return {};
  const int number = std::get<CallEnd::Error>(end.what).number;
  const bool option = call.kind == CallKind::setsockopt || call.kind == CallKind::getsockopt;
  if (option && (number == ENOPROTOOPT || number == EOPNOTSUPP))
    return trouble(fmt::format("this kernel does not know {}", call.request.option), true);
  Failure failed = session.failure(fmt::format("`{}` ended with {}", call.text, errno_name(number)));
  failed.step = call.step;
  failed.span = call.span;
  failed.time_or_repeat = number == ETIMEDOUT;
  return tl::unexpected<RunEnd>(std::move(failed));
}

Progress<void> look_at(Session& session, Ongoing& call) {
  if (call.end) return {};
  const Outcome<std::optional<CallEnd>> end = session.lab.driver().progress(call.call);
  if (!end) return tl::unexpected<RunEnd>(end.error());
  if (!*end) return {};
  call.end = **end;
  call.ended = session.lab.now();
  return note_end(session, call);
}

bool asks_for_end(const TargetStep& step) {
  return step.result && !std::holds_alternative<ResultPending>(*step.result);
}

// In the order in which the steps stand.
void collect(const Steps& steps, std::vector<const Step*>& out) {
  for (const Step& step : steps) {
    out.push_back(&step);
    if (const auto* s = std::get_if<AnyOrderStep>(&step.what)) collect(s->steps, out);
    if (const auto* s = std::get_if<OptionalStep>(&step.what)) collect(s->steps, out);
    if (const auto* s = std::get_if<RepeatStep>(&step.what)) collect(s->steps, out);
    if (const auto* s = std::get_if<OneOfStep>(&step.what))
      for (const Branch& branch : s->branches) collect(branch.steps, out);
  }
}

}  // namespace

bool asked_later(const Session& session, const TargetStep& step) {
  const auto asks = [&](const Scenario& scenario, bool all) {
    std::vector<const Step*> steps;
    collect(scenario.steps, steps);
    bool behind = all;
    for (const Step* other : steps) {
      const auto* target = std::get_if<TargetStep>(&other->what);
      if (behind && target != nullptr && target != &step && target->call.kind == step.call.kind &&
          target->socket == step.socket && asks_for_end(*target))
        return true;
      behind = behind || target == &step;
    }
    return false;
  };
  const bool prelude = !session.scope->prelude.empty();
  return asks(*session.scope->scenario, false) || (prelude && asks(*session.run.scenario, true));
}

Progress<size_t> start_call(Session& session, const Step& step, StepIndex index) {
  const auto& target = std::get<TargetStep>(step.what);
  const size_t where = connection_index(session, target);
  Progress<CallRequest> request = make_request(session, target, session.connections[where]);
  if (!request) return tl::unexpected(request.error());
  Ongoing call;
  call.kind = target.call.kind;
  call.text = target.call.text;
  call.subject = target.socket;
  call.step = index;
  call.span = step.span;
  call.started = session.lab.now();
  call.handed_on = !session.scope->prelude.empty();
  call.asked_later = asks_for_end(target) || asked_later(session, target);
  if (takes_listener(session, target, session.connections[where])) {
    call.end = CallEnd{CallEnd::Ok{}};
    call.ended = call.started;
    session.calls.push_back(std::move(call));
    return session.calls.size() - 1;
  }
  if (call.kind != CallKind::crash) {
    const Progress<SocketRef> socket = subject_of(session, target);
    if (!socket) return tl::unexpected(socket.error());
    request->socket = *socket;
    call.socket = *socket;
  }
  if (auto ready = prepare(session, *request, session.connections[where]); !ready)
    return tl::unexpected(ready.error());
  const auto& known = session.scope->connections;
  if (call.kind == CallKind::accept && (known.count(target.socket) > 0 || known.count(target.as) > 0))
    call.connection = where;
  session.stalls.action(session.lab.now());
  call.started = call.asked = session.lab.now();
  if (call.kind == CallKind::socket) {  // subject_of has made it
    call.end = CallEnd{CallEnd::Ok{}};
    call.ended = call.started;
    session.calls.push_back(std::move(call));
    return session.calls.size() - 1;
  }
  const Outcome<CallRef> started = session.lab.driver().start(*request);
  if (!started) return tl::unexpected<RunEnd>(started.error());
  call.call = *started;
  call.request = std::move(*request);
  session.record({call.started, CallEvent{call.text, call.subject, "started", index}});
  session.reference = std::max(session.reference, call.started);
  session.calls.push_back(std::move(call));
  const size_t place = session.calls.size() - 1;
  if (auto looked = look_at(session, session.calls[place]); !looked) return tl::unexpected(looked.error());
  return place;
}

Progress<void> restart_call(Session& session, size_t index) {
  Ongoing& call = session.calls[index];
  const Outcome<CallRef> started = session.lab.driver().start(call.request);
  if (!started) return tl::unexpected<RunEnd>(started.error());
  call.call = *started;
  call.asked = session.lab.now();
  call.end.reset();
  return look_at(session, call);
}

std::optional<size_t> find_ongoing(const Session& session, const TargetStep& step) {
  for (size_t i = 0; i < session.calls.size(); ++i) {
    const Ongoing& call = session.calls[i];
    if (call.reported || call.kind != step.call.kind || call.subject != step.socket) continue;
    const bool asked_anew = call.kind == CallKind::error || call.kind == CallKind::poll;
    if (asked_anew && i < session.shared_calls) continue;
    const bool bare = !step.call.number && !step.call.data && step.call.option.empty();
    if (bare || call.text == step.call.text) return i;
  }
  return std::nullopt;
}

Progress<void> Session::look_at_calls() {
  for (size_t i = 0; i < calls.size(); ++i)
    if (auto looked = look_at(*this, calls[i]); !looked) return looked;
  return {};
}

std::optional<Failure> unfinished_calls(Session& session) {
  for (const Ongoing& call : session.calls) {
    if (call.reported) continue;
    const bool open = call.socket && session.closed.count(*call.socket) == 0;
    std::string what;
    if (!call.end && open && !call.handed_on && !call.left_pending)
      what = "is still going at the end, and no step says `= pending`";
    if (call.end && is_error(*call.end))
      what = fmt::format("ended with {}, which no step asked for", text_of(*call.end));
    if (what.empty()) continue;
    Failure failed = session.failure(fmt::format("`{}` {}", call.text, what));
    failed.step = call.step;
    failed.span = call.span;
    return failed;
  }
  return std::nullopt;
}

}  // namespace shakedown
