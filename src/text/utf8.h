#pragma once
// UTF-8 as files hold it: validity, and counting characters (code points).

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace shakedown {

// Octets of the well-formed character at the start of `text`, or 0 when there is none.
size_t utf8_length(std::string_view text);
// Offset of the first octet that is not well-formed UTF-8, if any.
std::optional<size_t> utf8_fault(std::string_view text);
// Characters in `text`; an octet that is no part of one counts as one.
size_t utf8_count(std::string_view text);
// `text` fit for a terminal's line, one character for each of its own: control characters and faults are
// shown as U+FFFD, a tab as a space.
std::u32string utf8_visible(std::string_view text);
std::string utf8_encode(std::u32string_view text);

}  // namespace shakedown
