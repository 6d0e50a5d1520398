#pragma once
// Expectations of segments over a session: values worked out, the front of a queue judged.

#include <functional>

#include "engine/attempt.h"
#include "engine/evaluate.h"
#include "engine/match.h"

namespace shakedown {

// The expectation with its values worked out as things stand (resolve.cpp). `its_base`: the target's ISN.
Progress<Wanted> resolve(Session& session, const Connection& connection, const TcpSpec& spec, Seq its_base);
// The target's ISN, be it that of the very segment that is judged.
Seq its_base_for(const Connection& connection, const Segment& segment);
SeqBase base_of(const Connection& connection, const Packet& arrived);
Progress<WantedOption> resolve_option(Session& session, const Connection& connection, const OptionSpec& spec,
                                      bool from_target);
Address resolve_address(const Session& session, AddressName name);

// What a step demands of the next segment besides its fields.
struct Demand {
  bool again = false, unseen = false, zero_window_ok = false, free_length = false;
  bool extra_ok = false;  // a pure ACK that nothing of ours drew may be it (`acked`)
};
// Judges the front of the connection's queue (which must not be empty). nullopt: it matches, and warnings (if
// any) are put into `warnings`; else why not.
Progress<std::optional<Failure>> judge(Session& session, Connection& connection, const SegmentSpec& spec,
                                       const Demand& demand, const Times* times,
                                       std::vector<std::string>& warnings);
void note_warnings(Session& session, const std::vector<std::string>& warnings, const SourceSpan& span,
                   StepIndex index);
// Takes the front of the queue as this step's.
void take_front(Session& session, Connection& connection, bool unseen, bool allowed, const std::string& name);
// The default wait for a segment like this (scenarios/README.md, `within`).
Duration default_within(const Session& session, const Connection& connection, const TcpSpec& spec,
                        bool again);
bool is_pure_ack(const TcpSpec& spec);
// A row that differs, in words: "ack is 1, not 2".
std::string mismatch(const FieldRow& row);
// A row that differs, in words: "ack is 1, not 2".
std::string mismatch(const FieldRow& row);
// `ACK` and nothing else, standing where `span` says.
SegmentSpec plain_ack(const SourceSpan& span = {});

// One segment that a step waits for.
struct SegmentWait {
  const SegmentSpec* spec = nullptr;
  Demand demand;
  Times times;
  std::string name;     // `as`
  std::string missing;  // what to say of it when nothing comes; "": the segment as it is wanted
  // What else it has to satisfy, as rows that differ; may be empty.
  std::function<std::vector<FieldRow>(Session&, const Connection&, const Segment&)> also;
  // Holds without a segment, when set and true.
  std::function<bool(const Session&)> already;
  // Done instead of taking the front, when set: a step of several segments begins with this one.
  std::function<Progress<void>(Session&)> instead;
};
std::unique_ptr<Attempt> make_segment_attempt(Session& session, const Connection& connection,
                                              SegmentWait wait, StepIndex index);
// Waits for it and takes it; answers the segment.
Progress<Segment> wait_segment(Session& session, const Connection& connection, SegmentWait wait,
                               StepIndex index);

// An arrival that no attempt takes: may an `optional` or an `allow` take it? If so it is taken.
Progress<bool> spared(Session& session, size_t queue);
// What is wrong with a segment when no step waits for any (at a `silence`, at the end).
Failure unexpected(Session& session, const Connection& connection, const Waiting& waiting,
                   const std::string& when);

}  // namespace shakedown
