#include "engine/octet_set.h"

#include <doctest/doctest.h>

using namespace shakedown;

namespace {
OctetSet of(std::vector<OctetRun> runs) {
  OctetSet set;
  for (const OctetRun& run : runs) set.add(run.begin, run.end);
  return set;
}
}  // namespace

TEST_CASE("octets added join what they touch") {
  CHECK(of({{0, 1}, {1, 5}}).runs() == std::vector<OctetRun>{{0, 5}});
  CHECK(of({{10, 20}, {0, 5}}).runs() == std::vector<OctetRun>{{0, 5}, {10, 20}});
  CHECK(of({{10, 20}, {0, 5}, {5, 10}}).runs() == std::vector<OctetRun>{{0, 20}});
  CHECK(of({{0, 5}, {10, 15}, {20, 25}, {3, 22}}).runs() == std::vector<OctetRun>{{0, 25}});
  CHECK(of({{5, 5}}).runs().empty());
}

TEST_CASE("octets removed leave the rest") {
  OctetSet set = of({{0, 10}, {20, 30}});
  set.remove(5, 25);
  CHECK(set.runs() == std::vector<OctetRun>{{0, 5}, {25, 30}});
  set.remove(1, 2);
  CHECK(set.runs() == std::vector<OctetRun>{{0, 1}, {2, 5}, {25, 30}});
}

TEST_CASE("what a set holds") {
  const OctetSet set = of({{0, 10}, {20, 30}});
  CHECK(set.contains(0, 10));
  CHECK(set.contains(3, 3));
  CHECK_FALSE(set.contains(9, 11));
  CHECK_FALSE(set.contains(10, 20));
  CHECK(set.contiguous_end(0) == 10);
  CHECK(set.contiguous_end(10) == 10);
  CHECK(set.contiguous_end(25) == 30);
  CHECK(set.within(5, 25) == std::vector<OctetRun>{{5, 10}, {20, 25}});
}

TEST_CASE("offsets do not wrap where sequence numbers do") {
  const Seq base(0xfffffff0);
  CHECK(offset_of(Seq(0x10), base, 0) == 0x20);
  CHECK(offset_of(base - 1, base, 0) == -1);
  // Beyond 2^32 octets the offset goes on.
  const int64_t near = int64_t{1} << 33;
  CHECK(offset_of(base + 5, base, near) == near + 5);
}

TEST_CASE("sequence numbers compare modulo 2^32") {
  CHECK(Seq(0xffffffff).before(Seq(0)));
  CHECK(Seq(5).after(Seq(0xfffffff0)));
  CHECK(Seq(7).at_or_before(Seq(7)));
  CHECK((Seq(3) - Seq(0xfffffffe)) == 5u);
  CHECK(latest(Seq(0xffffffff), Seq(1)) == Seq(1));
}
