#pragma once
// One run under way: the lab, the connections and sockets that the scenario speaks of, what has arrived and
// is not judged yet, and the trace. Step executors (step_*.cpp) are functions over this.

#include <deque>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

#include "engine/peer.h"
#include "engine/stall.h"
#include "engine/target_model.h"
#include "engine/timing.h"
#include "shakedown/lab.h"
#include "shakedown/result.h"

namespace shakedown {

class RunObserver;

struct Interrupted {};
// Why a run ends before its last step.
using RunEnd = std::variant<Failure, Trouble, Interrupted>;
template <typename T>
using Progress = tl::expected<T, RunEnd>;
// The run could not be carried out (error), or this lab cannot do it (skip).
inline tl::unexpected<RunEnd> trouble(std::string what, bool skip = false) {
  return tl::unexpected<RunEnd>(Trouble{std::move(what), skip});
}

// A packet that has arrived and that no step has judged yet.
struct Waiting {
  Instant time;
  Packet packet;
  size_t event = 0;      // its place in trace.events
  bool crossed = false;  // left the target before our send that was under way when it came
};

struct Connection {
  Connection(std::string its_name, Seq isn) : name(std::move(its_name)), peer(isn) {}
  std::string name;
  FourTuple tuple;
  bool target_port_known = true;
  size_t queue = 0;  // of arrivals; shared by connections of one tuple
  Peer peer;
  TargetModel model;
  struct Sent {
    Instant time, delivered;  // it reached the target between these
    Segment segment;
    bool well_formed;
  };
  std::deque<Sent> not_modelled;  // sends that the model has not been shown yet
  std::optional<WithSpec> with;
  std::optional<std::string> md5_key;  // that our SYN was signed with
  std::optional<SocketRef> socket;     // the target's
  std::optional<Instant> first_cause;  // our first send since the last expectation
};

struct NamedSegment {
  Segment segment;
  size_t connection = 0;
  bool from_target = false;
  Instant time;
  Bytes raw;
};
struct NamedCall {
  Instant started;
};

// A call that was started and not yet reported to a step.
struct Ongoing {
  CallRef call{};
  CallKind kind{};
  CallRequest request{};
  uint64_t stream_offset = 0;  // of the first octet that a read gives
  std::string text;
  std::optional<SocketRef> socket;
  std::string subject;  // the name before the colon
  std::optional<size_t> connection;
  StepIndex step = -1;
  SourceSpan span;
  Instant started;
  Instant asked;  // the last time that it was begun (anew)
  std::optional<CallEnd> end;
  Instant ended;
  std::string told;  // how it ended, as last recorded: one that is asked again and again tells changes
  bool asked_later = false;   // a later step asks for its result
  bool handed_on = false;     // begun in a prelude: may be left going
  bool left_pending = false;  // a step said `= pending`
  bool reported = false;      // a step has had its end
};

// The sockets that one file's calls without a name mean; each prelude has its own.
struct Scope {
  const Scenario* scenario = nullptr;
  std::map<std::string, size_t> connections;  // the file's names -> Session::connections
  std::optional<SocketRef> unnamed;
  bool unnamed_listens = false, unnamed_taken = false;  // became the listener; became a connection's
  std::string prelude;                                  // its id, or ""
};

class Session {
 public:
  Session(const PlannedRun& planned, Lab& its_lab, uint64_t its_seed);

  const PlannedRun& run;
  Lab& lab;
  uint64_t seed;
  std::mt19937_64 random;
  Trace trace;
  StallMeter stalls;
  Duration waited{};  // asleep by our own will
  RunObserver* observer = nullptr;

  std::vector<Connection> connections;
  std::vector<std::deque<Waiting>> queues;
  std::map<std::string, std::variant<NamedSegment, NamedCall>> names;
  std::map<std::string, SocketRef> sockets;
  std::map<uint16_t, SocketRef> listeners;  // by port
  std::map<SocketRef, uint64_t> sent_octets, read_octets;
  std::set<SocketRef> closed;  // no descriptor of the target's any more
  std::vector<Ongoing> calls;
  Scope* scope = nullptr;
  StepIndex step = -1;  // the one under way
  const Step* current = nullptr;
  Segment last_taken;  // by a step
  Instant reference;   // what `after` counts from
  int not_observed = 0;
  std::vector<std::string> warnings;
  std::optional<SourceSpan> first_warning;

  // One `allow:`. It holds by the time of an arrival, not of its judgement.
  struct Allowance {
    Instant from;
    std::optional<Instant> until;        // `allow: nothing` ended it
    std::optional<size_t> connection;    // none: every one
    std::optional<SegmentSpec> segment;  // none: `again`
  };
  std::vector<Allowance> allowances;
  // What is left of each `optional:` whose step behind is under way.
  std::vector<std::vector<const Step*>> optionals;
  Instant looked_until = Instant::min();  // the end of the last wait for a state or a call
  size_t shared_calls = SIZE_MAX;         // from here on, branches of one `one-of` ask together

  // --- trace (session.cpp) ---------------------------------------------------------------------
  StepIndex begin_step(const Step& step);
  void note(std::string text);
  void record(Event event) { trace.events.push_back(std::move(event)); }
  void outcome(StepIndex index, StepOutcome outcome, std::string detail = "");
  void take(Connection& connection, const Waiting& waiting, bool unseen, bool as_allowed,
            const std::string& name);
  SeqBase text_base(const Connection& connection, bool from_target) const;

  // --- arrivals (arrivals.cpp) -----------------------------------------------------------------
  // Moves what the link holds into the queues. A packet of no connection of ours ends the run.
  Progress<void> drain();
  // Shows the model our sends up to the moment of an arrival. The second one leaves out a send that may still
  // have been under way.
  static void catch_up(Connection& connection, Instant until);
  static void catch_up_for_sure(Connection& connection, Instant until);
  // Everything that has arrived and was sent, as far as known: for judging a send.
  TargetModel model_now(const Connection& connection) const;

  // --- waiting (wait.cpp) -----------------------------------------------------------------------
  // Sleeps until something may have happened or the deadline; looks at calls and arrivals afterwards.
  Progress<void> sleep_until(Instant deadline);
  // Says that the step under way may wait until then.
  void tell_wait(Instant now, Instant until) const;
  // Looks for ends of calls. An error that no later step asks for ends the run.
  Progress<void> look_at_calls();

  // --- helpers ------------------------------------------------------------------------------------
  Failure failure(std::string summary) const;
  Connection& connection_of(const Step& step);
  // The file's first one where no name is written (`check` speaks of none).
  size_t first_connection() const;
  size_t index_of(const Connection& connection) const {
    return static_cast<size_t>(&connection - connections.data());
  }
  uint32_t link_mss() const { return lab.facts().mtu - (lab.facts().family == Family::v4 ? 40 : 60); }
  uint32_t clock_ms(Instant at) const;  // of our timestamps
};

// Carries out steps in order, from `first` on (steps.cpp).
Progress<void> run_steps(Session& session, const Steps& steps, size_t first = 0);
Progress<void> run_step(Session& session, const Step& step);

}  // namespace shakedown
