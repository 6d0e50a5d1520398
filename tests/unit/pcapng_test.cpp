// The capture: octets, blocks read back, and what its comments say.

#include "report/pcapng.h"

#include <fmt/format.h>

#include <algorithm>

#include "golden/golden.h"
#include "golden/samples.h"
#include "report/packet_comments.h"

using namespace shakedown;

namespace {

using Comments = std::vector<std::string>;

uint32_t number(const std::string& octets, size_t at, size_t width) {
  uint32_t value = 0;
  for (size_t i = width; i-- > 0;) value = value << 8 | static_cast<unsigned char>(octets.at(at + i));
  return value;
}
uint32_t padded_size(size_t size) { return static_cast<uint32_t>((size + 3) / 4 * 4); }

std::string hex(const std::string& octets) { return to_hex(Bytes(octets.begin(), octets.end())); }

struct Block {
  uint32_t type = 0;
  std::string fixed;                                      // all ahead of the options
  std::vector<std::pair<uint32_t, std::string>> options;  // without the end
  std::vector<std::string> texts(uint32_t code) const {
    std::vector<std::string> found;
    for (const auto& [of, text] : options)
      if (of == code) found.push_back(text);
    return found;
  }
};

Block read_block(const std::string& octets) {
  Block block;
  block.type = number(octets, 0, 4);
  size_t at = block.type == 6 ? 28 + padded_size(number(octets, 20, 4)) : block.type == 1 ? 16 : 24;
  block.fixed = octets.substr(0, at);
  bool ended = false;
  while (at < octets.size() - 4) {
    const uint32_t code = number(octets, at, 2), length = number(octets, at + 2, 2);
    REQUIRE_FALSE(ended);
    ended = code == 0;
    if (!ended) block.options.emplace_back(code, octets.substr(at + 4, length));
    for (size_t fill = at + 4 + length; fill < at + 4 + padded_size(length); ++fill)
      CHECK(octets.at(fill) == '\0');
    at += 4 + padded_size(length);
  }
  CHECK(at == octets.size() - 4);
  CHECK(ended == !block.options.empty());
  return block;
}

// Every block of a file; both lengths of each must agree, and the header must know its section's end.
std::vector<Block> read_blocks(const std::string& file) {
  std::vector<Block> blocks;
  size_t section_end = 0;
  for (size_t at = 0; at < file.size();) {
    const uint32_t length = number(file, at + 4, 4);
    REQUIRE(length % 4 == 0);
    REQUIRE(at + length <= file.size());
    CHECK(number(file, at + length - 4, 4) == length);
    blocks.push_back(read_block(file.substr(at, length)));
    if (blocks.back().type == 0x0a0d0d0a) {
      CHECK(at == section_end);
      section_end = at + length + number(file, at + 16, 4);
    }
    at += length;
  }
  CHECK(section_end == file.size());
  return blocks;
}

std::string as_text(const std::vector<Block>& blocks) {
  std::string text;
  for (const Block& block : blocks) {
    text += fmt::format("block {:x}, {} octets ahead of its options\n", block.type, block.fixed.size());
    for (const auto& [code, value] : block.options) {
      const bool plain = block.type == 6 ? code == 1 : code != 9;
      text += fmt::format("  {:>2}  {}\n", code, plain ? value : hex(value));
    }
  }
  return text;
}

RunResult story() {
  RunResult run =
      samples::result("close/simultaneous", "close/simultaneous[4,mss=536]", Verdict::fail, 501ms);
  samples::add_story(run);
  run.failure = samples::failure(run);
  run.reason = run.failure->summary;
  return run;
}

Comments comments_of(const std::string& section, size_t packet) {
  for (const Block& block : read_blocks(section))
    if (block.type == 6 && packet-- == 0) return block.texts(1);
  return {"no such packet"};
}

}  // namespace

