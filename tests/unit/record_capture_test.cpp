// From frames to streams: link layers, Wireshark's numbers, what a capture does to segments, what is refused.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "record/link_layer.h"
#include "record_wire.h"
#include "segment/octets.h"

using namespace shakedown;
using test::Wire;

namespace {

Bytes operator+(Bytes head, const Bytes& tail) {
  head.insert(head.end(), tail.begin(), tail.end());
  return head;
}

bool finds(LinkLayer link, const Bytes& frame, const Bytes& packet) {
  const auto found = ip_packet_of(link, frame);
  return found && Bytes(found->begin(), found->end()) == packet;
}

std::string wire_steps(const std::vector<Segment>& segments) {
  Wire wire;
  wire.open();
  for (const Segment& segment : segments) wire.put(segment);
  return wire.steps();
}

}  // namespace

TEST_CASE("the IP packet in a frame") {
  const Bytes v4 = craft(Wire().made("client SYN 0")).at(0);
  const Bytes addresses(12, 0xaa);
  CHECK(finds(LinkLayer::raw_ip, v4, v4));
  CHECK(finds(LinkLayer::ethernet, addresses + Bytes{0x08, 0x00} + v4, v4));
  CHECK(finds(LinkLayer::ethernet, addresses + Bytes{0x81, 0x00, 0x00, 0x05, 0x08, 0x00} + v4, v4));
  const Bytes two_tags{0x88, 0xa8, 0x00, 0x05, 0x81, 0x00, 0x00, 0x06, 0x08, 0x00};
  CHECK(finds(LinkLayer::ethernet, addresses + two_tags + v4, v4));
  CHECK(finds(LinkLayer::linux_cooked, Bytes(14, 0) + Bytes{0x08, 0x00} + v4, v4));
  CHECK(finds(LinkLayer::linux_cooked_2, Bytes{0x08, 0x00} + Bytes(18, 0) + v4, v4));
  CHECK(finds(LinkLayer::family_word, Bytes{2, 0, 0, 0} + v4, v4));
  CHECK(finds(LinkLayer::family_word, Bytes{0, 0, 0, 2} + v4, v4));
  CHECK_FALSE(ip_packet_of(LinkLayer::ethernet, addresses + Bytes{0x08, 0x06} + v4));  // ARP
  CHECK_FALSE(ip_packet_of(LinkLayer::ethernet, addresses + Bytes{0x81, 0x00, 0x00}));
  CHECK_FALSE(ip_packet_of(LinkLayer::linux_cooked_2, Bytes(19, 0)));
  CHECK_FALSE(ip_packet_of(LinkLayer::raw_ip, Bytes{}));
  CHECK_FALSE(ip_packet_of(LinkLayer::raw_ip, Bytes{0x15}));
}

TEST_CASE("streams are numbered as Wireshark does") {
  Wire wire;
  wire.say({"client SYN 0", "client SYN 0", "server SYN-ACK 0 1", "client ACK 1 1"});
  CHECK(wire.collector.streams().size() == 1);
  wire.client_base = Seq(2000);  // the same ports, another connection
  wire.say("client SYN 0");
  CHECK(wire.collector.streams().size() == 2);
  wire.say({"client FIN-ACK 1 1", "client SYN 0"});  // the same number, behind a FIN
  REQUIRE(wire.collector.streams().size() == 3);
  const Stream& first = wire.collector.streams()[0];
  CHECK(first.segments == 4);
  CHECK(ends_of(first) == "192.0.2.1:40000 > 192.0.2.2:80");
  CHECK(first.kept.empty());  // of several none is kept that was not asked for
  CHECK(first.first_packet == 1);
  CHECK(first.last_packet == 4);

  Wire begun;
  begun.say("server PSH-ACK 1 1 x");
  CHECK(ends_of(begun.collector.streams().at(0)) == "192.0.2.1:40000 > 192.0.2.2:80");
}

