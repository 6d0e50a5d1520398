#include "engine/session.h"

#include <fmt/format.h>

namespace shakedown {

Session::Session(const PlannedRun& planned, Lab& its_lab, uint64_t its_seed)
    : run(planned), lab(its_lab), seed(its_seed), random(its_seed), reference(its_lab.now()) {
  trace.begin = reference;
}

StepIndex Session::begin_step(const Step& begun) {
  trace.steps.push_back({begun.span, begun.text, begun.source_line, scope == nullptr ? "" : scope->prelude});
  step = static_cast<StepIndex>(trace.steps.size()) - 1;
  current = &begun;
  return step;
}

void Session::note(std::string text) { record({lab.now(), NoteEvent{std::move(text)}}); }

void Session::outcome(StepIndex index, StepOutcome what, std::string detail) {
  record({lab.now(), StepEvent{index, what, std::move(detail)}});
}

SeqBase Session::text_base(const Connection& connection, bool from_target) const {
  const Seq ours = connection.peer.our_base(), its = connection.peer.its_base();
  return from_target ? SeqBase{its, ours} : SeqBase{ours, its};
}

void Session::take(Connection& connection, const Waiting& waiting, bool unseen, bool as_allowed,
                   const std::string& name) {
  const auto* segment = std::get_if<Segment>(&waiting.packet);
  if (!waiting.crossed) catch_up(connection, waiting.time);
  if (segment != nullptr) {
    connection.model.arrived(*segment);
    connection.peer.arrived(*segment, unseen, connection.model);
  }
  auto& event = std::get<SegmentEvent>(trace.events[waiting.event].what);
  event.connection = connection.name;
  event.text = to_text(waiting.packet, text_base(connection, true));
  event.step = step;
  event.unseen = unseen;
  event.allowed = as_allowed;
  event.name = name;
  if (!name.empty() && segment != nullptr)
    names[name] = NamedSegment{*segment, index_of(connection), true, waiting.time, event.raw};
  if (!as_allowed) reference = std::max(reference, waiting.time);
  if (!as_allowed) connection.first_cause.reset();
  if (!as_allowed && segment != nullptr) last_taken = *segment;
}

Failure Session::failure(std::string summary) const {
  Failure failed;
  failed.step = step;
  if (current != nullptr) failed.span = current->span;
  failed.summary = std::move(summary);
  return failed;
}

size_t Session::first_connection() const {
  size_t first = scope->connections.begin()->second;
  for (const auto& [name, index] : scope->connections) first = std::min(first, index);
  return first;
}

Connection& Session::connection_of(const Step& of) {
  const auto found = scope->connections.find(of.connection);
  return connections[found != scope->connections.end() ? found->second : first_connection()];
}

uint32_t Session::clock_ms(Instant at) const {
  const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(at - trace.begin).count();
  // Far from 0 and from the wrap, yet another one each run.
  const uint32_t start = 1000000 + static_cast<uint32_t>(seed % 1000000000);
  return start + static_cast<uint32_t>(since);
}

}  // namespace shakedown