TEST_CASE("pcapng: every octet of a small section") {
  RunResult run;
  run.run.run_id = "a[4]";
  run.verdict = Verdict::pass;
  run.trace.peer = "p";
  run.trace.target = "t";
  run.trace.target_release = "6";
  SegmentEvent event = samples::segment(Direction::arrived, Flags{}, "X", -1);
  event.raw = {0x45, 1, 2, 3, 4};
  run.trace.events.push_back({Instant(Duration(0x0123456789abcdef)), event});
  SuiteFacts facts;
  facts.version = "1";
  facts.seed = 7;
  facts.kernel = "6";
  std::string wanted =
      // section header: 1.0, 152 octets follow; shb_os, shb_userappl, three comments
      "0a0d0d0a 64000000 4d3c2b1a 0100 0000 9800000000000000"
      "0300 0700 4c696e75782036 00"
      "0400 0b00 7368616b65646f776e2031 00"
      "0100 0800 72756e20615b345d"
      "0100 0c00 766572646963742070617373"
      "0100 0600 736565642037 0000"
      "0000 0000 64000000"
      // interface: raw IP, whole packets; if_name, if_description, if_tsresol, if_os
      "01000000 48000000 6500 0000 00000000"
      "0200 0400 615b345d"
      "0300 1000 7065657220702c207461726765742074"
      "0900 0100 09 000000"
      "0c00 0700 6c696e75782036 00"
      "0000 0000 48000000"
      // packet: interface 0, time, 5 of 5 octets; epb_flags inbound, two comments
      "06000000 50000000 00000000 67452301 efcdab89 05000000 05000000"
      "4501020304 000000"
      "0200 0400 01000000"
      "0100 0f00 6e6f207374657020746f6f6b206974 00"
      "0100 0100 58 000000"
      "0000 0000 50000000";
  wanted.erase(std::remove(wanted.begin(), wanted.end(), ' '), wanted.end());
  CHECK(hex(pcapng_section(run, facts)) == wanted);
}

TEST_CASE("pcapng: a failed run, block by block") {
  check_golden("pcapng.txt", as_text(read_blocks(pcapng_section(story(), samples::facts()))));
}

TEST_CASE("pcapng: sections of every verdict may stand in one file") {
  std::string file;
  const SuiteResult suite = samples::every_verdict();
  for (const RunResult& run : suite.runs) file += pcapng_section(run, samples::facts());
  size_t sections = 0, interfaces = 0, packets = 0;
  for (const Block& block : read_blocks(file)) {
    sections += block.type == 0x0a0d0d0a ? 1 : 0;
    interfaces += block.type == 1 ? 1 : 0;
    packets += block.type == 6 ? 1 : 0;
  }
  CHECK(sections == suite.runs.size());
  CHECK(interfaces == suite.runs.size());
  CHECK(packets == 10);
}

TEST_CASE("pcapng: octets of every length are filled up") {
  for (const size_t length : {0, 1, 2, 3, 4, 5, 1500, 65535}) {
    CAPTURE(length);
    RunResult run = story();
    std::get<SegmentEvent>(run.trace.events[4].what).raw = Bytes(length, 0xab);
    const auto blocks = read_blocks(pcapng_section(run, samples::facts()));
    CHECK(number(blocks.at(2).fixed, 20, 4) == length);
    CHECK(blocks.at(2).fixed.substr(28, length) == std::string(length, '\xab'));
  }
}

TEST_CASE("pcapng: the outcome of a packet's step") {
  const RunResult run = story();
  struct Row {
    Direction direction;
    StepIndex step, refused;
    bool unseen, allowed;
    std::string comment;
  };
  const std::string close = ": target: close (scenarios/close/simultaneous.yaml:6, close/simultaneous)";
  const std::string prelude = ": expect: ACK ack=2 (scenarios/close/simultaneous.yaml:8, given/ESTABLISHED)";
  const std::vector<Row> rows{
      {Direction::sent, 0, -1, false, false, "step 1, sent" + close},
      {Direction::lost, 0, -1, false, false, "step 1, lost, it never left" + close},
      {Direction::arrived, 0, -1, false, false, "step 1, matched" + close},
      {Direction::arrived, 2, -1, true, false, "step 3, matched, unseen" + prelude},
      {Direction::arrived, 2, -1, false, true, "step 3, allowed beside it" + prelude},
      {Direction::arrived, -1, 2, false, false, "step 3, refused" + prelude},
      {Direction::arrived, -1, -1, false, false, "no step took it"},
      {Direction::arrived, 99, -1, false, false, "matched"},
  };
  for (const Row& row : rows) {
    SegmentEvent event = samples::segment(row.direction, Flags{}, "ACK", row.step);
    event.refused = row.refused;
    event.unseen = row.unseen;
    event.allowed = row.allowed;
    event.connection = "a";
    event.name = "x";
    const Comments comments = packet_comments(run, event);
    REQUIRE(comments.size() >= 2);
    CHECK(comments[0] == row.comment);
    CHECK(comments[1] == "a: ACK as x");
    CHECK(comments.size() == (row.refused >= 0 ? 5 : 2));
  }
}

