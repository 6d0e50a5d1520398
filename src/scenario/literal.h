#pragma once
// Octets in notation: "text" with escapes, hex:00ff.

#include <optional>

#include "scenario/cursor.h"
#include "shakedown/segment.h"

namespace shakedown {

// `"..."` with \\ \" \n \r \t \xNN.
std::optional<Bytes> parse_quoted(Cursor& cursor);
// Hexadecimal digits, two an octet; may be none.
std::optional<Bytes> parse_hex(Cursor& cursor);
// `"..."` or `hex:...`; what else stands here is complained about.
std::optional<Bytes> parse_octets(Cursor& cursor);
bool octets_ahead(const Cursor& cursor);

// The rest of the line from `begin` on, as it must be written in YAML when it holds ` #` or `: `.
std::string in_single_quotes(const Source& source, size_t begin);

}  // namespace shakedown
