#pragma once
// What a capture shows and the wire did not have.

#include "record/dialogue.h"

namespace shakedown {

// One packet that passed several interfaces was captured several times.
void drop_copies(Dialogue& dialogue);
// Checksums that the network card fills in later are no wrong ones.
void settle_checksums(Dialogue& dialogue);
// Segments that offload has joined, or has yet to cut, become those that the wire carries.
void cut_joined(Dialogue& dialogue);

}  // namespace shakedown
