#include <doctest/doctest.h>

#include "segment_samples.h"

namespace shakedown::test {
namespace {

IcmpMessage message(Family family, uint8_t type, uint8_t code, uint32_t rest = 0) {
  IcmpMessage icmp;
  const Segment offending = sample(family);
  icmp.ip.source = offending.ip.destination;
  icmp.ip.destination = offending.ip.source;
  icmp.type = type;
  icmp.code = code;
  icmp.rest = rest;
  icmp.quote = craft_one(offending);
  return icmp;
}

IcmpMessage read_message(const Bytes& octets) {
  const Packet packet = read_packet(octets);
  REQUIRE(std::holds_alternative<IcmpMessage>(packet));
  return std::get<IcmpMessage>(packet);
}

TEST_CASE("ICMP errors come back as they went") {
  for (const Family family : families) {
    const bool v4 = family == Family::v4;
    for (const uint8_t type : v4 ? Bytes{3, 4, 5, 11, 12} : Bytes{1, 2, 3, 4, 100, 127}) {
      CAPTURE(type);
      const IcmpMessage sent = message(family, type, 4, 0x01020304);
      const Bytes octets = craft(sent).at(0);
      CHECK(octets.size() == ip_octets(family) + 8 + sent.quote.size());
      const IcmpMessage read = read_message(octets);
      CHECK(read.type == type);
      CHECK(read.code == 4);
      CHECK(read.rest == 0x01020304);
      CHECK(read.checksum_good);
      CHECK(to_hex(read.quote) == to_hex(sent.quote));
      CHECK(read.ip.source == sent.ip.source);
      REQUIRE(read.quoted);
      CHECK(read.quoted->peer == Endpoint{sample(family).ip.source, 40000});
      CHECK(read.quoted->target == Endpoint{sample(family).ip.destination, 8080});
    }
  }
}

TEST_CASE("what is no ICMP error is named") {
  CHECK(why_not(craft(message(Family::v4, 8, 0)).at(0)) == "ICMP type 8 is no error");
  CHECK(why_not(craft(message(Family::v4, 0, 0)).at(0)) == "ICMP type 0 is no error");
  CHECK(why_not(craft(message(Family::v6, 128, 0)).at(0)) == "ICMPv6 type 128 is no error");
  CHECK(why_not(craft(message(Family::v6, 135, 0)).at(0)) == "ICMPv6 type 135 is no error");
}

TEST_CASE("each octet of an ICMP message stands under its checksum") {
  for (const Family family : families) {
    const Bytes octets = craft(message(family, 3, 0)).at(0);
    for (size_t i = ip_octets(family) + 1; i < octets.size(); ++i) {
      Bytes changed = octets;
      changed[i] ^= 0x41;
      CHECK_FALSE(read_message(changed).checksum_good);
    }
  }
}

TEST_CASE("a quote tells the ports as soon as they are there") {
  for (const Family family : families) {
    IcmpMessage icmp = message(family, 3, 1);
    const Bytes whole = icmp.quote;
    for (size_t size = 0; size <= whole.size(); ++size) {
      CAPTURE(size);
      icmp.quote.assign(whole.begin(), whole.begin() + static_cast<ptrdiff_t>(size));
      const IcmpMessage read = read_message(craft(icmp).at(0));
      CHECK(read.quoted.has_value() == (size >= ip_octets(family) + 4));
      CHECK(read.quote.size() == size);
    }
  }
}

TEST_CASE("a quote of something else has no ports") {
  IcmpMessage icmp = message(Family::v4, 3, 1);
  icmp.quote[9] = 17;
  CHECK_FALSE(read_message(craft(icmp).at(0)).quoted);
  icmp = message(Family::v4, 3, 1);
  icmp.quote[7] = 1;  // not the first fragment
  CHECK_FALSE(read_message(craft(icmp).at(0)).quoted);
  icmp = message(Family::v4, 3, 1);
  icmp.quote[6] = 0x20;  // the first one has the ports
  CHECK(read_message(craft(icmp).at(0)).quoted);
  icmp = message(Family::v4, 3, 1);
  icmp.quote[0] = 0x00;
  CHECK_FALSE(read_message(craft(icmp).at(0)).quoted);
}

TEST_CASE("an IPv6 quote is read through its extension headers") {
  Segment offending = sample(Family::v6);
  offending.ip.options = from_hex("3c00010400000000");
  IcmpMessage icmp = message(Family::v6, 1, 4);
  icmp.quote = craft_one(offending);
  CHECK(read_message(craft(icmp).at(0)).quoted->peer.port == 40000);
}

TEST_CASE("an ICMP message of fewer than eight octets") {
  Bytes octets = from_hex(
      "4500001b00004000400100000a0000010a000002"
      "03010000000000");
  CHECK(why_not(octets) == "7 octets are no ICMP message");
  // In IPv6, ICMP's own number is another one's, and the other way round.
  octets[9] = 58;
  CHECK(why_not(octets) == "IP protocol 58");
}

}  // namespace
}  // namespace shakedown::test
