#pragma once
// The time-ordered record of one run. Every report reads this and nothing else.

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "shakedown/scenario.h"
#include "shakedown/segment.h"
#include "shakedown/time.h"

namespace shakedown {

enum class Direction { sent, lost, arrived };  // lost: a `lose`, which never left

// Steps carry a number: their place in the trace's `steps`, preludes first; -1 is none.
using StepIndex = int;

// The second and later IP fragments of a packet that was sent in fragments.
struct Fragment {
  Instant time;
  Bytes raw;
};

struct SegmentEvent {
  Direction direction;
  Packet packet;
  Bytes raw;               // the IP packet, or its first fragment
  std::string connection;  // "" the only one; "?" none of ours
  std::string name;        // given with `as`
  std::string text;        // in notation, numbers relative to the connection
  StepIndex step = -1;     // sent or matched it; -1: no step took it
  bool unseen = false;     // matched by an `expect ... unseen`
  bool allowed = false;    // came under an `allow`, `optional` or as an extra acknowledgement
  StepIndex refused = -1;  // arrived, and is what this step failed over
  std::vector<Fragment> fragments{};
};
struct CallEvent {
  std::string text;     // "accept", "send 100"
  std::string socket;   // name, or ""
  std::string outcome;  // "started", "ok", "ECONNREFUSED", "\"hello\"", "eof", ...
  StepIndex step = -1;
};
struct StateEvent {
  std::string connection;
  TcpState state;
  StepIndex step = -1;
};
struct InfoEvent {
  std::string connection;
  std::string field, value;
  StepIndex step = -1;
};
enum class StepOutcome { passed, failed, warned, not_observed };
struct StepEvent {
  StepIndex step;
  StepOutcome outcome;
  std::string detail;  // of a one-of: the branch taken; of a warning: its text
};
struct NoteEvent {
  std::string text;  // a stall, a prelude's begin, the seed
};

struct Event {
  Instant time;
  std::variant<SegmentEvent, CallEvent, StateEvent, InfoEvent, StepEvent, NoteEvent> what;
};

// A step as reports name it.
struct StepInfo {
  SourceSpan span;
  std::string text;
  std::string source_line;
  std::string prelude;  // id of the prelude it stands in, or ""
};

// A time that an expectation named (`after T`), and what it became.
struct Interval {
  StepIndex step = -1;
  Instant since;                     // what it counts from
  Duration low{}, high{};            // what was allowed
  std::optional<Duration> expected;  // T itself; none of a range
  std::optional<Instant> came;       // none: nothing did
  bool on_time() const { return came && *came >= since + low && *came <= since + high; }
};

struct Trace {
  Instant begin;
  Instant end;
  std::vector<StepInfo> steps;      // in the order in which they were first reached
  std::vector<Event> events;        // in time order
  std::vector<Interval> intervals;  // in the order in which they ended
  std::string peer, target;         // addresses
  std::string target_stack = "linux", target_release;
  Duration tick{};                                       // the target's timer tick
  std::vector<std::pair<std::string, std::string>> lab;  // every pinned or asked-for setting with its value
};

}  // namespace shakedown
