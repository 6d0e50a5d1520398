#pragma once
// ICMP messages: one name for both families (RFC 792, RFC 4443).

#include "engine/attempt.h"

namespace shakedown {

// Type and code; nullopt where the family has no such message.
std::optional<std::pair<uint8_t, uint8_t>> icmp_numbers(IcmpKind kind, Family family);
// The message that a `send: ICMP …` makes, quoting a named segment.
Progress<IcmpMessage> fill_icmp(Session& session, const IcmpSpec& spec);
// Judges the front of a queue where it, or what is expected, is an ICMP message. nullopt: it matches.
Progress<std::optional<Failure>> judge_icmp(Session& session, const SegmentSpec& spec, const Waiting& front,
                                            const Times* times);

}  // namespace shakedown
