#include <doctest/doctest.h>

#include <functional>

#include "segment_samples.h"

namespace shakedown::test {
namespace {

const SeqBase base{Seq(0xffffffff), Seq(1000)};

Segment plain(Family family = Family::v4) {
  Segment segment = sample(family);
  segment.seq = Seq(0);
  segment.ack = Seq(1001);
  segment.flags = Flags{}.with(Flag::ack);
  segment.payload.clear();
  return segment;
}

struct Row {
  std::string text;
  std::function<void(Segment&)> apply;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> all{
      {"ACK seq=1 ack=1 win=65160", [](Segment&) {}},
      {"SYN-ACK seq=0 ack=1 win=65160 <mss 1460, sackOK, ts 7 9, nop, wscale 7>",
       [](Segment& s) {
         s.seq = base.seq;
         s.flags = {0x12};
         s.options = {MssOption{1460}, SackPermittedOption{}, TimestampsOption{7, 9}, NopOption{},
                      WindowScaleOption{7}};
         s.data_offset = 10;
       }},
      {"SYN seq=0 win=65160", [](Segment& s) { s.seq = base.seq, s.flags = {0x02}, s.ack = Seq(0); }},
      {"RST seq=1 ack=abs:1001 win=65160", [](Segment& s) { s.flags = {0x04}; }},
      {"NOFLAGS seq=1 win=65160", [](Segment& s) { s.flags = {}, s.ack = Seq(0); }},
      {"ACK seq=0 ack=0 win=0", [](Segment& s) { s.seq = base.seq, s.ack = base.ack, s.window = 0; }},
      {"ACK seq=4294967295 ack=4294967295 win=65160",
       [](Segment& s) { s.seq = base.seq - 1, s.ack = base.ack - 1; }},
      {"ACK seq=1 ack=1 win=65160 <nop, nop, sack 1:501 1001:4294967000>",
       [](Segment& s) {
         s.options = {NopOption{}, NopOption{}, SackOption{{{Seq(1001), Seq(1501)}, {Seq(2001), Seq(704)}}}};
       }},
      {"PSH-ACK seq=1 ack=1 win=65160 data=\"hello\"",
       [](Segment& s) {
         s.flags = {0x18}, s.payload = {'h', 'e', 'l', 'l', 'o'};
       }},
      {"ACK seq=1 ack=1 win=65160 data=\"a\\r\\n\\\"b\\\\\\t\"",
       [](Segment& s) { s.payload = {'a', '\r', '\n', '"', 'b', '\\', '\t'}; }},
      {"ACK seq=1 ack=1 win=65160 data=\"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN\"",
       [](Segment& s) { s.payload = pattern(0, 40); }},
      {"ACK seq=1 ack=1 win=65160 len=41", [](Segment& s) { s.payload = pattern(0, 41); }},
      {"ACK seq=1 ack=1 win=65160 len=1", [](Segment& s) { s.payload = {0}; }},
      {"URG-ACK seq=1 ack=1 win=65160 urg=5", [](Segment& s) { s.flags = {0x30}, s.urgent = 5; }},
      {"URG-ACK seq=1 ack=1 win=65160 urg=0", [](Segment& s) { s.flags = {0x30}; }},
      {"ACK seq=1 ack=1 win=65160 urg=5", [](Segment& s) { s.urgent = 5; }},
      {"ACK seq=1 ack=1 win=65160 reserved=7", [](Segment& s) { s.reserved = 7; }},
      {"ACK seq=1 ack=1 win=65160", [](Segment& s) { s.data_offset = 5; }},
      {"ACK seq=1 ack=1 win=65160 dataofs=6", [](Segment& s) { s.data_offset = 6; }},
      {"ACK seq=1 ack=1 win=65160 dataofs=0", [](Segment& s) { s.data_offset = 16; }},
      {"ACK seq=1 ack=1 win=65160 <sackOK, eol>",
       [](Segment& s) {
         s.options = {SackPermittedOption{}, EolOption{}};
         s.option_padding = {0};
         s.data_offset = 6;
       }},
      {"ACK seq=1 ack=1 win=65160 <sackOK, eol> padding=09",
       [](Segment& s) {
         s.options = {SackPermittedOption{}, EolOption{}};
         s.option_padding = {9};
       }},
      {"ACK seq=1 ack=1 win=65160 <nop, 2:0:00> (option 2 has length 0)",
       [](Segment& s) {
         s.options = {NopOption{}, RawOption{2, 0, {0}}};
         s.option_trouble = "option 2 has length 0";
       }},
      {"ACK seq=1 ack=1 win=65160 checksum=bad", [](Segment& s) { s.checksum_good = false; }},
      {"ACK seq=1 ack=1 win=65160 ip-checksum=bad", [](Segment& s) { s.ip_checksum_good = false; }},
      {"ACK seq=1 ack=1 win=65160 ttl=1", [](Segment& s) { s.ip.ttl = 1; }},
      {"ACK seq=1 ack=1 win=65160 tos=184", [](Segment& s) { s.ip.dscp = 46; }},
      {"ACK seq=1 ack=1 win=65160 ecn=3", [](Segment& s) { s.ip.ecn = 3; }},
      {"ACK seq=1 ack=1 win=65160 ipopt=hex:94040000",
       [](Segment& s) {
         s.ip.options = {0x94, 4, 0, 0};
       }},
      {"ACK seq=1 ack=1 win=65160 (fragment at 8, others follow)",
       [](Segment& s) { s.ip.fragment_offset = 8, s.ip.more_fragments = true; }},
      {"FIN-ACK seq=1 ack=1 win=65160 data=\"x\" urg=1 checksum=bad ttl=9 tos=4 ecn=2",
       [](Segment& s) {
         s.flags = {0x11};
         s.payload = {'x'};
         s.urgent = 1;
         s.checksum_good = false;
         s.ip.ttl = 9, s.ip.dscp = 1, s.ip.ecn = 2;
       }},
  };
  return all;
}

TEST_CASE("segments as text: only what deviates follows") {
  for (const Row& row : rows()) {
    for (const Family family : families) {
      Segment segment = plain(family);
      row.apply(segment);
      CHECK(to_text(segment, base) == row.text);
      CHECK(to_text(Packet(segment), base) == row.text);
    }
  }
}

TEST_CASE("the missing DF of IPv4 is told, IPv6 has none") {
  Segment segment = plain(Family::v4);
  segment.ip.dont_fragment = false;
  CHECK(to_text(segment, base) == "ACK seq=1 ack=1 win=65160 df=0");
  segment = plain(Family::v6);
  segment.ip.dont_fragment = false;
  CHECK(to_text(segment, base) == "ACK seq=1 ack=1 win=65160");
}

TEST_CASE("options that do not fit imply the largest data offset") {
  Segment segment = plain();
  segment.options = std::vector<Option>(11, MssOption{1});
  segment.data_offset = 15;
  CHECK(to_text(segment, base).find("dataofs") == std::string::npos);
}

TEST_CASE("options as text") {
  const struct {
    Option option;
    std::string text;
  } options[] = {{EolOption{}, "eol"},
                 {NopOption{}, "nop"},
                 {MssOption{65535}, "mss 65535"},
                 {WindowScaleOption{255}, "wscale 255"},
                 {SackPermittedOption{}, "sackOK"},
                 {SackOption{}, "sack"},
                 {SackOption{{{Seq(5), Seq(9)}}}, "sack 1:5"},
                 {TimestampsOption{4294967295, 0}, "ts 4294967295 0"},
                 {FastOpenOption{}, "tfo"},
                 {FastOpenOption{{0, 0xff}}, "tfo 00ff"},
                 {Md5Option{}, "md5"},
                 {Md5Option{Bytes(16, 0)}, "md5"},
                 {Md5Option{Bytes(16, 0xab)}, "md5 abababababababababababababababab"},
                 {RawOption{253, 4, {0xf9, 0x89}}, "253:4:f989"},
                 {RawOption{8, 0, {}}, "8:0:"}};
  for (const auto& row : options) CHECK(to_text(row.option, Seq(4)) == row.text);
}

TEST_CASE("ICMP errors as text") {
  const struct {
    Family family;
    uint8_t type, code;
    uint32_t rest;
    std::string text;
  } messages[] = {{Family::v4, 3, 0, 0, "unreachable-net"},
                  {Family::v4, 3, 1, 0, "unreachable-host"},
                  {Family::v4, 3, 2, 0, "unreachable-protocol"},
                  {Family::v4, 3, 3, 0, "unreachable-port"},
                  {Family::v4, 3, 13, 0, "unreachable-prohibited"},
                  {Family::v4, 3, 4, 0xabcd0258, "too-big mtu=600"},
                  {Family::v4, 4, 0, 0, "source-quench"},
                  {Family::v4, 11, 0, 0, "time-exceeded"},
                  {Family::v4, 11, 1, 0, "reassembly-time-exceeded"},
                  {Family::v4, 12, 0, 0, "parameter-problem"},
                  {Family::v4, 3, 7, 0, "type=3 code=7"},
                  {Family::v6, 1, 0, 0, "unreachable-net"},
                  {Family::v6, 1, 1, 0, "unreachable-prohibited"},
                  {Family::v6, 1, 3, 0, "unreachable-host"},
                  {Family::v6, 1, 4, 0, "unreachable-port"},
                  {Family::v6, 2, 0, 70000, "too-big mtu=70000"},
                  {Family::v6, 3, 0, 0, "time-exceeded"},
                  {Family::v6, 3, 1, 0, "reassembly-time-exceeded"},
                  {Family::v6, 4, 0, 0, "parameter-problem"},
                  {Family::v6, 4, 1, 0, "unreachable-protocol"},
                  {Family::v6, 127, 9, 0, "type=127 code=9"}};
  for (const auto& row : messages) {
    IcmpMessage message;
    message.ip = plain(row.family).ip;
    message.type = row.type;
    message.code = row.code;
    message.rest = row.rest;
    CHECK(to_text(Packet(message), base) == "ICMP " + row.text);
    message.quoted = FourTuple{{message.ip.source, 1}, {message.ip.destination, 2}};
    message.checksum_good = false;
    const std::string ends =
        row.family == Family::v4 ? "192.0.2.1:1 > 192.0.2.2:2" : "[2001:db8::1]:1 > [2001:db8::2]:2";
    CHECK(to_text(Packet(message), base) == "ICMP " + row.text + " quoting " + ends + " checksum=bad");
  }
}

TEST_CASE("what cannot be read as text") {
  CHECK(to_text(Packet(Undecoded{"IP version 5"}), base) == "unreadable: IP version 5");
}

TEST_CASE("quoted octets") {
  const Bytes all{'H', 'o', 'l', 'a', '\r', '\n', '\t', '"', '\\', 0, 0x7f, 0xff, ' ', '~'};
  CHECK(quoted(all) == "\"Hola\\r\\n\\t\\\"\\\\\\x00\\x7f\\xff ~\"");
  CHECK(quoted({}) == "\"\"");
  CHECK(quoted(pattern(0, 64)).size() == 66);
  CHECK(quoted(pattern(0, 65)) == quoted(pattern(0, 64)) + "...");
  CHECK(quoted(all, 2) == "\"Ho\"...");
  CHECK(to_hex({}).empty());
  CHECK(to_hex(Bytes{0, 0x0f, 0xf0, 0xab}) == "000ff0ab");
}

TEST_CASE("octets that differ far behind are shown where they differ") {
  Bytes one(100, 'a'), other = one;
  const auto apart = [&] {
    const QuotedPair both = quoted_apart(one, other);
    return both.expected + " | " + both.received;
  };
  CHECK(apart() == quoted(one) + " | " + quoted(other));
  other[98] = 'b';
  CHECK(apart() == "octet 90 on: \"aaaaaaaaaa\" | octet 90 on: \"aaaaaaaaba\"");
  other.resize(97);
  CHECK(apart() == "octet 89 on: \"aaaaaaaaaaa\" | octet 89 on: \"aaaaaaaa\"");
  other[3] = 'c';
  CHECK(apart() == quoted(one) + " | " + quoted(other));
}

}  // namespace
}  // namespace shakedown::test
