#pragma once
// What a capture has missed although both ends had it.

#include <string>

#include "record/dialogue.h"

namespace shakedown {

// Octets that were acknowledged and never captured are put in where they must have come; what was captured
// behind its own acknowledgement is put ahead of it. Answers what cannot be mended, or "".
std::string fill_gaps(Dialogue& dialogue);

}  // namespace shakedown
