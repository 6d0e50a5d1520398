#include "report/pcapng.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/packet_comments.h"
#include "report/pcapng_block.h"

namespace shakedown {

namespace {

constexpr uint32_t section_header = 0x0a0d0d0a, interface_description = 1, enhanced_packet = 6;
constexpr uint32_t byte_order_magic = 0x1a2b3c4d;
constexpr uint16_t linktype_raw = 101;  // an IP header comes first
constexpr uint16_t opt_comment = 1;
constexpr uint16_t shb_os = 3, shb_userappl = 4;
constexpr uint16_t if_name = 2, if_description = 3, if_tsresol = 9, if_os = 12;
constexpr uint16_t epb_flags = 2;
constexpr uint8_t nanoseconds = 9;             // 10^-9 s
constexpr uint32_t inbound = 1, outbound = 2;  // of epb_flags
constexpr size_t most_beside = 100;            // readers refuse blocks of many megabytes

struct Frame {
  Instant time;
  const Bytes* raw;
  Direction direction;
  std::vector<std::string> comments;
};

void add_comments(PcapngBlock& block, const std::vector<std::string>& comments) {
  for (const std::string& comment : comments) block.option_text(opt_comment, comment);
}

std::string header_block(const RunResult& run, const SuiteFacts& facts,
                         const std::vector<std::string>& comments, uint64_t section_length) {
  PcapngBlock block(section_header);
  block.add32(byte_order_magic);
  block.add16(1);  // version 1.0
  block.add16(0);
  block.add64(section_length);
  block.option_text(shb_os, "Linux " + facts.kernel);
  block.option_text(shb_userappl, "shakedown " + facts.version);
  add_comments(block, run_comments(run, facts.seed));
  add_comments(block, comments);
  return block.finish();
}

std::string interface_block(const RunResult& run, const SuiteFacts& facts) {
  const Trace& trace = run.trace;
  // A run that never got a lab has none of these.
  const std::string& stack = trace.peer.empty() ? facts.target_stack : trace.target_stack;
  const std::string& release = trace.peer.empty() ? facts.target_release : trace.target_release;
  PcapngBlock block(interface_description);
  block.add16(linktype_raw);
  block.add16(0);
  block.add32(0);  // whole packets
  block.option_text(if_name, run.run.run_id);
  if (!trace.peer.empty())
    block.option_text(if_description, fmt::format("peer {}, target {}", trace.peer, trace.target));
  block.option8(if_tsresol, nanoseconds);
  block.option_text(if_os, stack + (release.empty() ? "" : " " + release));
  return block.finish();
}

std::string packet_block(const Frame& frame) {
  const auto time = static_cast<uint64_t>(frame.time.time_since_epoch().count());
  const auto length = static_cast<uint32_t>(frame.raw->size());
  PcapngBlock block(enhanced_packet);
  block.add32(0);  // the section's only interface
  block.add32(static_cast<uint32_t>(time >> 32));
  block.add32(static_cast<uint32_t>(time));
  block.add32(length);
  block.add32(length);
  block.add_octets(*frame.raw);
  block.option32(epb_flags, frame.direction == Direction::arrived ? inbound : outbound);
  add_comments(block, frame.comments);
  return block.finish();
}

// Moves what happened beside a packet to its comments, the latest where that is very much.
void move_beside(std::vector<std::string>& beside, std::vector<std::string>& comments) {
  const size_t left_out = beside.size() > most_beside ? beside.size() - most_beside : 0;
  if (left_out > 0) comments.push_back(fmt::format("{} earlier events are left out", left_out));
  for (size_t i = left_out; i < beside.size(); ++i) comments.push_back(std::move(beside[i]));
  beside.clear();
}

void add_frames(const RunResult& run, const Event& event, std::vector<std::string>& before,
                std::vector<Frame>& frames) {
  const auto& segment = std::get<SegmentEvent>(event.what);
  std::vector<std::string> comments = packet_comments(run, segment);
  const size_t fragments = 1 + segment.fragments.size();
  const auto add = [&](Instant time, const Bytes& raw, size_t number) {
    Frame frame{time, &raw, segment.direction, comments};
    if (fragments > 1) frame.comments.push_back(fmt::format("fragment {} of {}", number, fragments));
    if (number == 1) move_beside(before, frame.comments);
    frames.push_back(std::move(frame));
  };
  add(event.time, segment.raw, 1);
  for (size_t i = 0; i < segment.fragments.size(); ++i)
    add(segment.fragments[i].time, segment.fragments[i].raw, i + 2);
}

struct Story {
  std::vector<Frame> frames;
  std::vector<std::string> comments;  // what happened when there was no packet at all
};

Story story_of(const RunResult& run) {
  Story story;
  std::vector<Frame>& frames = story.frames;
  std::vector<std::string> before, after;
  for (const Event& event : run.trace.events) {
    if (std::holds_alternative<SegmentEvent>(event.what)) {
      add_frames(run, event, before, frames);
      after.clear();
      continue;
    }
    const std::string comment = event_comment(event, run.trace, Beside::before);
    if (comment.empty()) continue;
    before.push_back(comment);
    after.push_back(event_comment(event, run.trace, Beside::after));
  }
  move_beside(after, frames.empty() ? story.comments : frames.back().comments);
  // A later fragment may have left after the answer to another one.
  std::stable_sort(frames.begin(), frames.end(),
                   [](const Frame& a, const Frame& b) { return a.time < b.time; });
  return story;
}

}  // namespace

std::string pcapng_section(const RunResult& run, const SuiteFacts& facts) {
  std::string blocks = interface_block(run, facts);
  const Story story = story_of(run);
  for (const Frame& frame : story.frames) blocks += packet_block(frame);
  return header_block(run, facts, story.comments, blocks.size()) + blocks;
}

namespace {

class PcapngReport : public Report {
 public:
  std::string begin(const SuiteFacts& facts) override {
    facts_ = facts;
    return "";
  }
  std::string add(const RunResult& run) override { return pcapng_section(run, facts_); }
  std::string end(const SuiteResult&) override { return ""; }

 private:
  SuiteFacts facts_;
};

}  // namespace

std::unique_ptr<Report> make_pcapng_report() { return std::make_unique<PcapngReport>(); }

}  // namespace shakedown
