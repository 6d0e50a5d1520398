// What a scenario asks for wrong goes out exactly so wrong.
#include <doctest/doctest.h>

#include "segment_samples.h"

namespace shakedown::test {
namespace {

uint16_t checksum_on_wire(const Bytes& octets, Family family) {
  const size_t at = ip_octets(family) + 16;
  return static_cast<uint16_t>(octets[at] << 8 | octets[at + 1]);
}

TEST_CASE("checksum=bad is never right and never 0, whatever the right one is") {
  for (const Family family : families) {
    int rights = 0;
    Segment segment = sample(family);
    // One word counts through every value, so the right checksum does too.
    for (uint32_t word = 0; word < 0x10000; ++word) {
      segment.window = static_cast<uint16_t>(word);
      CraftOptions options;
      options.checksum = ChecksumMode::bad;
      const Bytes octets = craft_one(segment, options);
      const uint16_t wire = checksum_on_wire(octets, family);
      const bool right = read_one(octets).checksum_good;
      rights += wire == 0 || wire == 0xffff || right ? 1 : 0;
    }
    CHECK(rights == 0);
  }
}

TEST_CASE("checksum=good is right, whatever it is") {
  for (const Family family : families) {
    int wrongs = 0;
    Segment segment = sample(family);
    for (uint32_t word = 0; word < 0x10000; ++word) {
      segment.window = static_cast<uint16_t>(word);
      if (!read_one(craft_one(segment)).checksum_good) ++wrongs;
    }
    CHECK(wrongs == 0);
  }
}

TEST_CASE("checksum=zero is 0 on the wire") {
  for (const Family family : families) {
    CraftOptions options;
    options.checksum = ChecksumMode::zero;
    const Bytes octets = craft_one(sample(family), options);
    CHECK(checksum_on_wire(octets, family) == 0);
    CHECK_FALSE(read_one(octets).checksum_good);
    CHECK(read_one(octets).ip_checksum_good);
  }
}

TEST_CASE("every data offset goes out as written, with the right checksum") {
  for (const Family family : families) {
    for (int offset = 1; offset <= 16; ++offset) {
      CAPTURE(offset);
      Segment segment = sample(family);
      segment.options = {MssOption{536}};
      segment.payload = pattern(0, 100);
      segment.data_offset = static_cast<uint8_t>(offset);
      const Bytes octets = craft_one(segment);
      CHECK(octets.size() == ip_octets(family) + 24 + 100);
      CHECK((octets[ip_octets(family) + 12] >> 4) == offset % 16);
      if (offset < 5 || offset > 15) {
        CHECK(why_not(octets) == fmt::format("data offset {} is less than 5", offset % 16));
        continue;
      }
      const Segment read = read_one(octets);
      CHECK(read.checksum_good);
      CHECK(read.payload.size() == 124u - static_cast<unsigned>(offset) * 4);
    }
  }
}

TEST_CASE("a data offset behind the segment's end") {
  Segment segment = sample(Family::v4);
  segment.payload.clear();
  segment.data_offset = 6;
  CHECK(why_not(craft_one(segment)) == "data offset 6 points behind the segment of 20 octets");
}

TEST_CASE("options are filled with EOL, not NOP") {
  const struct {
    std::vector<Option> options;
    std::string octets, padding;
    uint32_t header;
  } rows[] = {{{SackPermittedOption{}}, "04020000", "00", 24},
              {{WindowScaleOption{2}}, "03030200", "", 24},
              {{NopOption{}}, "01000000", "0000", 24},
              {{EolOption{}}, "00000000", "000000", 24},
              {{MssOption{1}, EolOption{}}, "0204000100000000", "000000", 28},
              {{EolOption{}, MssOption{1}}, "0002040001000000", "02040001000000", 28}};
  for (const auto& row : rows) {
    CAPTURE(row.octets);
    Segment segment = sample(Family::v4);
    segment.options = row.options;
    CHECK(header_octets(row.options) == row.header);
    const Bytes octets = craft_one(segment);
    CHECK(to_hex({octets.data() + 40, row.octets.size() / 2}) == row.octets);
    const Segment read = read_one(octets);
    CHECK(read.option_trouble.empty());
    CHECK(to_hex(read.option_padding) == row.padding);
    CHECK(to_hex(read.payload) == to_hex(segment.payload));
    CHECK(to_hex(craft_one(read)) == to_hex(octets));
  }
}

TEST_CASE("raw options lie about their length as told") {
  const struct {
    RawOption option;
    std::string octets;
  } rows[] = {{{2, 3, {5, 180}}, "020305b4"}, {{2, 0, {5, 180}}, "020005b4"}, {{8, 1, {}}, "08010000"},
              {{3, 255, {7}}, "03ff0700"},    {{253, 4, {}}, "fd040000"},     {{0, 9, {}}, "00090000"},
              {{1, 1, {1, 1}}, "01010101"},   {{4, 2, {}}, "04020000"}};
  for (const auto& row : rows) {
    CAPTURE(row.octets);
    for (const Family family : families) {
      Segment segment = sample(family);
      segment.options = {row.option};
      const Bytes octets = craft_one(segment);
      CHECK(to_hex({octets.data() + ip_octets(family) + 20, 4}) == row.octets);
      CHECK((octets[ip_octets(family) + 12] >> 4) == 6);
      CHECK(to_hex(craft_one(read_one(octets))) == to_hex(octets));
    }
  }
}

TEST_CASE("more options than a header can hold go out, the data offset at its most") {
  Segment segment = sample(Family::v4);
  segment.options = std::vector<Option>(11, MssOption{536});
  CHECK(header_octets(segment.options) == 64);
  const Bytes octets = craft_one(segment);
  const Segment read = read_one(octets);
  CHECK(read.data_offset == 15);
  CHECK(read.options.size() == 10);
  CHECK(to_hex(read.payload) == "02040218" + to_hex(segment.payload));
  CHECK(read.checksum_good);
}

TEST_CASE("IPv4 options are filled up, and counted in the header length") {
  Segment segment = sample(Family::v4);
  segment.ip.options = {7, 3, 4};  // record route without room
  const Bytes octets = craft_one(segment);
  CHECK(octets[0] == 0x46);
  CHECK(to_hex({octets.data() + 20, 4}) == "07030400");
  const Segment read = read_one(octets);
  CHECK(read.ip_checksum_good);
  CHECK(read.checksum_good);
}

TEST_CASE("a received segment crafted again keeps what was odd about it") {
  Segment segment = sample(Family::v4);
  segment.options = {MssOption{1}, EolOption{}};
  segment.option_padding = {9, 8, 7};
  const Segment read = read_one(craft_one(segment));
  CHECK(to_hex(read.option_padding) == "090807");
  CHECK(to_hex(craft_one(read)) == to_hex(craft_one(segment)));
}

}  // namespace
}  // namespace shakedown::test