TEST_CASE("pcapng: what is refused is told field by field") {
  RunResult run = story();
  run.failure->rows[0].differs = true;
  run.failure->rows[0].received = "";
  SegmentEvent event = samples::segment(Direction::arrived, Flags{}, "ACK", -1);
  event.refused = 2;
  const Comments told = packet_comments(run, event);
  const Comments wanted{
      "ack is 1, not 2",
      "expected ACK seq=1 ack=2 win=* <nop, nop, ts * 9>, got ACK seq=1 ack=1 win=502 <nop, nop, ts 7 9>",
      "flags: expected ACK, got nothing", "ack: expected 2, got 1"};
  CHECK(Comments(told.begin() + 2, told.end()) == wanted);
}

TEST_CASE("pcapng: fragments stand where they left, each with its story") {
  RunResult run = story();
  auto& sent = std::get<SegmentEvent>(run.trace.events[5].what);
  sent.raw = {1};
  sent.fragments = {{samples::at(41us), {2}}, {samples::at(2ms), {3}}};
  const auto blocks = read_blocks(pcapng_section(run, samples::facts()));
  REQUIRE(blocks.size() == 8);
  const std::vector<uint32_t> first_octets{0xab, 1, 2, 0xab, 0xab, 3};
  for (size_t i = 0; i < first_octets.size(); ++i)
    CHECK(number(blocks[2 + i].fixed, 28, 1) == first_octets[i]);
  CHECK(blocks[4].texts(1) ==
        Comments{"step 2, sent: send: FIN-ACK (scenarios/close/simultaneous.yaml:7, close/simultaneous)",
                 "FIN-ACK seq=1 ack=1 win=65535", "fragment 2 of 3"});
  CHECK(blocks[3].texts(1).at(2) == "fragment 1 of 3");
  CHECK(blocks[7].texts(1).at(2) == "fragment 3 of 3");
}

TEST_CASE("pcapng: a run without a packet still tells what happened") {
  RunResult run = story();
  run.trace.events.resize(4);
  run.failure.reset();
  const auto blocks = read_blocks(pcapng_section(run, samples::facts()));
  REQUIRE(blocks.size() == 2);
  CHECK(blocks[0].texts(1) == Comments{"The name of close/simultaneous", "run close/simultaneous[4,mss=536]",
                                       "verdict fail: ack is 1, not 2", "seed 42",
                                       "after, at 0.000 ms: note seed 42",
                                       "after, at 0.012 ms, step 1: call close starts",
                                       "after, at 0.015 ms, step 1: call close = ok"});
  const RunResult skipped = samples::every_verdict().runs.at(5);
  CHECK(read_blocks(pcapng_section(skipped, samples::facts())).at(1).texts(12) == Comments{"linux 6.18.0"});
}

TEST_CASE("pcapng: hundreds of events beside a packet are cut, and it says so") {
  RunResult run = story();
  const std::vector<Event> many(130, {samples::at(1us), NoteEvent{"again"}});
  run.trace.events.insert(run.trace.events.begin(), many.begin(), many.end());
  const Comments first = comments_of(pcapng_section(run, samples::facts()), 0);
  REQUIRE(first.size() == 103);
  CHECK(first[2] == "33 earlier events are left out");
  CHECK(first.back() == "before, at 0.015 ms, step 1: call close = ok");
}

TEST_CASE("pcapng: what others wrote is harmless UTF-8, and never too long") {
  RunResult run = story();
  auto scenario = std::make_shared<Scenario>(*run.run.scenario);
  scenario->name = "caf\xc3\xa9 \x1b[31m \xff \xe2\x80\xaeturned\n";
  run.run.scenario = scenario;
  run.run.run_id = std::string("a\0b", 3);
  run.repeat = 1;
  run.reason = std::string(70000, 'e') + "\xc3\xa9";
  // Its two octets are the 65532nd and 65533rd, the limit without the mark lies between them.
  const std::string before = "step 2, lost, it never left: ";
  const std::string most = std::string(65531 - before.size(), 'x');
  run.trace.steps[1].text = most + "\xc3\xa9 behind the limit";
  const auto blocks = read_blocks(pcapng_section(run, samples::facts()));
  const Comments header = blocks.at(0).texts(1);
  CHECK(header.at(0) == "caf\xc3\xa9 \\x1b[31m \\xff \\xe2\\x80\\xaeturned\\n");
  CHECK(header.at(1) == "run a\\x00b round 2");
  CHECK(header.at(2) == "verdict fail: " + std::string(65535 - 14 - 3, 'e') + "...");
  CHECK(blocks.at(1).texts(2) == Comments{"a\\x00b"});
  CHECK(blocks.at(2).texts(1).at(0) == before + most + "...");
}
