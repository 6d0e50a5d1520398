#pragma once
// One segment in notation: `SYN seq=0 win=65535 <mss 1460, sackOK>`, `ICMP too-big mtu=600 quote=a`.

#include "scenario/value.h"

namespace shakedown {

enum class Side { send, expect };

// Stops before the first word that is no part of a segment (`as`, `after`, ...). What is wrong is complained
// about, each field on its own, and nullopt the answer; the cursor has moved on all the same.
std::optional<SegmentSpec> parse_segment_notation(Cursor& cursor, const Notation& notation, Side side);
// `<...>`; the cursor stands on the `<`.
std::optional<OptionListSpec> parse_option_list(Cursor& cursor, const Notation& notation, Side side);
// Octets that the options written take at least, filled to a multiple of four.
uint32_t option_octets(const OptionListSpec& list);
// `win=2000 <mss 1000>`, a whole line.
std::optional<WithSpec> parse_with(Cursor& cursor, const Notation& notation);

// One field of a segment. `cursor` stands on its name, behind which an operator is known to stand.
// False: something was wrong and has been complained about.
bool parse_field(Cursor& cursor, const Notation& notation, Side side, TcpSpec& segment);
// Whether a word with an operator right behind it stands here.
bool field_ahead(const Cursor& cursor);
std::vector<std::string> segment_field_names();

}  // namespace shakedown
