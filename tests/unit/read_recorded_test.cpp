// Packets that Linux 6.18 exchanged over a veth pair: what is read from them, and that the same octets come
// out when that is crafted again.
#include <doctest/doctest.h>

#include "segment_samples.h"

namespace shakedown::test {

const std::vector<Recorded>& recorded() {
  static const std::vector<Recorded> packets{
      {"v4-syn",
       "4500003c89b7400040062d01c0000201c0000202968a1b59e6fbad4900000000a0c2faf0bbd40000020405b40402"
       "080a29279d23000000000103030a",
       "SYN-ECE-CWR seq=3875253577 win=64240 <mss 1460, sackOK, ts 690461987 0, nop, wscale 10>"},
      {"v4-syn-ack",
       "4500003c000040004006b6b8c0000202c00002011b59968a20adac8ae6fbad4aa052fe88748a0000020405b40402"
       "080aa56ad17e29279d230103030a",
       "SYN-ECE-ACK seq=548252810 ack=3875253578 win=65160 <mss 1460, sackOK, ts 2775241086 69046198"
       "7, nop, wscale 10>"},
      {"v4-data",
       "4502003889b9400040062d01c0000201c0000202968a1b59e6fbad4a20adac8b8018003fc30600000101080a2927"
       "9d23a56ad17e70696e67",
       "PSH-ACK seq=3875253578 ack=548252811 win=63 <nop, nop, ts 690461987 2775241086> data=\"ping"
       "\" ecn=2"},
      {"v4-md5-data",
       "45020040e34940004006d368c0000201c0000202c6761b5a4b36e3b3a1a58754a018003f1c4500000101131275c1"
       "9e032c1e9111511fe7c94bd73cde70696e67",
       "PSH-ACK seq=1261888435 ack=2711979860 win=63 <nop, nop, md5 75c19e032c1e9111511fe7c94bd73cde"
       "> data=\"ping\" ecn=2"},
      {"v4-tfo-cookie",
       "45000048000040004006b6acc0000202c00002011b5bd682686416e60fdebf01d052fe88f25e0000020405b40402"
       "080a34d9ea3f05cc09550103030a220af2ddb6c5df49887a0101",
       "SYN-ECE-ACK seq=1751389926 ack=266256129 win=65160 <mss 1460, sackOK, ts 886696511 97257813,"
       " nop, wscale 10, tfo f2ddb6c5df49887a, nop, nop>"},
      {"v4-tfo-data",
       "4500004cf01a40004006c68dc0000201c0000202d6881b5bc686819100000000d0c2faf0e3900000020405b40402"
       "080ab889aedd000000000103030a220af2ddb6c5df49887a010170696e67",
       "SYN-ECE-CWR seq=3330703761 win=64240 <mss 1460, sackOK, ts 3096030941 0, nop, wscale 10, tfo"
       " f2ddb6c5df49887a, nop, nop> data=\"ping\""},
      {"v6-syn-ack",
       "600db2120028064020010db800000000000000000000000220010db80000000000000000000000011b59a6e2b6c1"
       "84e0e688c5e7a052fb045cad0000020405a00402080abb4fed6c07133a7c0103030a",
       "SYN-ECE-ACK seq=3066135776 ack=3867723239 win=64260 <mss 1440, sackOK, ts 3142577516 1187006"
       "68, nop, wscale 10>"},
      {"v6-fin",
       "600db2120020064020010db800000000000000000000000220010db80000000000000000000000011b59a6e2b6c1"
       "84e7e688c5eb8011003f866200000101080abb4fed6c07133a7d",
       "FIN-ACK seq=3066135783 ack=3867723243 win=63 <nop, nop, ts 3142577516 118700669>"},
      {"v6-md5-syn",
       "60012f380034064020010db800000000000000000000000120010db800000000000000000000000294b81b5aa193"
       "f36b00000000d0c2fd204f80000001011312fd0eea3fc3878c32775d4bf4ba226895020405a0010104020103030a",
       "SYN-ECE-CWR seq=2710827883 win=64800 <nop, nop, md5 fd0eea3fc3878c32775d4bf4ba226895, mss 14"
       "40, nop, nop, sackOK, nop, wscale 10>"},
      {"v6-md5-data",
       "60212f38002c064020010db800000000000000000000000120010db800000000000000000000000294b81b5aa193"
       "f36c02841116a0180040dcf90000010113127d8a965cfee1090a2345da3d892338fb70696e67",
       "PSH-ACK seq=2710827884 ack=42209558 win=64 <nop, nop, md5 7d8a965cfee1090a2345da3d892338fb> "
       "data=\"ping\" ecn=2"},
      {"v6-tfo-cookie",
       "600e2db40034064020010db800000000000000000000000220010db80000000000000000000000011b5b89bca6aa"
       "af7f9542fc02d052fb04b5090000020405a00402080a879d02d24dff42980103030a220a17ae50dad9b5ff590101",
       "SYN-ECE-ACK seq=2796203903 ack=2504195074 win=64260 <mss 1440, sackOK, ts 2275214034 1308574"
       "360, nop, wscale 10, tfo 17ae50dad9b5ff59, nop, nop>"},
      {"v4-icmp-unreachable",
       "45c0005807b500004001ee2cc0000202c00002010301e963000000004500003cd26f400040067c16c0000201c633"
       "6401b0dc0009dd10dd7600000000a0c2faf004170000020405b40402080ab4a73bea000000000103030a",
       "ICMP unreachable-host quoting 192.0.2.1:45276 > 198.51.100.1:9"},
      {"v6-icmp-prohibited",
       "6005829900583a4020010db800000000000000000000000220010db8000000000000000000000001010180cf0000"
       "00006005bbe80028064020010db800000000000000000000000120010db8000100000000000000000001b1c00009"
       "4f38ab2000000000a0c2fd20fe400000020405a00402080a9a4faa08000000000103030a",
       "ICMP unreachable-prohibited quoting [2001:db8::1]:45504 > [2001:db8:1::1]:9"},
      {"v6-mld",
       "6000000000380001fe800000000000007cf07efffe1ec1f6ff0200000000000000000000000000163a0005020000"
       "01008f00f0d30000000204000000ff0200000000000000000001ff1ec1f604000000ff0200000000000000000001"
       "ff000001",
       "unreadable: ICMPv6 type 143 is no error"},
  };
  return packets;
}

namespace {

// The flow label is not kept.
Bytes without_flow_label(Bytes octets) {
  if (octets[0] >> 4 == 6) {
    octets[1] &= 0xf0;
    octets[2] = octets[3] = 0;
  }
  return octets;
}

TEST_CASE("recorded packets read as what they are") {
  for (const Recorded& packet : recorded()) {
    CAPTURE(packet.name);
    CHECK(to_text(read_packet(from_hex(packet.octets)), SeqBase{}) == packet.text);
  }
}

TEST_CASE("recorded packets crafted again are the same octets") {
  int segments = 0, messages = 0;
  for (const Recorded& recording : recorded()) {
    CAPTURE(recording.name);
    const Bytes octets = from_hex(recording.octets);
    const Packet packet = read_packet(octets);
    if (const auto* segment = std::get_if<Segment>(&packet)) {
      CHECK(to_hex(craft_one(*segment)) == to_hex(without_flow_label(octets)));
      CHECK(segment->checksum_good);
      CHECK(segment->ip_checksum_good);
      ++segments;
    } else if (const auto* message = std::get_if<IcmpMessage>(&packet)) {
      CHECK(to_hex(craft(*message).at(0)) == to_hex(without_flow_label(octets)));
      CHECK(message->checksum_good);
      ++messages;
    }
  }
  CHECK(segments == 11);
  CHECK(messages == 2);
}

TEST_CASE("a recorded SYN, field by field") {
  const Segment syn = read_one(from_hex(recorded()[0].octets));
  CHECK(to_string(syn.ip.source) == "192.0.2.1");
  CHECK(to_string(syn.ip.destination) == "192.0.2.2");
  CHECK(syn.ip.ttl == 64);
  CHECK(syn.ip.id == 0x89b7);
  CHECK(syn.ip.dont_fragment);
  CHECK(syn.source_port == 0x968a);
  CHECK(syn.destination_port == 7001);
  CHECK(syn.seq == Seq(0xe6fbad49));
  CHECK(syn.ack == Seq(0));
  CHECK(syn.data_offset == 10);
  CHECK(syn.flags.bits == 0x0c2);
  CHECK(syn.window == 64240);
  CHECK(syn.checksum == 0xbbd4);
  CHECK(syn.options.size() == 5);
  CHECK(syn.find<TimestampsOption>()->value == 0x29279d23);
  CHECK(syn.payload.empty());
}

}  // namespace

}  // namespace shakedown::test
