#include <doctest/doctest.h>

#include "segment_samples.h"

namespace shakedown::test {
namespace {

const std::string v4_head =
    "45000028000040004006"
    "0000"
    "c0000201c0000202";
const std::string v6_head =
    "6000000000140640"
    "20010db8000000000000000000000001"
    "20010db8000000000000000000000002";
const std::string tcp_head =
    "9c401f90"
    "00000001"
    "00000002"
    "5010"
    "ffff"
    "0000"
    "0000";

TEST_CASE("what cannot be read says why") {
  const std::string v6_addresses = v6_head.substr(16);
  const struct {
    std::string octets, why;
  } rows[] = {
      {"", "an empty packet"},
      {"00", "IP version 0"},
      {"55" + v4_head.substr(2) + tcp_head, "IP version 5"},
      {"45", "1 octets are no IPv4 header"},
      {v4_head.substr(0, 38), "19 octets are no IPv4 header"},
      {"44" + v4_head.substr(2) + tcp_head, "IPv4 header length 4 is less than 5"},
      {"40" + v4_head.substr(2) + tcp_head, "IPv4 header length 0 is less than 5"},
      {"4f" + v4_head.substr(2) + tcp_head, "IPv4 total length 40 is less than its header of 60 octets"},
      {"45000013" + v4_head.substr(8) + tcp_head,
       "IPv4 total length 19 is less than its header of 20 octets"},
      {"45000000" + v4_head.substr(8) + tcp_head, "IPv4 total length 0 is less than its header of 20 octets"},
      {"45000029" + v4_head.substr(8) + tcp_head, "IPv4 packet cut short: 40 of 41 octets"},
      {"4500ffff" + v4_head.substr(8) + tcp_head, "IPv4 packet cut short: 40 of 65535 octets"},
      {v4_head.substr(0, 18) + "11" + v4_head.substr(20) + tcp_head, "IP protocol 17"},
      {v4_head.substr(0, 12) + "2000" + v4_head.substr(16) + tcp_head,
       "IP fragment: 20 octets at 0, others follow"},
      {v4_head.substr(0, 12) + "0001" + v4_head.substr(16) + tcp_head,
       "IP fragment: 20 octets at 8, the last"},
      {v4_head.substr(0, 12) + "3fff" + v4_head.substr(16) + tcp_head,
       "IP fragment: 20 octets at 65528, others follow"},
      {"45000027" + v4_head.substr(8) + tcp_head, "19 octets are no TCP header"},
      {"45000014" + v4_head.substr(8), "0 octets are no TCP header"},
      {v4_head + tcp_head.substr(0, 24) + "0010" + tcp_head.substr(28), "data offset 0 is less than 5"},
      {v4_head + tcp_head.substr(0, 24) + "4010" + tcp_head.substr(28), "data offset 4 is less than 5"},
      {v4_head + tcp_head.substr(0, 24) + "6010" + tcp_head.substr(28),
       "data offset 6 points behind the segment of 20 octets"},
      {v4_head + tcp_head.substr(0, 24) + "f010" + tcp_head.substr(28),
       "data offset 15 points behind the segment of 20 octets"},
      {"60", "1 octets are no IPv6 header"},
      {v6_head.substr(0, 78), "39 octets are no IPv6 header"},
      {v6_head + tcp_head.substr(2), "IPv6 packet cut short: 59 of 60 octets"},
      {"6000000000003b40" + v6_addresses, "IP protocol 59"},
      {"6000000000000640" + v6_addresses, "0 octets are no TCP header"},
      {"6000000000141140" + v6_addresses + tcp_head, "IP protocol 17"},
      {"6000000000143340" + v6_addresses + tcp_head, "IP protocol 51"},
      {"6000000000140040" + v6_addresses + "06ff" + tcp_head.substr(4),
       "IPv6 extension header 0 of 2048 octets, but 20 are left"},
      {"6000000000010040" + v6_addresses + "06", "IPv6 extension header 0 of 8 octets, but 1 are left"},
      {"6000000000073c40" + v6_addresses + "06000000000000",
       "IPv6 extension header 60 of 8 octets, but 7 are left"},
      {"6000000000082b40" + v6_addresses + "0600000000000000", "0 octets are no TCP header"},
      {"6000000000082c40" + v6_addresses + "0600000100000000", "IP fragment: 0 octets at 0, others follow"},
      {"6000000000092c40" + v6_addresses + "000000080000000055", "IP fragment: 1 octets at 8, the last"},
      {"6000000000082c40" + v6_addresses + "3b00000000000000", "IP protocol 59"},
      {"6000000000082c40" + v6_addresses + "3bff000000000000", "IP protocol 59"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.octets);
    CHECK(why_not(from_hex(row.octets)) == row.why);
  }
  CHECK(why_not(from_hex(v4_head + tcp_head)).empty());
  CHECK(why_not(from_hex(v6_head + tcp_head)).empty());
}

TEST_CASE("options that cannot be read to their end: what went before stays, the segment too") {
  const struct {
    std::string octets, list, padding, trouble;
  } rows[] = {
      {"01010101", "nop, nop, nop, nop", "", ""},
      {"00000000", "eol", "000000", ""},
      {"01000907", "nop, eol", "0907", ""},
      {"02000101", "2:0:0101", "", "option 2 has length 0"},
      {"02010101", "2:1:0101", "", "option 2 has length 1"},
      {"020405b40800", "mss 1460, 8:0:0000", "", "option 8 has length 0"},
      {"02050101", "2:5:0101", "", "option 2 has length 5, but 4 octets are left"},
      {"fdff0102", "253:255:0102", "", "option 253 has length 255, but 4 octets are left"},
      {"010108", "nop, nop, 8:0:", "", "option 8 has length 0"},
      {"01010108", "nop, nop, nop", "08", "option 8 has no room for its length"},
      {"01010802", "nop, nop, 8:2:", "", ""},
      {"01010803", "nop, nop, 8:3:", "", "option 8 has length 3, but 2 octets are left"},
      {"02030501", "2:3:05, nop", "", ""},
      {"02060102030401", "2:6:01020304, nop, eol", "", ""},
      {"03020101", "3:2:, nop, nop", "", ""},
      {"03040101", "3:4:0101", "", ""},
      {"04030101", "4:3:01, nop", "", ""},
      {"05020101", "5:2:, nop, nop", "", ""},
      {"05090000000100000001", "5:9:00000001000000, nop, eol", "00", ""},
      {"08090000000100000001", "8:9:00000001000000, nop, eol", "00", ""},
      {"22030101", "34:3:01, nop", "", ""},
      {"22040101", "34:4:0101", "", ""},
      {"220601020304", "tfo 01020304, eol", "00", ""},
      {"2207010203040501", "34:7:0102030405, nop", "", ""},
      {"2212000102030405060708090a0b0c0d0e0f0101", "tfo 000102030405060708090a0b0c0d0e0f, nop, nop", "", ""},
      {"2214000102030405060708090a0b0c0d0e0f0101", "34:20:000102030405060708090a0b0c0d0e0f0101", "", ""},
      {"1304aabb", "19:4:aabb", "", ""},
      {"fe02", "254:2:, eol", "00", ""},
  };
  for (const auto& row : rows) {
    for (const Family family : families) {
      CAPTURE(row.octets);
      Segment segment = sample(family);
      // Raw octets in the options' place: they stand as padding, which craft takes as it is.
      segment.option_padding = from_hex(row.octets);
      const Segment read = read_one(craft_one(segment));
      std::string list;
      for (const Option& option : read.options) list += (list.empty() ? "" : ", ") + to_text(option, Seq(0));
      CHECK(list == row.list);
      CHECK(to_hex(read.option_padding) == row.padding);
      CHECK(read.option_trouble == row.trouble);
      CHECK(to_hex(read.payload) == to_hex(segment.payload));
      CHECK(read.checksum_good);
      CHECK(to_hex(craft_one(read)) == to_hex(craft_one(segment)));
    }
  }
}

TEST_CASE("padding behind the IP packet is left out") {
  for (const Family family : families) {
    Segment segment = sample(family);
    segment.payload.clear();
    Bytes octets = craft_one(segment);
    for (int i = 1; i <= 20; ++i) {
      octets.push_back(static_cast<uint8_t>(i));
      const Segment read = read_one(octets);
      CHECK(read.payload.empty());
      CHECK(read.checksum_good);
    }
    const Bytes icmp_padding(26, 0);
    IcmpMessage icmp;
    icmp.ip = segment.ip;
    icmp.type = 3;
    Bytes message = craft(icmp).at(0);
    message.insert(message.end(), icmp_padding.begin(), icmp_padding.end());
    const Packet read = read_packet(message);
    CHECK(std::get<IcmpMessage>(read).quote.empty());
    CHECK(std::get<IcmpMessage>(read).checksum_good);
  }
}

}  // namespace
}  // namespace shakedown::test
