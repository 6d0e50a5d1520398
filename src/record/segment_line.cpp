#include "record/segment_line.h"

#include <fmt/format.h>

#include <algorithm>

namespace shakedown {
namespace {

bool is_padding(const Option& option) {
  return std::holds_alternative<NopOption>(option) || std::holds_alternative<EolOption>(option);
}

// The options that a send carries where no list is written.
bool usual_options(const Turn& turn, bool timestamps) {
  size_t others = 0, stamps = 0;
  for (const Option& option : turn.segment.options) {
    if (std::holds_alternative<TimestampsOption>(option))
      ++stamps;
    else if (!is_padding(option))
      ++others;
  }
  return others == 0 && stamps == (timestamps ? 1u : 0u);
}

std::string payload(const Turn& turn, bool text) {
  const Bytes& octets = turn.segment.payload;
  if (octets.empty()) return "";
  return text ? " data=" + octets_text(octets) : fmt::format(" len={}", octets.size());
}

std::string numbers(const Turn& turn) {
  if (turn.has(Flag::syn)) return "";
  std::string text = fmt::format(" seq={}", turn.seq);
  if (turn.has(Flag::ack)) text += fmt::format(" ack={}", turn.ack);
  return text;
}

}  // namespace

std::string octets_text(std::span<const uint8_t> octets) {
  std::string text;
  for (const char c : quoted(octets, octets.size())) text += c == '$' ? "$$" : std::string(1, c);
  return text;
}

std::string OurLines::options(const Turn& turn) {
  const bool syn = turn.has(Flag::syn);
  const auto* stamp = turn.segment.find<TimestampsOption>();
  const uint32_t behind =
      stamp != nullptr && stamped_ && Seq(stamp->value).before(Seq(newest_)) ? newest_ - stamp->value : 0;
  if (stamp != nullptr && behind == 0) {
    newest_ = stamp->value;
    stamped_ = true;
  }
  if (!syn && behind == 0 && usual_options(turn, dialogue_.terms.timestamps)) return "";
  std::string list;
  for (const Option& option : turn.segment.options) {
    list += list.empty() ? "" : ", ";
    if (std::holds_alternative<TimestampsOption>(option))
      list += fmt::format("ts now{} {}", behind > 0 ? fmt::format("-{}", behind) : "",
                          stamp->echo == 0 ? "0" : "last");
    else
      list += to_text(option, dialogue_.target_base);
  }
  return " <" + list + ">";
}

std::string OurLines::line(const Turn& turn) {
  const Segment& segment = turn.segment;
  std::string text = to_string(segment.flags) + numbers(turn);
  if (!turn.has(Flag::rst) && segment.window != window_) {
    text += fmt::format(" win={}", segment.window);
    window_ = segment.window;
  }
  if (turn.has(Flag::urg)) text += fmt::format(" urg={}", segment.urgent);
  text += options(turn);
  text += payload(turn, text_);
  if (segment.reserved != 0) text += fmt::format(" reserved={}", segment.reserved);
  if (segment.ip.ecn != 0) text += fmt::format(" ecn={}", segment.ip.ecn);
  if (!segment.checksum_good) text += " checksum=bad";
  return text;
}

std::string target_line(const Turn& turn, bool text) {
  std::string line = to_string(turn.segment.flags) + numbers(turn);
  if (turn.has(Flag::syn)) {
    std::string list;
    if (turn.segment.find<SackPermittedOption>()) list += "sackOK, ";
    if (turn.segment.find<TimestampsOption>()) list += "ts * *, ";
    if (turn.segment.find<WindowScaleOption>()) list += "wscale *, ";
    if (!list.empty()) line += " <" + list + "...>";
  }
  line += payload(turn, text);
  constexpr uint8_t capable = 2, congested = 3;
  const uint8_t ecn = turn.segment.ip.ecn == congested ? capable : turn.segment.ip.ecn;
  if (ecn != 0) line += fmt::format(" ecn={}", ecn);
  return line;
}

}  // namespace shakedown
