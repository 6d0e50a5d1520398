#pragma once
// Scenario text against a scripted target: what the engine's tests on behaviour share.

#include <doctest/doctest.h>

#include <string>

#include "shakedown/engine.h"
#include "shakedown/parse.h"
#include "support/decorators.h"
#include "support/scripted_lab.h"

namespace shakedown::test {

// The runs of a file that consists of `body`: "steps:\n  - send: SYN\n" and whatever stands above it.
inline std::vector<PlannedRun> planned(const std::string& body) {
  const std::string text = "name: a test\nabout: a test\ncovers: [RFC9293/3.6]\nfamily: 4\n" + body;
  const auto parsed = parse_text(text, ScenarioFile{"test.yaml", "test", SHAKEDOWN_SOURCE_DIR "/scenarios"},
                                 SHAKEDOWN_SOURCE_DIR "/scenarios");
  if (!parsed) {
    FAIL(render(parsed.error()));
    return {};
  }
  return parsed->runs;
}

inline RunResult play(const std::string& body, Lab& lab, uint64_t seed = 1) {
  return run_in_lab(planned(body).at(0), lab, seed);
}

// `steps`, one to a line, as they stand behind the dash: "send: SYN\nexpect: SYN-ACK\n".
inline std::string steps(const std::string& lines) {
  std::string text = "steps:\n";
  for (size_t begin = 0; begin < lines.size();) {
    const size_t end = std::min(lines.find('\n', begin), lines.size());
    const std::string line = lines.substr(begin, end - begin);
    const bool deeper = !line.empty() && line.front() == ' ';  // inside a list
    text += (deeper ? "    " : "  - ") + line + "\n";
    begin = end + 1;
  }
  return text;
}

// The first three segments: ours are sends 1 and 2.
inline const std::string handshake_steps = "target: listen\nsend: SYN\nexpect: SYN-ACK\nsend: ACK\n";
inline void shakes_hands(ScriptedLab& lab, const std::string& answer = "SYN-ACK <mss 1460>") {
  lab.when(after_send(1), arrive(answer));
}

// A segment of the target's, and what it comes after.
struct Answer {
  Trigger after;
  std::string segment;
  Duration later = 10us;
};

inline Segment sent(const ScriptedLab& lab, size_t nth) {  // from 1
  const Packet packet = read_packet(lab.packets().at(nth - 1));
  REQUIRE(std::holds_alternative<Segment>(packet));
  return std::get<Segment>(packet);
}
// Relative to our SYN's number.
inline uint32_t sent_seq(const ScriptedLab& lab, size_t nth) { return sent(lab, nth).seq - sent(lab, 1).seq; }

// The fields that differ, and all else that a failed test wants to show.
inline std::string told(const RunResult& result) {
  std::string text = to_string(result.verdict) + ": " + result.reason;
  if (result.failure)
    for (const FieldRow& row : result.failure->rows)
      if (row.differs) text += " [" + row.field + ": " + row.received + ", not " + row.expected + "]";
  return text;
}

}  // namespace shakedown::test
