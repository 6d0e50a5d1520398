// The few fields that the link reads by itself, on packets of every kind and every length.

#include <doctest/doctest.h>

#include "lab/addresses.h"
#include "lab/packet_fields.h"
#include "shakedown/segment.h"

namespace {

using namespace shakedown;

Bytes segment_between(const Address& from, const Address& to, uint16_t from_port, uint16_t to_port) {
  Segment segment;
  segment.ip.source = from;
  segment.ip.destination = to;
  segment.source_port = from_port;
  segment.destination_port = to_port;
  segment.flags = {0x10};
  segment.payload = {1, 2, 3};
  return craft(segment).front();
}

LabFacts facts_of(Family family) {
  LabFacts facts;
  set_addresses(facts, family);
  return facts;
}

TEST_CASE("the tuple is the same whoever sends") {
  for (const Family family : {Family::v4, Family::v6}) {
    const LabFacts facts = facts_of(family);
    const auto sent = tuple_of(segment_between(facts.peer, facts.target, 40000, 8080), true);
    const auto came = tuple_of(segment_between(facts.target, facts.peer, 8080, 40000), false);
    REQUIRE(sent);
    REQUIRE(came);
    CHECK(sent->peer_port == 40000);
    CHECK(sent->target_port == 8080);
    CHECK(came->peer_port == 40000);
    CHECK(came->target_port == 8080);
    CHECK(sent->peer == facts.peer.octets);
    CHECK(sent->target == facts.target.octets);
    CHECK(came->peer == sent->peer);
    CHECK(came->target == sent->target);
  }
}

TEST_CASE("no length is read past") {
  for (const Family family : {Family::v4, Family::v6}) {
    const LabFacts facts = facts_of(family);
    const Bytes whole = segment_between(facts.peer, facts.target, 1, 2);
    const size_t ports_end = (family == Family::v4 ? 20 : 40) + 4;
    for (size_t length = 0; length <= whole.size(); ++length) {
      const Bytes part(whole.begin(), whole.begin() + static_cast<ptrdiff_t>(length));
      CAPTURE(length);
      CHECK(tuple_of(part, true).has_value() == (length >= ports_end));
      CHECK_FALSE(is_neighbour_traffic(part));
      frame_destination(part);
    }
  }
}

TEST_CASE("neighbour traffic") {
  struct Row {
    const char* name;
    Bytes packet;
    bool neighbours;
  };
  Bytes v6(40);
  v6[0] = 0x60;
  const auto icmp6 = [&v6](uint8_t type) {
    Bytes packet = v6;
    packet[6] = 58;
    packet.insert(packet.end(), {type, 0, 0, 0});
    return packet;
  };
  Bytes mld = v6;  // behind a hop-by-hop header with a router alert
  mld.insert(mld.end(), {58, 0, 5, 2, 0, 0, 1, 0, 143, 0, 0, 0});
  Bytes igmp(24);
  igmp[0] = 0x45;
  igmp[9] = 2;
  const Row rows[] = {{"solicitation", icmp6(135), true},
                      {"advertisement", icmp6(136), true},
                      {"router solicitation", icmp6(133), true},
                      {"MLDv2", mld, true},
                      {"IGMP", igmp, true},
                      {"unreachable", icmp6(1), false},
                      {"too big", icmp6(2), false},
                      {"echo", icmp6(128), false}};
  for (const Row& row : rows) {
    CAPTURE(std::string(row.name));
    CHECK(is_neighbour_traffic(row.packet) == row.neighbours);
  }
}

TEST_CASE("where frames go") {
  const LabFacts v4 = facts_of(Family::v4), v6 = facts_of(Family::v6);
  struct Row {
    const char* name;
    Address from, to;
    std::array<uint8_t, 6> hardware;
  };
  const Row rows[] = {{"target", v4.peer, v4.target, keeper::target_mac},
                      {"second target", v6.peer, v6.target2, keeper::target_mac},
                      {"broadcast", v4.peer, v4.broadcast, {255, 255, 255, 255, 255, 255}},
                      {"multicast", v4.peer, v4.multicast, {0x01, 0, 0x5e, 0, 0, 1}},
                      {"IPv6 multicast", v6.peer, v6.multicast, {0x33, 0x33, 0, 0, 0, 1}}};
  for (const Row& row : rows) {
    CAPTURE(std::string(row.name));
    CHECK(frame_destination(segment_between(row.from, row.to, 1, 2)) == row.hardware);
  }
}

}  // namespace
