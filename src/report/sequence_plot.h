#pragma once
// A time-sequence plot, as tcptrace draws it: each segment a bar from its first to its last octet, below it
// the line of what was acknowledged, above it the right edge of the receiver's window.

#include "report/html_text.h"
#include "report/sequence_series.h"

namespace shakedown {

// Repeated segments are marked R, those that never left x. An edge far above the octets is said, not drawn:
// it would press all else together.
void add_sequence_plot(Element parent, const SequenceSeries& series);

// "peer to target", "target to peer, connection a"
std::string direction_text(const SequenceSeries& series);

}  // namespace shakedown
