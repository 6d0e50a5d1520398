#pragma once
// Which of the target's sockets a name means. What a scenario need not say is implied: there is one unnamed
// socket; `listen` makes it the listener, `connect` the connection's.

#include "engine/session.h"

namespace shakedown {

// The socket that this call is for, made when it is implied.
Progress<SocketRef> subject_of(Session& session, const TargetStep& step);
// The connection that a call speaks of: the one named, else the file's only (or first) one.
size_t connection_index(const Session& session, const TargetStep& step);
// Makes a call that ends at once; its end.
Progress<CallEnd> call_at_once(Session& session, const CallRequest& request);
// Binds a socket that is to listen or connect and is not bound yet; the port, or 0 when the port is taken.
Progress<uint16_t> bind_if_needed(Session& session, SocketRef socket, uint16_t port);
// The connections of this file that declare no port of their own follow what the target bound.
void follow_port(Session& session, uint16_t port);

}  // namespace shakedown
