#include "engine/sockets.h"

#include <fmt/format.h>

#include <cerrno>

namespace shakedown {

namespace {

Progress<SocketRef> open_socket(Session& session) {
  CallRequest request{};
  request.kind = CallKind::socket;
  const Progress<CallEnd> end = call_at_once(session, request);
  if (!end) return tl::unexpected(end.error());
  if (const auto* opened = std::get_if<CallEnd::Opened>(&end->what)) return opened->socket;
  return trouble("the target could not open a socket");
}

// The unnamed socket while it is neither listener nor connection; a new one else.
Progress<SocketRef> fresh_unnamed(Session& session) {
  Scope& scope = *session.scope;
  if (scope.unnamed && !scope.unnamed_listens && !scope.unnamed_taken) return *scope.unnamed;
  const Progress<SocketRef> opened = open_socket(session);
  if (!opened) return opened;
  scope.unnamed = *opened;
  scope.unnamed_listens = scope.unnamed_taken = false;
  return opened;
}

Progress<SocketRef> listener_for(Session& session, const Connection& connection) {
  const Scope& scope = *session.scope;
  if (scope.unnamed && scope.unnamed_listens) return *scope.unnamed;
  const auto found = session.listeners.find(connection.tuple.target.port);
  if (found != session.listeners.end()) return found->second;
  if (!session.listeners.empty()) return session.listeners.rbegin()->second;
  return trouble("nothing listens: `target: listen` comes first");
}

bool open_still(const Session& session, const std::optional<SocketRef>& socket) {
  return socket && session.closed.count(*socket) == 0;
}

}  // namespace

Progress<CallEnd> call_at_once(Session& session, const CallRequest& request) {
  const Outcome<CallRef> started = session.lab.driver().start(request);
  if (!started) return tl::unexpected<RunEnd>(started.error());
  const Outcome<std::optional<CallEnd>> end = session.lab.driver().progress(*started);
  if (!end) return tl::unexpected<RunEnd>(end.error());
  if (!*end) return trouble("a call that ends at once did not");
  return **end;
}

Progress<uint16_t> bind_if_needed(Session& session, SocketRef socket, uint16_t port) {
  const Outcome<uint16_t> bound = session.lab.driver().bound_port(socket);
  if (!bound) return tl::unexpected<RunEnd>(bound.error());
  if (*bound != 0) return *bound;
  CallRequest request{};
  request.kind = CallKind::bind;
  request.socket = socket;
  request.number = port;
  const Progress<CallEnd> end = call_at_once(session, request);
  if (!end) return tl::unexpected(end.error());
  const auto* error = std::get_if<CallEnd::Error>(&end->what);
  if (error == nullptr) return port;
  if (error->number == EADDRINUSE) return uint16_t{0};
  return trouble(fmt::format("the target could not bind port {}: {}", port, errno_name(error->number)));
}

void follow_port(Session& session, uint16_t port) {
  for (const auto& [name, index] : session.scope->connections) {
    // One that has begun keeps its port.
    const Connection& c = session.connections[index];
    if (c.peer.sent_syn() || c.model.spoke() || c.model.last_sent() || !c.not_modelled.empty()) continue;
    bool declared = false;
    for (const ConnectionDecl& decl : session.run.scenario->connections)
      declared = declared || (decl.name == session.connections[index].name && decl.destination_port);
    if (!declared) session.connections[index].tuple.target.port = port;
  }
}

size_t connection_index(const Session& session, const TargetStep& step) {
  const auto& known = session.scope->connections;
  if (const auto found = known.find(step.socket); found != known.end()) return found->second;
  if (const auto found = known.find(step.as); found != known.end()) return found->second;
  return session.first_connection();
}

Progress<SocketRef> subject_of(Session& session, const TargetStep& step) {
  Scope& scope = *session.scope;
  const CallKind kind = step.call.kind;
  const Connection& connection = session.connections[connection_index(session, step)];
  const bool names_connection = step.socket.empty() || scope.connections.count(step.socket) > 0;
  if (!names_connection) {
    if (const auto found = session.sockets.find(step.socket); found != session.sockets.end())
      return found->second;
    if (step.socket == "listener") return listener_for(session, connection);
    const Progress<SocketRef> opened = open_socket(session);
    if (opened) session.sockets[step.socket] = *opened;
    return opened;
  }
  switch (kind) {
    case CallKind::accept:
      return listener_for(session, connection);
    case CallKind::socket:
    case CallKind::bind:
    case CallKind::connect:
    case CallKind::listen:
      return fresh_unnamed(session);
    default:
      break;
  }
  if (connection.socket) return *connection.socket;
  const bool unnamed_free = scope.unnamed && !scope.unnamed_taken;
  if (unnamed_free && open_still(session, scope.unnamed)) return *scope.unnamed;
  if (kind == CallKind::setsockopt || kind == CallKind::getsockopt) return fresh_unnamed(session);
  if (scope.unnamed && scope.unnamed_listens) return *scope.unnamed;
  return trouble(fmt::format(
      "`{}`: this connection has no socket yet; the target has to accept or connect first", step.call.text));
}

}  // namespace shakedown