TEST_CASE("checksums that offload left out are none to repeat, a wrong one is") {
  Wire wire;
  Segment good = wire.made("client PSH-ACK 1 1 xyz");
  Bytes bad = craft(good).at(0);
  bad[37] ^= 1;
  wire.open();
  wire.put(bad);
  wire.say({"client PSH-ACK 1 1 xyz", "server ACK 1 4"});
  CHECK(wire.steps().find("send: PSH-ACK seq=1 ack=1 data=\"xyz\" checksum=bad\n") != std::string::npos);

  Bytes empty = craft(good).at(0);
  empty[36] = empty[37] = 0;
  Wire offloaded;
  offloaded.open();
  offloaded.put(empty);
  offloaded.say("server ACK 1 4");
  CHECK(offloaded.steps().find("checksum") == std::string::npos);
}

TEST_CASE("joined segments are cut, copies dropped, what was cut short becomes the pattern") {
  Wire wire;
  Segment joined = wire.made("client PSH-ACK 1 1");
  joined.payload = Bytes(3000, 'x');
  const std::string cut = wire_steps({joined, wire.made("server ACK 1 3001")});
  CHECK(cut.find("  - send: ACK seq=1 ack=1 len=1460\n  - send: ACK seq=1461 ack=1 len=1460\n"
                 "  - send: PSH-ACK seq=2921 ack=1 len=80\n  - target: read 3000\n  - acked: 3001\n") !=
        std::string::npos);
  Segment answer = wire.made("server PSH-ACK 1 1");
  answer.payload = Bytes(3000, 'x');
  CHECK(wire_steps({answer}).find("  - target: send 3000\n  - receive: 3000 ack none\n") !=
        std::string::npos);

  Segment twice = wire.made("client PSH-ACK 1 1 xyz");
  twice.ip.id = 77;
  const std::string once = wire_steps({twice, twice, wire.made("server ACK 1 4")});
  const std::string said = "send: PSH-ACK seq=1 ack=1 data=\"xyz\"";
  CHECK(once.find(said) != std::string::npos);
  CHECK(once.find(said) == once.rfind(said));

  Wire cut_short;
  cut_short.open();
  Bytes packet = craft(wire.made("client PSH-ACK 1 1 uvwxyz")).at(0);
  packet.resize(42);
  cut_short.put(packet);
  CHECK(cut_short.steps().find("send: PSH-ACK seq=1 ack=1 len=6\n") != std::string::npos);
}

TEST_CASE("what the capture has missed is made up where somebody acknowledges it") {
  Wire wire;
  wire.open();
  wire.say({"client PSH-ACK 1 1 hello", "server ACK 1 11", "client ACK 11 9", "server FIN-ACK 9 11"});
  const std::string steps = wire.steps();
  INFO(steps);
  CHECK(steps.find("  - send: PSH-ACK seq=1 ack=1 len=5\n  - send: ACK seq=6 ack=1 len=5\n") !=
        std::string::npos);
  CHECK(steps.find("  - target: send 8\n  - expect: ACK seq=1 ack=11 len=8\n  - send: ACK seq=11 ack=9\n") !=
        std::string::npos);
  CHECK(wire.recorded().find("5 octets that the capture has missed ahead of packet 5; 8 octets that the") !=
        std::string::npos);

  Wire queues;  // the acknowledgement passed by another queue, and was captured first
  queues.open();
  queues.say(
      {"client PSH-ACK 1 1 hello", "client ACK 6 6", "server PSH-ACK 1 6 world", "server FIN-ACK 6 6"});
  const std::string mended = queues.steps();
  INFO(mended);
  CHECK(mended.find("expect: PSH-ACK seq=1 ack=6 data=\"world\"\n  - send: ACK seq=6 ack=6\n") !=
        std::string::npos);

  Wire liar;  // it acknowledges what was never sent, and the target goes on from where it was
  liar.open();
  liar.say({"client ACK 1 100", "server ACK 1 1", "server PSH-ACK 1 1 x"});
  CHECK(liar.recorded().find("missed") == std::string::npos);
}

