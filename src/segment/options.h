#pragma once
// The octets of a TCP header's options <-> values (RFC 9293 3.1, 3.2).

#include <span>

#include "shakedown/segment.h"

namespace shakedown {

namespace option_kind {
constexpr uint8_t eol = 0, nop = 1, mss = 2, window_scale = 3, sack_permitted = 4, sack = 5, timestamps = 8,
                  md5 = 19, fast_open = 34;
}
constexpr size_t md5_octets = 16;

// Appends one option. An Md5Option without digest gets room for one.
void append_option(Bytes& to, const Option& option);

// Everything between the fixed header and the payload: options, padding, and EOL up to a multiple of four.
Bytes option_block(const Segment& segment);
// The data offset that makes room for it: 5, or more, up to the 15 that the field can say.
uint8_t implied_data_offset(const Segment& segment);

// Reads the option list into `options`, `option_padding` and `option_trouble`. Whatever the octets are,
// appending `options` and then `option_padding` gives them back.
void read_options(std::span<const uint8_t> octets, Segment& segment);

}  // namespace shakedown
