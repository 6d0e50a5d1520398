#pragma once
// One packet as JSON, every field decoded.
//
//   {"kind": "tcp", "ip": IP, "source_port", "destination_port", "seq", "ack", "data_offset", "reserved",
//    "flags": "SYN-ACK", "window", "urgent", "checksum", "checksum_good", "ip_checksum_good",
//    "options": [{"kind": 2, "name": "mss", "mss": 1460}, ...], "option_padding": hex, "option_trouble": "",
//    "length": 5, "payload": hex}
//   {"kind": "icmp", "ip": IP, "type", "code", "rest", "checksum_good", "quoted": null or
//    {"peer", "peer_port", "target", "target_port"}, "quote": hex}
//   {"kind": "undecoded", "why": "data offset 4 is less than 5"}
//
// IP: {"family": 4, "source", "destination", "ttl", "dscp", "ecn", "dont_fragment", "more_fragments",
//      "fragment_offset", "id", "options": hex}. Sequence numbers are the real ones.

#include <nlohmann/json.hpp>

#include "report/json_fields.h"
#include "shakedown/segment.h"

namespace shakedown {

nlohmann::ordered_json json_of(const Packet& packet);
Packet packet_of(const JsonFields& fields);

}  // namespace shakedown
