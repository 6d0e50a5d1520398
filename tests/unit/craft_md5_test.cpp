// RFC 2385 signatures. The recorded packets carry what a Linux kernel computed with the key "secret".
#include <doctest/doctest.h>

#include "segment_samples.h"

namespace shakedown::test {
namespace {

CraftOptions signed_with(const std::string& key) {
  CraftOptions options;
  options.md5_key = key;
  return options;
}

TEST_CASE("the kernel's signatures come out of the same segments") {
  int checked = 0;
  for (const Recorded& recording : recorded()) {
    if (recording.name.find("md5") == std::string::npos) continue;
    CAPTURE(recording.name);
    Segment segment = read_one(from_hex(recording.octets));
    const Bytes digest = segment.find<Md5Option>()->digest;
    for (Option& option : segment.options)
      if (auto* md5 = std::get_if<Md5Option>(&option)) md5->digest.clear();
    const Segment ours = read_one(craft_one(segment, signed_with("secret")));
    CHECK(to_hex(ours.find<Md5Option>()->digest) == to_hex(digest));
    CHECK(ours.checksum_good);
    CHECK(read_one(craft_one(segment, signed_with("Secret"))).find<Md5Option>()->digest != digest);
    ++checked;
  }
  CHECK(checked == 3);
}

Segment unsigned_sample(Family family) {
  Segment segment = sample(family);
  segment.options = {MssOption{1460}, NopOption{}, NopOption{}, Md5Option{}};
  return segment;
}

TEST_CASE("a spoilt signature is another one, under a right checksum") {
  for (const Family family : families) {
    const Segment segment = unsigned_sample(family);
    CraftOptions options = signed_with("k");
    const Bytes right = read_one(craft_one(segment, options)).find<Md5Option>()->digest;
    options.md5_bad = true;
    const Segment spoilt = read_one(craft_one(segment, options));
    CHECK(spoilt.find<Md5Option>()->digest != right);
    CHECK(spoilt.checksum_good);
    options.md5_key.reset();
    CHECK(read_one(craft_one(segment, options)).find<Md5Option>()->digest != right);
  }
}

TEST_CASE("a signature hangs on the fixed header, the payload and the key, not on the other options") {
  for (const Family family : families) {
    const auto digest = [&](const Segment& segment, const std::string& key) {
      return to_hex(read_one(craft_one(segment, signed_with(key))).find<Md5Option>()->digest);
    };
    const Segment segment = unsigned_sample(family);
    const std::string right = digest(segment, "k");
    CHECK(digest(segment, "K") != right);
    Segment other = segment;
    other.seq += 1;
    CHECK(digest(other, "k") != right);
    other = segment;
    other.payload[0] ^= 1;
    CHECK(digest(other, "k") != right);
    other = segment;
    std::swap(other.ip.source, other.ip.destination);
    CHECK(digest(other, "k") != right);
    other = segment;
    std::get<MssOption>(other.options[0]).mss = 1;
    CHECK(digest(other, "k") == right);
    other = segment;
    other.ip.ttl = 1;
    CHECK(digest(other, "k") == right);
  }
}

TEST_CASE("a digest that is given goes out as it stands") {
  Segment segment = unsigned_sample(Family::v4);
  std::get<Md5Option>(segment.options[3]).digest = Bytes(16, 7);
  CHECK(read_one(craft_one(segment)).options == segment.options);
}

TEST_CASE("signing a segment without the option changes nothing") {
  const Segment segment = sample(Family::v4);
  CHECK(craft_one(segment, signed_with("k")) == craft_one(segment));
}

}  // namespace
}  // namespace shakedown::test
