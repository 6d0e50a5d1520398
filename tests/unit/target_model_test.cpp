#include "engine/target_model.h"

#include <doctest/doctest.h>

#include "engine/peer.h"

using namespace shakedown;

namespace {

constexpr Seq ours(1000), its(0xfffffff0);  // the target's numbers wrap on the way

Segment segment(Flags flags, Seq seq, Seq ack, size_t length = 0, std::vector<Option> options = {}) {
  Segment s;
  s.flags = flags;
  s.seq = seq;
  s.ack = ack;
  s.window = 1000;
  s.payload = pattern(0, length);
  s.options = std::move(options);
  return s;
}
const Flags SYN = Flags{}.with(Flag::syn), ACK = Flags{}.with(Flag::ack), RST = Flags{}.with(Flag::rst),
            FIN = Flags{}.with(Flag::fin), FIN_ACK = ACK.with(Flag::fin), SYN_ACK = SYN.with(Flag::ack);

// Our SYN, the target's SYN-ACK, our ACK; window 1000 both ways.
TargetModel established(const std::vector<Option>& options = {}) {
  TargetModel model;
  model.sent(segment(SYN, ours, Seq(0), 0, options), true);
  model.arrived(segment(SYN_ACK, its, ours + 1, 0, options));
  model.sent(segment(ACK, ours + 1, its + 1, 0, options), true);
  return model;
}

}  // namespace

TEST_CASE("the acknowledgement that a correct target owes") {
  TargetModel model = established();
  REQUIRE(model.ack_range() == std::pair(ours + 1, ours + 1));
  const struct {
    const char* name;
    Segment sent;
    bool well_formed;
    uint32_t low, high;  // from our ISN
  } rows[] = {
      {"data in order", segment(ACK, ours + 1, its + 1, 10), true, 11, 11},
      {"a FIN takes one number", segment(FIN_ACK, ours + 1, its + 1, 10), true, 12, 12},
      {"behind a hole", segment(ACK, ours + 5, its + 1, 10), true, 1, 1},
      {"bad checksum", segment(ACK, ours + 1, its + 1, 10), false, 1, 1},
      {"no ACK bit", segment(FIN, ours + 1, Seq(0), 10), true, 1, 1},
      {"an ack of what was never sent", segment(ACK, ours + 1, its + 2, 10), true, 1, 1},
      {"beyond the window", segment(ACK, ours + 1002, its + 1, 10), true, 1, 1},
      {"past the window: room is left", segment(ACK, ours + 1, its + 1, 1010), true, 1, 1011},
      {"another SYN", segment(SYN, ours + 1, Seq(0), 0), true, 1, 1},
      {"a reset's data", segment(RST.with(Flag::ack), ours + 1, its + 1, 10), true, 1, 1},
      {"old octets and new ones", segment(ACK, ours, its + 1, 10), true, 10, 10},
  };
  for (const auto& row : rows) {
    SUBCASE(row.name) {
      model.sent(row.sent, row.well_formed);
      CHECK(model.ack_range().first - ours == row.low);
      CHECK(model.ack_range().second - ours == row.high);
    }
  }
}

TEST_CASE("a SYN that the target must refuse leaves no number behind") {
  TargetModel connecting;
  connecting.arrived(segment(SYN, its, Seq(0)));
  connecting.sent(segment(SYN_ACK, ours + 500, its + 2), true);  // of what it never sent
  connecting.sent(segment(SYN_ACK, ours + 500, its), true);
  CHECK_FALSE(connecting.heard_us());
  connecting.sent(segment(SYN_ACK, ours, its + 1), true);
  CHECK(connecting.our_base() == ours);

  TargetModel listening;
  listening.sent(segment(SYN_ACK, ours + 500, Seq(7)), true);
  CHECK_FALSE(listening.heard_us());
  listening.sent(segment(SYN, ours, Seq(0)), true);
  CHECK(listening.our_base() == ours);
}

TEST_CASE("an acknowledgement of the target's ISN and before leaves room") {
  for (const Seq ack : {its, its - 1}) {
    TargetModel model = established();
    model.sent(segment(ACK, ours + 1, ack, 10), true);
    CHECK(model.ack_range() == std::pair(ours + 1, ours + 11));
  }
}

TEST_CASE("ECN is what both SYNs asked for") {
  const Flags asks = SYN.with(Flag::ece);
  TargetModel alone, both;
  alone.sent(segment(asks, ours, Seq(0)), true);
  alone.arrived(segment(SYN_ACK, its, ours + 1));
  both.sent(segment(asks, ours, Seq(0)), true);
  both.arrived(segment(SYN_ACK.with(Flag::ece), its, ours + 1));
  CHECK_FALSE(alone.ecn());
  CHECK(both.ecn());
}

TEST_CASE("what is open is settled by the target's next ack") {
  TargetModel model = established();
  model.sent(segment(ACK, ours + 1, its + 1, 1010), true);
  model.arrived(segment(ACK, its + 1, ours + 1005));
  CHECK(model.ack_range() == std::pair(ours + 1005, ours + 1005));
}

