#pragma once
// In which order the target saw and sent the segments of a dialogue, and which of ours it never saw.

#include "record/dialogue.h"

namespace shakedown {

// A segment of ours whose octets went out again, and of which no answer says that it had arrived, was lost.
void mark_lost(Dialogue& dialogue);
// What crossed on the way is put into the order of the target's end, and our segments as late as they
// arrived.
void put_in_order(Dialogue& dialogue);

}  // namespace shakedown
