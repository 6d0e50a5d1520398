#include <doctest/doctest.h>

#include <set>

#include "shakedown/segment.h"

namespace shakedown {
namespace {

constexpr size_t period = 251;

TEST_CASE("the pattern is text with a period of 251") {
  CHECK(quoted(pattern(0, 10)) == "\"abcdefghij\"");
  for (uint64_t n = 0; n < period; ++n) {
    const uint8_t octet = pattern_octet(n);
    CHECK((octet >= '0' && octet <= 'z'));
    CHECK(octet == pattern_octet(n + period));
  }
  CHECK(pattern_octet(0xffffffffffffffff) == pattern_octet(0xffffffffffffffff % period));
}

TEST_CASE("any stretch of the pattern is its octets one by one") {
  for (const uint64_t offset : {uint64_t{0}, uint64_t{1}, uint64_t{250}, uint64_t{251}, uint64_t{1} << 40}) {
    const Bytes octets = pattern(offset, 600);
    for (size_t i = 0; i < octets.size(); ++i) REQUIRE(octets[i] == pattern_octet(offset + i));
  }
  CHECK(pattern(5, 0).empty());
}

TEST_CASE("two octets in a row tell the place, and no two neighbours are equal") {
  std::set<Bytes> pairs;
  for (uint64_t n = 0; n < period; ++n) {
    CHECK(pattern_octet(n) != pattern_octet(n + 1));
    pairs.insert(pattern(n, 2));
  }
  CHECK(pairs.size() == period);
}

TEST_CASE("no shift within the period leaves more than a few octets in place") {
  for (uint64_t shift = 1; shift < period; ++shift) {
    int same = 0;
    for (uint64_t n = 0; n < period; ++n) same += pattern_octet(n) == pattern_octet(n + shift) ? 1 : 0;
    CHECK(same < 20);
  }
}

}  // namespace
}  // namespace shakedown
