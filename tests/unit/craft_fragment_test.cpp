// IP fragments of both families: put together they are the whole again, and alone each is named for what it
// is.
#include <doctest/doctest.h>

#include "segment_samples.h"

namespace shakedown::test {
namespace {

// The payloads of the fragments, one behind the other.
Bytes together(const std::vector<Bytes>& fragments, size_t headers) {
  Bytes all;
  for (const Bytes& fragment : fragments)
    all.insert(all.end(), fragment.begin() + static_cast<ptrdiff_t>(headers), fragment.end());
  return all;
}

Bytes behind_ip(const Bytes& packet, Family family) {
  return {packet.begin() + static_cast<ptrdiff_t>(ip_octets(family)), packet.end()};
}

TEST_CASE("fragments together are the segment") {
  for (const Family family : families) {
    for (const uint16_t size : {1, 8, 9, 16, 24, 120, 128, 1480}) {
      CAPTURE(size);
      Segment segment = sample(family);
      segment.payload = pattern(0, 108);  // 128 octets with the header
      segment.ip.id = 0x4321;
      CraftOptions options;
      options.fragment_octets = size;
      const std::vector<Bytes> fragments = craft(segment, options);
      const size_t each = std::max(8, size / 8 * 8);
      CHECK(fragments.size() == (128 + each - 1) / each);
      const size_t headers = ip_octets(family) + (family == Family::v4 ? 0 : 8);
      CHECK(to_hex(together(fragments, headers)) == to_hex(behind_ip(craft_one(segment), family)));
    }
  }
}

TEST_CASE("IPv4 fragments: identification, offset, MF and no DF") {
  Segment segment = sample(Family::v4);  // 25 octets
  CraftOptions options;
  options.fragment_octets = 16;
  const std::vector<Bytes> fragments = craft(segment, options);
  REQUIRE(fragments.size() == 2);
  CHECK(to_hex({fragments[0].data(), 10}) == "45000024123420004006");
  CHECK(to_hex({fragments[1].data(), 10}) == "4500001d123400024006");
  CHECK(why_not(fragments[0]) == "IP fragment: 16 octets at 0, others follow");
  CHECK(why_not(fragments[1]) == "IP fragment: 9 octets at 16, the last");
}

TEST_CASE("IPv6 fragments: a fragment header each") {
  Segment segment = sample(Family::v6);
  segment.ip.id = 0xdeadbeef;
  CraftOptions options;
  options.fragment_octets = 16;
  const std::vector<Bytes> fragments = craft(segment, options);
  REQUIRE(fragments.size() == 2);
  CHECK(to_hex({fragments[0].data(), 8}) == "6000000000182c40");
  CHECK(to_hex({fragments[0].data() + 40, 8}) == "06000001deadbeef");
  CHECK(to_hex({fragments[1].data(), 8}) == "6000000000112c40");
  CHECK(to_hex({fragments[1].data() + 40, 8}) == "06000010deadbeef");
  CHECK(why_not(fragments[0]) == "IP fragment: 16 octets at 0, others follow");
  CHECK(why_not(fragments[1]) == "IP fragment: 9 octets at 16, the last");
}

TEST_CASE("IPv6 fragments behind other extension headers") {
  Segment segment = sample(Family::v6);
  segment.ip.options = from_hex("0000010400000000");
  CraftOptions options;
  options.fragment_octets = 16;
  const std::vector<Bytes> fragments = craft(segment, options);
  REQUIRE(fragments.size() == 2);
  CHECK(fragments[1][6] == 0);
  CHECK(to_hex({fragments[1].data() + 40, 16}) ==
        "2c00010400000000"
        "0600001000000000");
  CHECK(why_not(fragments[1]) == "IP fragment: 9 octets at 16, the last");
}

TEST_CASE("fragments that fit in one are one, without MF") {
  for (const Family family : families) {
    Segment segment = sample(family);
    CraftOptions options;
    options.fragment_octets = 1480;
    const Segment read = read_one(craft_one(segment, options));
    CHECK(read.payload == segment.payload);
    CHECK_FALSE(read.ip.more_fragments);
  }
}

TEST_CASE("a segment that says it is a fragment goes out as one") {
  for (const Family family : families) {
    Segment segment = sample(family);
    segment.ip.more_fragments = true;
    CHECK(why_not(craft_one(segment)) == "IP fragment: 25 octets at 0, others follow");
    segment.ip.more_fragments = false;
    segment.ip.fragment_offset = 1480;
    CHECK(why_not(craft_one(segment)) == "IP fragment: 25 octets at 1480, the last");
  }
}

}  // namespace
}  // namespace shakedown::test
