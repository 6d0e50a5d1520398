// Craft, then read: the same segment, for every option kind and every field of both families; and libtins,
// which knows nothing of our reader, reads the same.
#include <doctest/doctest.h>
#include <tins/ip.h>
#include <tins/ipv6.h>
#include <tins/rawpdu.h>
#include <tins/tcp.h>

#include <functional>
#include <memory>

#include "segment_samples.h"

namespace shakedown::test {
namespace {

struct Change {
  std::string name;
  std::function<void(Segment&)> apply;
};

const std::vector<Change>& field_changes() {
  static const std::vector<Change> changes{
      {"nothing", [](Segment&) {}},
      {"source port 0", [](Segment& s) { s.source_port = 0; }},
      {"source port 65535", [](Segment& s) { s.source_port = 65535; }},
      {"destination port", [](Segment& s) { s.destination_port = 1; }},
      {"seq 0", [](Segment& s) { s.seq = Seq(0); }},
      {"seq high", [](Segment& s) { s.seq = Seq(0xffffffff); }},
      {"ack", [](Segment& s) { s.ack = Seq(0x80000001); }},
      {"no flags", [](Segment& s) { s.flags = {}; }},
      {"all flags", [](Segment& s) { s.flags = {0x1ff}; }},
      {"AE", [](Segment& s) { s.flags = {0x100}; }},
      {"reserved 1", [](Segment& s) { s.reserved = 1; }},
      {"reserved 7 with AE", [](Segment& s) { s.reserved = 7, s.flags = {0x112}; }},
      {"window 0", [](Segment& s) { s.window = 0; }},
      {"window 65535", [](Segment& s) { s.window = 65535; }},
      {"urgent", [](Segment& s) { s.urgent = 0xabcd; }},
      {"no payload", [](Segment& s) { s.payload.clear(); }},
      {"odd payload", [](Segment& s) { s.payload = pattern(3, 1459); }},
      {"even payload", [](Segment& s) { s.payload = pattern(3, 1460); }},
      {"ttl 1", [](Segment& s) { s.ip.ttl = 1; }},
      {"ttl 255", [](Segment& s) { s.ip.ttl = 255; }},
      {"dscp 63", [](Segment& s) { s.ip.dscp = 63; }},
      {"dscp 46, CE", [](Segment& s) { s.ip.dscp = 46, s.ip.ecn = 3; }},
      {"ECT(1)", [](Segment& s) { s.ip.ecn = 1; }},
      {"ECT(0)", [](Segment& s) { s.ip.ecn = 2; }},
      {"other addresses", [](Segment& s) { std::swap(s.ip.source, s.ip.destination); }},
      {"unspecified source", [](Segment& s) { s.ip.source.octets = {}; }},
      {"unspecified both", [](Segment& s) { s.ip.source.octets = s.ip.destination.octets = {}; }},
  };
  return changes;
}

TEST_CASE("each field of either family comes back as it went") {
  for (const Family family : families) {
    for (const Change& change : field_changes()) {
      CAPTURE(static_cast<int>(family));
      CAPTURE(change.name);
      Segment segment = sample(family);
      change.apply(segment);
      const Segment read = read_one(craft_one(segment));
      segment.data_offset = 5;
      CHECK(describe(read) == describe(segment));
    }
  }
}

TEST_CASE("IPv4's own fields come back as they went") {
  Segment segment = sample(Family::v4);
  segment.ip.dont_fragment = false;
  segment.ip.id = 65535;
  segment.ip.options = from_hex("94040000");  // router alert
  const Segment read = read_one(craft_one(segment));
  segment.data_offset = 5;
  CHECK(describe(read) == describe(segment));
}

TEST_CASE("IPv6 extension headers come back as they went") {
  // Each names itself first: hop-by-hop, destination, routing (no segments left), an atomic fragment header.
  const std::string lists[] = {"0000010400000000", "3c00010400000000", "2b00000000000000", "2c00000000000007",
                               "00000104000000002b000000000000003c010000000000000000000000000000"};
  for (const std::string& list : lists) {
    CAPTURE(list);
    Segment segment = sample(Family::v6);
    segment.ip.options = from_hex(list);
    const Bytes octets = craft_one(segment);
    CHECK(octets[6] == segment.ip.options[0]);
    const Segment read = read_one(octets);
    segment.data_offset = 5;
    if (list.starts_with("2c")) segment.ip.id = 7;
    CHECK(describe(read) == describe(segment));
  }
}

struct OptionRow {
  std::string name;
  std::vector<Option> options;
  std::string octets;  // on the wire, with the filling
};

const std::vector<OptionRow>& option_rows() {
  static const std::vector<OptionRow> rows{
      {"mss", {MssOption{1460}}, "020405b4"},
      {"wscale", {WindowScaleOption{14}, NopOption{}}, "03030e01"},
      {"sackOK", {NopOption{}, NopOption{}, SackPermittedOption{}}, "01010402"},
      {"one sack block",
       {NopOption{}, NopOption{}, SackOption{{{Seq(1), Seq(0xffffffff)}}}},
       "0101050a00000001ffffffff"},
      {"four sack blocks",
       {SackOption{{{Seq(1), Seq(2)}, {Seq(3), Seq(4)}, {Seq(5), Seq(6)}, {Seq(7), Seq(8)}}}, NopOption{},
        NopOption{}},
       "052200000001000000020000000300000004000000050000000600000007000000080101"},
      {"ts",
       {NopOption{}, NopOption{}, TimestampsOption{0x01020304, 0xfffffffe}},
       "0101080a01020304fffffffe"},
      {"tfo request", {FastOpenOption{}, NopOption{}, NopOption{}}, "22020101"},
      {"tfo cookie",
       {FastOpenOption{{1, 2, 3, 4, 5, 6, 7, 8}}, NopOption{}, NopOption{}},
       "220a01020304050607080101"},
      {"md5",
       {NopOption{}, NopOption{}, Md5Option{Bytes(16, 0x5a)}},
       "010113125a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"},
      {"raw", {RawOption{253, 4, {0xf9, 0x89}}}, "fd04f989"},
      {"raw without body", {RawOption{99, 2, {}}, NopOption{}, NopOption{}}, "63020101"},
      {"nop alone", {NopOption{}, NopOption{}, NopOption{}, NopOption{}}, "01010101"},
      {"the usual SYN",
       {MssOption{1460}, SackPermittedOption{}, TimestampsOption{5, 0}, NopOption{}, WindowScaleOption{7}},
       "020405b40402080a000000050000000001030307"},
      {"forty octets", std::vector<Option>(10, MssOption{536}),
       "02040218020402180204021802040218020402180204021802040218020402180204021802040218"},
      {"the same kind twice", {MssOption{1}, MssOption{2}}, "0204000102040002"},
      {"none", {}, ""},
  };
  return rows;
}

TEST_CASE("every option kind lies on the wire as the RFCs have it, and comes back") {
  for (const Family family : families) {
    for (const OptionRow& row : option_rows()) {
      CAPTURE(static_cast<int>(family));
      CAPTURE(row.name);
      Segment segment = sample(family);
      segment.options = row.options;
      CHECK(header_octets(row.options) == 20 + row.octets.size() / 2);
      const Bytes octets = craft_one(segment);
      const size_t at = ip_octets(family) + 20;
      CHECK(to_hex({octets.data() + at, row.octets.size() / 2}) == row.octets);
      const Segment read = read_one(octets);
      segment.data_offset = static_cast<uint8_t>(5 + row.octets.size() / 8);
      CHECK(describe(read) == describe(segment));
      CHECK(read.options == row.options);
    }
  }
}

TEST_CASE("libtins reads what we craft") {
  for (const Family family : families) {
    for (const OptionRow& row : option_rows()) {
      CAPTURE(static_cast<int>(family));
      CAPTURE(row.name);
      Segment segment = sample(family);
      segment.options = row.options;
      segment.flags = {0x1a9};
      segment.reserved = 5;
      segment.urgent = 9;
      const Bytes octets = craft_one(segment);
      const auto size = static_cast<uint32_t>(octets.size());
      std::unique_ptr<Tins::PDU> ip;
      if (family == Family::v4)
        ip = std::make_unique<Tins::IP>(octets.data(), size);
      else
        ip = std::make_unique<Tins::IPv6>(octets.data(), size);
      const auto& tcp = ip->rfind_pdu<Tins::TCP>();
      CHECK(tcp.sport() == segment.source_port);
      CHECK(tcp.dport() == segment.destination_port);
      CHECK(tcp.seq() == segment.seq.raw());
      CHECK(tcp.ack_seq() == segment.ack.raw());
      CHECK(tcp.flags() == (0x1a9 | 5 << 9));
      CHECK(tcp.window() == segment.window);
      CHECK(tcp.urg_ptr() == 9);
      CHECK(tcp.options().size() == row.options.size());
      CHECK(tcp.rfind_pdu<Tins::RawPDU>().payload() == segment.payload);
      // It writes an option that is no more than kind and length (but for SACK-permitted) over what follows.
      if (row.name == "tfo request" || row.name == "raw without body") continue;
      // It always computes the checksums anew: octets that stay the same had the right ones.
      CHECK(to_hex(ip->serialize()) == to_hex(octets));
    }
  }
}

TEST_CASE("kind_of answers each option's kind") {
  const std::vector<Option> options{
      EolOption{},  NopOption{},        MssOption{},      WindowScaleOption{}, SackPermittedOption{},
      SackOption{}, TimestampsOption{}, FastOpenOption{}, Md5Option{},         RawOption{253, 2, {}}};
  const int kinds[] = {0, 1, 2, 3, 4, 5, 8, 34, 19, 253};
  for (size_t i = 0; i < options.size(); ++i) CHECK(kind_of(options[i]) == kinds[i]);
}

}  // namespace
}  // namespace shakedown::test
