#pragma once
// Destroys what a lab's sockets have left behind (FIN-WAIT-1, half-open connections ...), which would keep
// its namespace alive until the kernel's timers are through.

#include <span>

#include "lab/protocol.h"
#include "shakedown/address.h"

namespace shakedown {

// `diag` is a NETLINK_SOCK_DIAG socket of the lab.
void destroy_connections(int diag, Family family, std::span<const keeper::TupleOnWire> tuples);
// All TCP sockets of the lab, whatever their state; looks through the whole table, so it is slower.
void destroy_all_sockets(int diag, Family family);

}  // namespace shakedown
