// Octets that nobody meant: cut, flipped, random. The reader answers with something, reads nothing outside
// (the sanitizer builds watch that), and never calls a changed segment right.
#include <doctest/doctest.h>

#include <memory>
#include <random>

#include "segment_samples.h"

namespace shakedown::test {
namespace {

// A copy of its own size on the heap, so that a sanitizer sees one octet too many.
Packet read_tight(const Bytes& octets) {
  const auto copy = std::make_unique<uint8_t[]>(octets.size());
  std::copy(octets.begin(), octets.end(), copy.get());
  return read_packet({copy.get(), octets.size()});
}

// Everything that is done with a packet once it is read.
void use(const Packet& packet) {
  CHECK_FALSE(to_text(packet, SeqBase{}).empty());
  if (const auto* segment = std::get_if<Segment>(&packet)) {
    const Bytes again = craft_one(*segment);
    const Packet back = read_tight(again);
    REQUIRE(std::holds_alternative<Segment>(back));
    Segment right = *segment;
    right.checksum_good = right.ip_checksum_good = true;
    CHECK(describe(std::get<Segment>(back)) == describe(right));
  } else if (const auto* message = std::get_if<IcmpMessage>(&packet)) {
    CHECK(std::holds_alternative<IcmpMessage>(read_tight(craft(*message).at(0))));
  }
}

std::vector<Bytes> subjects() {
  std::vector<Bytes> all;
  for (const Recorded& recording : recorded()) all.push_back(from_hex(recording.octets));
  Segment segment = sample(Family::v6);
  segment.ip.options = from_hex("00000104000000003c010000000000000000000000000000");
  all.push_back(craft_one(segment));
  segment = sample(Family::v4);
  segment.ip.options = from_hex("9404000001010100");
  segment.options = {MssOption{1}, EolOption{}};
  all.push_back(craft_one(segment));
  return all;
}

TEST_CASE("cut at every length") {
  for (const Bytes& whole : subjects()) {
    for (size_t size = 0; size < whole.size(); ++size) {
      const Bytes part(whole.begin(), whole.begin() + static_cast<ptrdiff_t>(size));
      CHECK(std::holds_alternative<Undecoded>(read_tight(part)));
    }
  }
}

TEST_CASE("cut at every length, the IP header's length following") {
  for (const Bytes& whole : subjects()) {
    const bool v4 = whole[0] >> 4 == 4;
    for (size_t size = v4 ? 20 : 40; size < whole.size(); ++size) {
      Bytes part(whole.begin(), whole.begin() + static_cast<ptrdiff_t>(size));
      const size_t length = v4 ? size : size - 40;
      part[v4 ? 2 : 4] = static_cast<uint8_t>(length >> 8);
      part[v4 ? 3 : 5] = static_cast<uint8_t>(length);
      const Packet packet = read_tight(part);
      use(packet);
      const auto* segment = std::get_if<Segment>(&packet);
      if (segment != nullptr) CHECK_FALSE(segment->checksum_good);
    }
  }
}

TEST_CASE("every octet changed to every value: a checksum notices each change that stands under one") {
  for (const Bytes& whole : subjects()) {
    const Packet original = read_packet(whole);
    const bool tcp = std::holds_alternative<Segment>(original);
    const bool v4 = whole[0] >> 4 == 4;
    size_t ip_header = v4 ? (whole[0] & 0x0fu) * 4 : 40;
    if (!v4 && tcp) ip_header += std::get<Segment>(original).ip.options.size();
    int unnoticed = 0;
    for (size_t at = 0; at < whole.size(); ++at) {
      const bool in_addresses = v4 ? at >= 12 && at < 20 : at >= 8 && at < 40;
      for (int change = 1; change < 256; ++change) {
        Bytes changed = whole;
        changed[at] = static_cast<uint8_t>(changed[at] ^ change);
        const Packet packet = read_tight(changed);
        if (change == 1 || change == 0x80 || change == 0xff) use(packet);
        const auto* segment = std::get_if<Segment>(&packet);
        if (segment == nullptr || !tcp) continue;
        if ((at >= ip_header || in_addresses) && segment->checksum_good) ++unnoticed;
        if (v4 && at < ip_header && segment->ip_checksum_good) ++unnoticed;
      }
    }
    CHECK(unnoticed == 0);
  }
}

TEST_CASE("random octets behind a plausible beginning") {
  std::mt19937 random(20240607);
  const std::vector<Bytes> whole = subjects();
  int segments = 0;
  for (int round = 0; round < 30000; ++round) {
    Bytes octets = whole[random() % whole.size()];
    const size_t from = random() % octets.size();
    for (size_t at = from; at < octets.size(); ++at)
      if (random() % 3 == 0) octets[at] = static_cast<uint8_t>(random());
    const Packet packet = read_tight(octets);
    segments += std::holds_alternative<Segment>(packet) ? 1 : 0;
    if (round % 10 == 0) use(packet);
  }
  CHECK(segments > 1000);
}

TEST_CASE("random octets alone") {
  std::mt19937 random(7);
  for (int round = 0; round < 30000; ++round) {
    Bytes octets(random() % 100);
    for (uint8_t& octet : octets) octet = static_cast<uint8_t>(random());
    if (!octets.empty() && round % 2 == 0) octets[0] = round % 4 == 0 ? 0x45 : 0x60;
    (void)read_tight(octets);
  }
}

}  // namespace
}  // namespace shakedown::test