TEST_CASE("a hole is closed by what was missing") {
  TargetModel model = established({SackPermittedOption{}});
  model.sent(segment(ACK, ours + 11, its + 1, 10), true);
  CHECK(model.sack_runs() == std::vector<SackBlock>{{ours + 11, ours + 21}});
  model.sent(segment(ACK, ours + 1, its + 1, 10), true);
  CHECK(model.ack_range().first == ours + 21);
  CHECK(model.sack_runs().empty());
}

TEST_CASE("octets that came twice may be reported until the target's next segment") {
  TargetModel model = established({SackPermittedOption{}});
  model.sent(segment(ACK, ours + 1, its + 1, 10), true);
  CHECK(model.repeated().empty());
  model.sent(segment(ACK, ours + 4, its + 1, 10), true);
  CHECK(model.repeated() == std::vector<SackBlock>{{ours + 4, ours + 11}});
  model.arrived(segment(ACK, its + 1, ours + 14));
  CHECK(model.repeated().empty());
}

TEST_CASE("TS.Recent is what RFC 7323 4.3 keeps") {
  const auto ts = [](uint32_t value) { return std::vector<Option>{TimestampsOption{value, 5}}; };
  TargetModel model = established(ts(100));
  REQUIRE(model.echoes() == std::vector<uint32_t>{100});
  SUBCASE("newer, in order") {
    model.sent(segment(ACK, ours + 1, its + 1, 10, ts(200)), true);
    CHECK(model.echoes() == std::vector<uint32_t>{200});
  }
  SUBCASE("newer, but behind a hole") {
    model.sent(segment(ACK, ours + 5, its + 1, 10, ts(200)), true);
    CHECK(model.echoes() == std::vector<uint32_t>{100});
  }
  SUBCASE("the second of two in order: Last.ACK.sent lies before it") {
    model.sent(segment(ACK, ours + 1, its + 1, 10, ts(200)), true);
    model.sent(segment(ACK, ours + 11, its + 1, 10, ts(300)), true);
    CHECK(model.echoes() == std::vector<uint32_t>{200});
  }
  SUBCASE("an old one is dropped with its octets") {
    model.sent(segment(ACK, ours + 1, its + 1, 10, ts(99)), true);
    CHECK(model.echoes() == std::vector<uint32_t>{100});
    CHECK(model.ack_range().first == ours + 1);
  }
  SUBCASE("not acceptable, but newer: both are right") {
    model.sent(segment(ACK, ours, its + 1, 1, ts(200)), true);
    CHECK(model.echoes() == std::vector<uint32_t>{100, 200});
  }
  SUBCASE("without the negotiated timestamps room is left") {
    model.sent(segment(ACK, ours + 1, its + 1, 10), true);
    CHECK(model.ack_range() == std::pair(ours + 1, ours + 11));
  }
}

TEST_CASE("the target's octets: what is new, what repeats") {
  TargetModel model = established();
  Segment data = segment(ACK, its + 1, ours + 1, 20);
  CHECK_FALSE(model.is_repeat(data));
  model.arrived(data);
  CHECK(model.next_seq() == its + 21);
  CHECK(model.is_repeat(data));
  CHECK(model.same_octets(data));
  data.payload[3] ^= 1;
  CHECK_FALSE(model.same_octets(data));
  const Segment part = segment(ACK, its + 11, ours + 1, 20);
  CHECK_FALSE(model.is_repeat(part));
  CHECK(model.overlaps_old(part));
}

TEST_CASE("SND.NXT moves as a correct peer's would") {
  Peer peer(ours);
  CHECK(peer.our_base() == Seq(0));
  peer.sent(segment(SYN, ours, Seq(0)), true);
  CHECK(peer.our_base() == ours);
  CHECK(peer.snd_nxt() == ours + 1);
  peer.sent(segment(ACK, ours + 1, its + 1, 10), false);  // bad checksum, say
  CHECK(peer.snd_nxt() == ours + 1);
  peer.sent(segment(ACK, ours + 1, its + 1, 10), true);
  CHECK(peer.snd_nxt() == ours + 11);
  peer.sent(segment(ACK, ours + 1, its + 1, 5), true);
  CHECK(peer.snd_nxt() == ours + 11);
  peer.sent(segment(ACK, ours + 20, its + 1, 5), true);  // leaves a hole
  CHECK(peer.snd_nxt() == ours + 11);
  peer.sent(segment(ACK, ours + 6, its + 1, 10), true);
  CHECK(peer.snd_nxt() == ours + 16);
}

TEST_CASE("an unseen arrival counts from the first send that acknowledges it") {
  TargetModel model = established();
  Peer peer(ours);
  peer.sent(segment(SYN, ours, Seq(0)), true);
  peer.arrived(segment(SYN_ACK, its, ours + 1), false, model);
  CHECK(peer.rcv_nxt() == its + 1);
  CHECK(peer.snd_una() == ours + 1);
  peer.sent(segment(FIN_ACK, ours + 1, its + 1), true);
  peer.arrived(segment(FIN_ACK, its + 1, ours + 2), true, model);
  CHECK(peer.rcv_nxt() == its + 1);
  CHECK(peer.snd_una() == ours + 1);
  peer.sent(segment(ACK, ours + 2, its + 1), true);
  CHECK(peer.rcv_nxt() == its + 1);
  peer.sent(segment(ACK, ours + 2, its + 2), true);
  CHECK(peer.rcv_nxt() == its + 2);
  CHECK(peer.snd_una() == ours + 2);
}
