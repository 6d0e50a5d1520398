// One scenario, one lab, one trace.
#include <fmt/format.h>

#include <algorithm>
#include <exception>

#include "engine/calls.h"
#include "engine/evaluate.h"
#include "engine/expect.h"
#include "engine/known.h"
#include "shakedown/engine.h"

namespace shakedown {

namespace {

constexpr uint16_t default_target_port = 8080;

uint16_t free_port(Session& session) {
  std::uniform_int_distribution<uint32_t> any(20000, 60000);
  while (true) {
    const auto port = static_cast<uint16_t>(any(session.random));
    const bool taken = std::any_of(session.connections.begin(), session.connections.end(),
                                   [&](const Connection& c) { return c.tuple.peer.port == port; });
    if (!taken && port != default_target_port) return port;
  }
}

Progress<void> apply_with(Session& session, Connection& connection, const std::optional<WithSpec>& with) {
  if (!with || connection.with) return {};
  connection.with = with;
  if (!with->win) return {};
  const Progress<uint32_t> window = evaluate_number(session, connection, *with->win);
  if (!window) return tl::unexpected(window.error());
  connection.peer.write_window(static_cast<uint16_t>(*window));
  return {};
}

Progress<void> choose_isn(Session& session, Connection& connection, const std::optional<Value>& isn) {
  if (!isn) return {};
  const Progress<uint32_t> number = evaluate_number(session, connection, *isn);
  if (!number) return tl::unexpected(number.error());
  connection.peer.choose_isn(Seq(*number));
  return {};
}

Progress<void> make_connections(Session& session, const Scenario& scenario, Scope& scope) {
  const LabFacts& facts = session.lab.facts();
  session.connections.reserve(scenario.connections.size());
  for (const ConnectionDecl& decl : scenario.connections) {
    Connection connection(decl.name, Seq(static_cast<uint32_t>(session.random())));
    connection.tuple = {{facts.peer, 0}, {facts.target, decl.destination_port.value_or(default_target_port)}};
    connection.tuple.peer.port = decl.source_port ? *decl.source_port : free_port(session);
    connection.queue = session.queues.size();
    if (const auto other = scope.connections.find(decl.same_tuple);
        !decl.same_tuple.empty() && other != scope.connections.end()) {
      connection.tuple = session.connections[other->second].tuple;
      connection.queue = session.connections[other->second].queue;
    } else {
      session.queues.emplace_back();
    }
    if (auto done = apply_with(session, connection, decl.with); !done) return done;
    if (auto done = apply_with(session, connection, scenario.with); !done) return done;
    if (auto done = choose_isn(session, connection, decl.isn ? decl.isn : scenario.isn); !done) return done;
    scope.connections[decl.name] = session.connections.size();
    session.connections.push_back(std::move(connection));
  }
  return {};
}

std::string prelude_id(const Scenario& scenario) {
  const size_t slash = scenario.file.rfind('/');
  std::string name = slash == std::string::npos ? scenario.file : scenario.file.substr(slash + 1);
  if (const size_t dot = name.rfind(".yaml"); dot != std::string::npos) name.resize(dot);
  return "given/" + name;
}

Progress<void> run_prelude(Session& session, const Scenario& prelude, size_t connection) {
  for (const Prelude& before : prelude.preludes)
    if (auto done = run_prelude(session, *before.scenario, connection); !done) return done;
  Scope own;
  own.scenario = &prelude;
  own.prelude = prelude_id(prelude);
  for (const ConnectionDecl& decl : prelude.connections) own.connections[decl.name] = connection;
  own.connections[""] = connection;
  const bool isn_written = session.run.scenario->isn.has_value() ||
                           std::any_of(session.run.scenario->connections.begin(),
                                       session.run.scenario->connections.end(), [&](const ConnectionDecl& d) {
                                         return d.isn && d.name == session.connections[connection].name;
                                       });
  if (auto done = apply_with(session, session.connections[connection], prelude.with); !done) return done;
  if (!isn_written)
    if (auto done = choose_isn(session, session.connections[connection], prelude.isn); !done) return done;
  Scope* const outer = session.scope;
  session.scope = &own;
  session.note("prelude " + own.prelude);
  auto done = run_steps(session, prelude.steps);
  session.scope = outer;
  return done;
}

// Takes an acknowledgement that the target still owed.
Progress<bool> owed(Session& session, Connection& connection) {
  const SegmentSpec spec = plain_ack();
  std::vector<std::string> warnings;
  const auto failed =
      judge(session, connection, spec, Demand{false, false, true, false, true}, nullptr, warnings);
  if (!failed) return tl::unexpected(failed.error());
  if (*failed) return false;
  const auto& segment = std::get<Segment>(session.queues[connection.queue].front().packet);
  if (connection.model.last_ack() && !segment.ack.after(*connection.model.last_ack())) return false;
  take_front(session, connection, false, true, "");
  return true;
}

Progress<void> judge_the_rest(Session& session) {
  const LabFacts& facts = session.lab.facts();
  if (auto drained = session.drain(); !drained) return drained;
  if (!facts.answers_inside_send) {
    const Instant end = session.lab.now() + facts.round_trip + 2ms;
    while (session.lab.now() < end)
      if (auto slept = session.sleep_until(end); !slept) return slept;
  }
  if (auto looked = session.look_at_calls(); !looked) return looked;
  for (size_t queue = 0; queue < session.queues.size(); ++queue) {
    while (!session.queues[queue].empty()) {
      bool fine = false;
      for (Connection& connection : session.connections) {
        if (connection.queue != queue || fine) continue;
        const Progress<bool> taken = owed(session, connection);
        if (!taken) return tl::unexpected(taken.error());
        fine = *taken;
      }
      if (fine) continue;
      const Progress<bool> spare = spared(session, queue);
      if (!spare) return tl::unexpected(spare.error());
      if (*spare) continue;
      for (Connection& connection : session.connections)
        if (connection.queue == queue)
          return tl::unexpected<RunEnd>(unexpected(session, connection, session.queues[queue].front(),
                                                   "and no step took it (at the end)"));
    }
  }
  if (std::optional<Failure> left = unfinished_calls(session))
    return tl::unexpected<RunEnd>(std::move(*left));
  return {};
}

Progress<void> carry_out(Session& session, Scope& scope) {
  const Scenario& scenario = *session.run.scenario;
  if (auto made = make_connections(session, scenario, scope); !made) return made;
  for (const Prelude& prelude : scenario.preludes)
    if (auto done = run_prelude(session, *prelude.scenario, scope.connections.at(prelude.connection)); !done)
      return done;
  if (auto done = run_steps(session, scenario.steps); !done) return done;
  return judge_the_rest(session);
}

void finish_trace(Session& session) {
  Trace& trace = session.trace;
  const LabFacts& facts = session.lab.facts();
  trace.end = session.lab.now();
  trace.peer = to_string(facts.peer);
  trace.target = to_string(facts.target);
  trace.target_stack = facts.stack;
  trace.target_release = facts.release;
  trace.tick = facts.tick;
  trace.lab = facts.settings;
  // Segments that no step took get numbers relative to their connection all the same.
  for (Event& event : trace.events) {
    auto* segment = std::get_if<SegmentEvent>(&event.what);
    if (segment == nullptr || segment->direction != Direction::arrived || segment->step >= 0) continue;
    for (const Connection& connection : session.connections)
      if (connection.name == segment->connection && segment->connection != "?")
        segment->text = to_text(segment->packet, base_of(connection, segment->packet));
  }
  std::stable_sort(trace.events.begin(), trace.events.end(),
                   [](const Event& a, const Event& b) { return a.time < b.time; });
}

// Marks the packet that the run failed over.
void mark_refused(Session& session, const Failure& failure) {
  if (failure.event) std::get<SegmentEvent>(session.trace.events[*failure.event].what).refused = failure.step;
}

std::optional<size_t> refused_event(const Trace& trace) {
  for (size_t i = 0; i < trace.events.size(); ++i)
    if (const auto* segment = std::get_if<SegmentEvent>(&trace.events[i].what))
      if (segment->refused >= 0) return i;
  return std::nullopt;
}

void conclude(RunResult& result, Session& session, const Progress<void>& end) {
  if (end) {
    result.verdict = session.warnings.empty() ? Verdict::pass : Verdict::warn;
    if (!session.warnings.empty()) result.reason = session.warnings.front();
    return;
  }
  if (const auto* trouble = std::get_if<Trouble>(&end.error())) {
    result.verdict = trouble->skip ? Verdict::skip : Verdict::error;
    result.reason = trouble->what;
    if (session.current != nullptr) {
      result.failure = session.failure(trouble->what);
    }
    return;
  }
  if (std::holds_alternative<Interrupted>(end.error())) {
    result.verdict = Verdict::error;
    result.interrupted = true;
    result.reason = "interrupted";
    if (session.current != nullptr) result.failure = session.failure("was under way");
    return;
  }
  result.verdict = Verdict::fail;
  result.failure = std::get<Failure>(end.error());
  result.failure->event = refused_event(session.trace);
  result.reason = result.failure->summary;
  if (result.failure->interval) session.trace.intervals.push_back(*result.failure->interval);
}

}  // namespace

RunResult run_in_lab(const PlannedRun& run, Lab& lab, uint64_t seed, RunObserver* observer) {
  RunResult result;
  result.run = run;
  try {
    Session session(run, lab, seed);
    session.observer = observer;
    Scope scope;
    scope.scenario = run.scenario.get();
    session.scope = &scope;
    const Progress<void> end = carry_out(session, scope);
    result.stalled = session.stalls.stalled();
    if (result.stalled)
      session.note(fmt::format("the tester stalled for {} ms", session.stalls.worst() / 1ms));
    if (!end)
      if (const auto* failure = std::get_if<Failure>(&end.error())) mark_refused(session, *failure);
    finish_trace(session);
    conclude(result, session, end);
    result.not_observed = session.not_observed;
    result.elapsed = session.trace.end - session.trace.begin;
    result.overhead = std::max(Duration::zero(), result.elapsed - session.waited);
    result.trace = std::move(session.trace);
    judge_known(result, *run.scenario, run.covers_only_advice);
  } catch (const std::exception& wrong) {
    result.verdict = Verdict::error;
    result.reason = fmt::format("a bug of Shakedown's: {}", wrong.what());
  }
  return result;
}

}  // namespace shakedown
