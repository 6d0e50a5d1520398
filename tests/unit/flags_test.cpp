#include <doctest/doctest.h>

#include <set>

#include "shakedown/segment.h"

namespace shakedown {
namespace {

TEST_CASE("flags: names in their order, ACK last") {
  const struct {
    uint16_t bits;
    std::string text;
  } rows[] = {{0x000, "NOFLAGS"},     {0x001, "FIN"},
              {0x002, "SYN"},         {0x004, "RST"},
              {0x008, "PSH"},         {0x010, "ACK"},
              {0x020, "URG"},         {0x040, "ECE"},
              {0x080, "CWR"},         {0x100, "AE"},
              {0x012, "SYN-ACK"},     {0x011, "FIN-ACK"},
              {0x014, "RST-ACK"},     {0x019, "FIN-PSH-ACK"},
              {0x0c2, "SYN-ECE-CWR"}, {0x1c2, "SYN-ECE-CWR-AE"},
              {0x003, "SYN-FIN"},     {0x1ff, "SYN-FIN-RST-PSH-URG-ECE-CWR-AE-ACK"}};
  for (const auto& row : rows) CHECK(to_string(Flags{row.bits}) == row.text);
}

TEST_CASE("flags: every combination has a name of its own") {
  std::set<std::string> names;
  for (uint16_t bits = 0; bits < 0x200; ++bits) names.insert(to_string(Flags{bits}));
  CHECK(names.size() == 0x200);
}

TEST_CASE("flags: with, without, has") {
  const Flags flags = Flags{}.with(Flag::syn).with(Flag::ae);
  CHECK(flags.bits == 0x102);
  CHECK(flags.has(Flag::ae));
  CHECK_FALSE(flags.has(Flag::ack));
  CHECK(flags.without(Flag::syn).bits == 0x100);
}

TEST_CASE("segments count SYN, FIN and payload in sequence space") {
  Segment segment;
  segment.seq = Seq(0xffffffff);
  CHECK(segment.seq_end() == Seq(0xffffffff));
  segment.flags = Flags{}.with(Flag::syn).with(Flag::fin);
  segment.payload.resize(10);
  CHECK(segment.seq_length() == 12);
  CHECK(segment.seq_end() == Seq(11));
}

}  // namespace
}  // namespace shakedown
