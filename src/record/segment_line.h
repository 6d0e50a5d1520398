#pragma once
// Turns of a dialogue in the language's notation, as somebody would write them by hand.

#include <string>

#include "record/dialogue.h"

namespace shakedown {

// "..." as it stands in a scenario.
std::string octets_text(std::span<const uint8_t> octets);

// Segments of ours; remembers what a send leaves unsaid.
class OurLines {
 public:
  // `text`: payload is written out; otherwise it is so much of the pattern.
  OurLines(const Dialogue& dialogue, bool text) : dialogue_(dialogue), text_(text) {}
  std::string line(const Turn& turn);

 private:
  std::string options(const Turn& turn);

  const Dialogue& dialogue_;
  bool text_;
  uint32_t window_ = 65535;  // written last
  uint32_t newest_ = 0;      // timestamp
  bool stamped_ = false;
};

// What is expected of the target.
std::string target_line(const Turn& turn, bool text);

}  // namespace shakedown