TEST_CASE("what cannot be played again is refused, with the packet's number") {
  const auto refusal = [](std::initializer_list<const char*> lines, End we) {
    Wire wire;
    wire.say(lines);
    return wire.recorded(we);
  };
  const char* const syn = "client SYN 0";
  const char* const answer = "server SYN-ACK 0 1";
  const char* const ack = "client ACK 1 1";
  CHECK(refusal({"client ACK 1 1"}, End::client) ==
        "refused: packet 1: the connection was open before the capture began; its SYN is needed");
  CHECK(refusal({syn}, End::client) ==
        "refused: packet 1: the server was never heard of: there is nothing to expect");
  CHECK(refusal({syn, "server SYN 0"}, End::client) == "refused: packet 2: both ends opened at once");
  CHECK(refusal({"client SYN 0 0 early"}, End::client) == "refused: packet 1: a SYN with data");
  CHECK(refusal({syn, answer, ack, "server RST 1"}, End::client) ==
        "refused: packet 4: a reset without ACK: the target had lost this connection, and nothing tells how");
  CHECK(refusal({syn, answer, ack, "server PSH-ACK-URG 1 1 !"}, End::client) ==
        "refused: packet 4: urgent data; how it was sent is not in the capture");
  CHECK(refusal({syn, answer, ack, "client FIN 1"}, End::server) ==
        "refused: packet 4: a segment without ACK, SYN or RST, which no kernel sends");

  Wire window;
  window.open();
  Segment closed = window.made("server ACK 1 1");
  closed.window = 0;
  window.put(closed);
  CHECK(window.recorded().find("refused: packet 4: the target's window closes") == 0);

  Wire fragments;
  fragments.open();
  CraftOptions in_fragments;
  in_fragments.fragment_octets = 24;
  for (const Bytes& part : craft(fragments.made("client PSH-ACK 1 1 a long enough text"), in_fragments))
    fragments.put(part);
  CHECK(fragments.recorded() == "refused: packet 4: an IP fragment; fragments are not put together");

  Wire header;
  header.open();
  Bytes packet = craft(header.made("client ACK 1 1")).at(0);
  packet.resize(30);
  header.put(packet);
  CHECK(header.recorded() == "refused: packet 4: the capture kept too little of it to read TCP's header");

  Wire secret;
  Segment with_digest = secret.made(syn);
  with_digest.options.push_back(Md5Option{Bytes(16, 1)});
  secret.put(with_digest);
  CHECK(secret.recorded() == "refused: packet 1: signed (MD5), and the key is in no capture");
}

TEST_CASE("links, settings and numbers of the recording") {
  Wire wire;
  wire.client_base = Seq(0xfffffffe);
  Segment syn = wire.made("client SYN 0");
  syn.options = {MssOption{1460}, SackPermittedOption{}, TimestampsOption{7, 0}, NopOption{},
                 WindowScaleOption{7}};
  syn.window = 64240;
  Segment answer = wire.made("server SYN-ACK 0 1");
  answer.options = {MssOption{8960}, NopOption{}, WindowScaleOption{7}};
  wire.put(syn);
  wire.put(answer);
  wire.say({"client ACK 1 1", "client PSH-ACK 1 1 xyz", "server ACK 1 4"});
  const std::string text = wire.recorded();
  INFO(text);
  CHECK(text.find("\nisn: 4294967294\n") != std::string::npos);
  CHECK(text.find("\nlab: mtu 9000\n") != std::string::npos);
  CHECK(text.find("\n  net.ipv4.tcp_sack: 0\n  net.ipv4.tcp_timestamps: 0\nsteps:") != std::string::npos);
  CHECK(text.find("send: SYN win=64240 <mss 1460, sackOK, ts now 0, nop, wscale 7>\n") != std::string::npos);
  CHECK(text.find("expect: SYN-ACK <wscale *, ...>\n") != std::string::npos);
  CHECK(text.find("send: ACK seq=1 ack=1 win=65535\n") != std::string::npos);
}

TEST_CASE("a capture's name is harmless wherever it stands") {
  Wire wire;
  wire.open();
  const auto text =
      record_scenario(wire.collector.streams()[0], {"a: b #\n\x1b[31m$mss\"'.pcap", 0, End::client});
  REQUIRE(text);
  CHECK(text->find("\nname: Recorded from a??b????[31m?mss??.pcap, the client's side\n") !=
        std::string::npos);
}
