#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

#include "support/decorators.h"
#include "support/mutations.h"
#include "support/octets.h"
#include "support/scripted_lab.h"

using namespace shakedown;
using namespace shakedown::test;

namespace {

// After one SYN of ours: three segments with windows 1, 2 and 3, a millisecond apart.
struct Three {
  ScriptedLab target;
  AlteringLab lab{target};
  Instant left;

  void go() {
    target.when(after_send(1), arrive("SYN-ACK win=1"), 1ms);
    target.when(after_send(1), arrive("ACK win=2"), 2ms);
    target.when(after_send(1), arrive("ACK win=3"), 3ms);
    Segment syn;
    syn.ip.source = target.facts().peer;
    syn.ip.destination = target.facts().target;
    syn.source_port = 40000;
    syn.destination_port = 8080;
    syn.flags = Flags{}.with(Flag::syn);
    const auto sent = lab.link().send(craft(syn).at(0));
    REQUIRE(sent);
    left = *sent;
  }
  // "1@1 2@2 3@3": windows and milliseconds of what arrives within 10 ms.
  std::string arrivals() {
    std::string text;
    while (true) {
      auto arrival = lab.link().receive();
      REQUIRE(arrival);
      if (!*arrival) {
        if (!lab.wait(left + 10ms, {})) return text;
        continue;
      }
      const Packet packet = read_packet((*arrival)->octets);
      const Segment& segment = std::get<Segment>(packet);
      CHECK(segment.checksum_good);
      CHECK(lab.now() >= (*arrival)->time);
      text += (text.empty() ? "" : " ") + std::to_string(segment.window) + "@" +
              std::to_string(((*arrival)->time - left) / 1ms);
    }
  }
};

}  // namespace

TEST_CASE("altering lab: arrivals") {
  struct Row {
    std::string name, arrivals;
    std::function<void(AlteringLab&)> set;
  };
  const std::vector<Row> rows = {
      {"nothing", "1@1 2@2 3@3", [](AlteringLab&) {}},
      {"drop", "1@1 3@3", [](AlteringLab& lab) { lab.alter_arrival(1, dropped()); }},
      {"double", "1@1 2@2 2@2 3@3", [](AlteringLab& lab) { lab.alter_arrival(1, doubled()); }},
      {"alter", "1@1 2@2 99@3",
       [](AlteringLab& lab) {
         lab.alter_arrival(2, altered([](Bytes& octets) {
                             const size_t at = layout_of(octets)->tcp + 14;
                             octets[at] = 0;
                             octets[at + 1] = 99;
                           }));
       }},
      {"delay", "2@2 3@3 1@5", [](AlteringLab& lab) { lab.delay_arrival(0, 4ms); }},
      {"swap", "2@1 1@2 3@3", [](AlteringLab& lab) { lab.swap_with_next(0); }},
      {"swap the last", "1@1 2@2", [](AlteringLab& lab) { lab.swap_with_next(2); }},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Three three;
    row.set(three.lab);
    three.go();
    CHECK(three.arrivals() == row.arrivals);
  }
}

TEST_CASE("altering lab: a send that never leaves draws no answer") {
  Three three;
  three.lab.alter_send(0, dropped());
  three.go();
  CHECK(three.arrivals().empty());
  CHECK(three.target.packets().empty());
}

TEST_CASE("stalling lab: the tester is held up once, at the place asked for") {
  ScriptedLab target;
  StallingLab lab(target, StallingLab::At::state, 1, [&target] { target.hold_up(20ms); });
  const Instant begin = lab.now();
  REQUIRE(lab.driver().state({}));
  CHECK(lab.now() == begin);
  REQUIRE(lab.driver().state({}));
  CHECK(lab.now() == begin + 20ms);
  CHECK(lab.stalled());
  REQUIRE(lab.driver().state({}));
  CHECK(lab.now() == begin + 20ms);
}

TEST_CASE("mutations: each changes something, and only what it says") {
  ScriptedLab lab;
  Conversation& conversation = lab.conversation();
  const Segment segment =
      script_segment("PSH-ACK data=\"hi\" <mss 1460, sackOK, ts 5 6, nop, wscale 7>", conversation);
  const Bytes packet = craft(segment).at(0);
  const std::vector<Mutation> all = mutations_of(packet);
  std::set<std::string> kinds;
  for (const Mutation& mutation : all) {
    CAPTURE(mutation.kind);
    kinds.insert(mutation.kind);
    CHECK(mutation.packet != packet);
    const Packet read = read_packet(mutation.packet);
    const Segment* changed = std::get_if<Segment>(&read);
    if (!changed) continue;  // a data offset too small is no segment
    CHECK(changed->checksum_good == (mutation.kind.rfind("checksum", 0) != 0));
    CHECK(changed->ip_checksum_good == (mutation.kind != "ip checksum bad"));
    if (mutation.kind != "seq +1" && mutation.kind != "seq -1") CHECK(changed->seq == segment.seq);
    if (mutation.kind.rfind("flag", 0) != 0) CHECK(changed->flags == segment.flags);
    if (mutation.kind.rfind("payload", 0) != 0 && mutation.kind.rfind("data offset", 0) != 0)
      CHECK(changed->payload == segment.payload);
  }
  for (const char* kind :
       {"flag FIN set", "flag PSH cleared", "seq +1", "ack -1", "window 0", "checksum bad",
        "option mss removed", "option ts echo +1", "options reordered", "payload octet", "payload shorter",
        "ttl -1", "id changed", "data offset -1", "option kind 253 added"})
    CHECK_MESSAGE(kinds.count(kind) == 1, kind);
  CHECK(mutations_of(Bytes{1, 2, 3}).empty());
}
