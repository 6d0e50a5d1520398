#pragma once
// The tester's end of every link of one worker: one packet socket, opened once. Closing one waits for an RCU
// grace period (8 to 16 ms), so there is none per lab.

#include "driver/descriptor.h"
#include "shakedown/lab.h"

namespace shakedown {

// Sees IP frames of interfaces whose index modulo keeper::worker_slots is `slot`.
Outcome<Descriptor> open_packet_socket(uint32_t slot);

}  // namespace shakedown
