#include "shakedown/address.h"

#include <doctest/doctest.h>

namespace shakedown {
namespace {

TEST_CASE("addresses: text to octets and back") {
  const struct {
    std::string text;
    Family family;
    uint8_t first, last;  // octets
  } rows[] = {{"0.0.0.0", Family::v4, 0, 0},
              {"192.0.2.1", Family::v4, 192, 1},
              {"255.255.255.255", Family::v4, 255, 255},
              {"::", Family::v6, 0, 0},
              {"::1", Family::v6, 0, 1},
              {"2001:db8::1", Family::v6, 0x20, 1},
              {"2001:db8:0:1::ff", Family::v6, 0x20, 0xff},
              {"ff02::1:ff00:2", Family::v6, 0xff, 2},
              {"2001:db8:1:2:3:4:5:6", Family::v6, 0x20, 6}};
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const Address address = Address::parse(row.text);
    CHECK(address.family == row.family);
    CHECK(address.octets[0] == row.first);
    CHECK(address.octets[row.family == Family::v4 ? 3 : 15] == row.last);
    CHECK(to_string(address) == row.text);
  }
}

TEST_CASE("addresses: an IPv6 address is shown in its shortest form") {
  CHECK(to_string(Address::parse("2001:0DB8:0:0:0:0:0:1")) == "2001:db8::1");
  CHECK(to_string(Address::parse("2001:db8:0:0:1:0:0:0")) == "2001:db8:0:0:1::");
}

TEST_CASE("addresses and tuples compare by value") {
  const Address a = Address::parse("192.0.2.1"), b = Address::parse("192.0.2.2"), c = Address::parse("::1");
  CHECK(a == Address::parse("192.0.2.1"));
  CHECK(a != b);
  CHECK(a < b);
  CHECK(a < c);
  CHECK(FourTuple{{a, 1}, {b, 2}} == FourTuple{{a, 1}, {b, 2}});
  CHECK(FourTuple{{a, 1}, {b, 2}} != FourTuple{{b, 2}, {a, 1}});
  CHECK(Endpoint{a, 1} < Endpoint{a, 2});
}

}  // namespace
}  // namespace shakedown
