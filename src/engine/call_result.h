#pragma once
// What came of a call, as text, and against the result that a step demands.

#include "shakedown/lab.h"

namespace shakedown {

std::string text_of(const CallEnd& end);
std::string text_of(const ResultSpec& result, uint64_t octets);
bool is_error(const CallEnd& end);
// `octets`: how many a `read N` or `send N` asked for; `stream_offset`: of the first octet that a read gave.
bool satisfies(const ResultSpec& result, const CallEnd& end, uint64_t octets, uint64_t stream_offset);

}  // namespace shakedown
