#include "lab/addresses.h"

namespace shakedown {
namespace {

Address v4(uint8_t a, uint8_t b, uint8_t c, uint8_t d) { return {Family::v4, {a, b, c, d}}; }

Address v6(uint8_t host) {
  Address address{Family::v6, {0x20, 0x01, 0x0d, 0xb8}};
  address.octets[15] = host;
  return address;
}

}  // namespace

void set_addresses(LabFacts& facts, Family family) {
  facts.family = family;
  if (family == Family::v4) {
    facts.peer = v4(192, 0, 2, 1);
    facts.target = v4(192, 0, 2, 2);
    facts.peer2 = v4(192, 0, 2, 3);
    facts.target2 = v4(192, 0, 2, 4);
    facts.broadcast = v4(192, 0, 2, 255);
    facts.multicast = v4(224, 0, 0, 1);
    facts.loopback = v4(127, 0, 0, 1);
    facts.unspecified = v4(0, 0, 0, 0);
    return;
  }
  facts.peer = v6(1);
  facts.target = v6(2);
  facts.peer2 = v6(3);
  facts.target2 = v6(4);
  // IPv6 has no broadcast: all nodes of the link are as near as it comes.
  facts.multicast = {Family::v6, {0xff, 0x02}};
  facts.multicast.octets[15] = 1;
  facts.broadcast = facts.multicast;
  facts.loopback = {Family::v6, {}};
  facts.loopback.octets[15] = 1;
  facts.unspecified = {Family::v6, {}};
}

}  // namespace shakedown
