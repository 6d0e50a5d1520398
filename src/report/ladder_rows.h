#pragma once
// A ladder as values, row by row: what happened between peer and target, whoever draws it.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "shakedown/time.h"

namespace shakedown {

struct LadderRow {
  enum class Kind {
    segment,  // an arrow between the lifelines
    target,   // on the target's side: a call of its application, its state, its TCP_INFO
    step,     // a step that has neither, or how one ended
    note,     // a remark about the run
    heading,  // here a prelude begins, or what follows it
    later     // much time goes by
  };
  enum class Arrow { to_target, to_peer, lost, missing };  // missing: expected of the target, but not come
  enum class Stress { none, warned, failed };
  // Steps that hold others stand in brackets; a row has one for each that it stands in, outermost first.
  enum class Bracket { open, branch, inside, close };

  Kind kind = Kind::note;
  Arrow arrow = Arrow::to_target;  // of a segment
  std::optional<Duration> time;    // since the run's begin
  int step = 0;                    // from 1; 0: none
  std::string text;                // of a segment its notation
  std::string mark;                // what is unusual about a segment: "lost", "unseen"
  Stress stress = Stress::none;
  std::vector<Bracket> brackets;
  std::span<const uint8_t> octets;  // the segment's, in the trace
};

struct Ladder {
  std::string peer, target;  // addresses, "" where there are none
  std::vector<LadderRow> rows;
};

}  // namespace shakedown
