#include "report/json_run_read.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "report/json_packet.h"
#include "report/style.h"
#include "report/words.h"

namespace shakedown {

namespace {

constexpr int64_t most = 1'000'000'000;  // of lines, rounds and the like
constexpr size_t longest_word = 40;
constexpr int64_t widest = 8192;  // line of a scenario: its caret is drawn

template <typename Value, size_t n>
Value word_of(const JsonFields& fields, const char* name, const std::array<Value, n>& values) {
  const std::string word = fields.text(name);
  for (const Value value : values)
    if (to_string(value) == word) return value;
  fields.complain(
      name, fmt::format("is `{}`, and no such word is known", head_of(printable(word, true), longest_word)));
  return values.front();
}

Verdict verdict_of(const JsonFields& fields) {
  constexpr std::array all{Verdict::pass,  Verdict::fail, Verdict::warn,
                           Verdict::known, Verdict::skip, Verdict::error};
  return word_of(fields, "verdict", all);
}

TcpState state_of(const JsonFields& fields) {
  constexpr std::array all{TcpState::closed,       TcpState::listen,      TcpState::syn_sent,
                           TcpState::syn_received, TcpState::established, TcpState::fin_wait_1,
                           TcpState::fin_wait_2,   TcpState::close_wait,  TcpState::closing,
                           TcpState::last_ack,     TcpState::time_wait};
  return word_of(fields, "state", all);
}

StepOutcome outcome_of(const JsonFields& fields) {
  constexpr std::array all{StepOutcome::passed, StepOutcome::failed, StepOutcome::warned,
                           StepOutcome::not_observed};
  return word_of(fields, "outcome", all);
}

Direction direction_of(const JsonFields& fields) {
  const std::string word = fields.text("direction");
  if (word == "lost") return Direction::lost;
  if (word == "arrived") return Direction::arrived;
  if (word != "sent") fields.complain("direction", "is neither sent, lost nor arrived");
  return Direction::sent;
}

SourceSpan span_of(const JsonFields& fields) {
  SourceSpan span;
  span.file = fields.text("file");
  span.line = static_cast<int>(fields.number("line", 0, most));
  span.column = static_cast<int>(fields.number("column", 0, widest));
  span.width = static_cast<int>(fields.number("width", 0, widest, 1));
  return span;
}

SegmentEvent segment_of(const JsonFields& fields, size_t steps) {
  SegmentEvent event;
  event.direction = direction_of(fields);
  event.raw = fields.octets("raw");
  event.connection = fields.text("connection");
  event.name = fields.text("name");
  event.text = fields.text("text");
  event.step = fields.index("step", steps);
  event.refused = fields.index("refused", steps);
  event.unseen = fields.flag("unseen");
  event.allowed = fields.flag("allowed");
  // The octets are the truth; what they do not tell (a fragment's, say) does the packet beside them.
  event.packet = read_packet(event.raw);
  const auto packet = fields.object("packet");
  if (packet && std::holds_alternative<Undecoded>(event.packet)) event.packet = packet_of(*packet);
  for (const JsonFields& fragment : fields.objects("fragments"))
    event.fragments.push_back({fragment.nanoseconds("timestamp_ns"), fragment.octets("raw")});
  return event;
}

Event event_of(const JsonFields& fields, size_t steps) {
  Event event{fields.nanoseconds("timestamp_ns"), NoteEvent{}};
  const std::string kind = fields.text("kind");
  const StepIndex step = fields.index("step", steps);
  if (kind == "segment")
    event.what = segment_of(fields, steps);
  else if (kind == "call")
    event.what = CallEvent{fields.text("text"), fields.text("socket"), fields.text("outcome"), step};
  else if (kind == "state")
    event.what = StateEvent{fields.text("connection"), state_of(fields), step};
  else if (kind == "info")
    event.what = InfoEvent{fields.text("connection"), fields.text("field"), fields.text("value"), step};
  else if (kind == "step")
    event.what = StepEvent{step, outcome_of(fields), fields.text("detail")};
  else if (kind == "note")
    event.what = NoteEvent{fields.text("text")};
  else
    fields.complain("kind", "is no event's");
  return event;
}

Failure failure_of(const JsonFields& fields, const Trace& trace) {
  Failure failure;
  failure.step = fields.index("step", trace.steps.size());
  failure.span = span_of(fields);
  failure.summary = fields.text("summary");
  failure.expected_text = fields.text("expected");
  failure.received_text = fields.text("received");
  for (const JsonFields& row : fields.objects("rows"))
    failure.rows.push_back(
        {row.text("field"), row.text("expected"), row.text("received"), row.flag("differs")});
  if (fields.find("waited_seconds") != nullptr) failure.waited = fields.seconds("waited_seconds");
  if (!trace.events.empty())
    if (const int event = fields.index("event", trace.events.size()); event >= 0)
      failure.event = static_cast<size_t>(event);
  return failure;
}

Interval interval_of(const JsonFields& fields, const Trace& trace) {
  Interval interval;
  interval.step = fields.index("step", trace.steps.size());
  interval.since = trace.begin + fields.seconds("since", true);
  interval.low = fields.seconds("low", true);
  interval.high = fields.seconds("high", true);
  if (fields.find("expected") != nullptr) interval.expected = fields.seconds("expected", true);
  if (fields.find("measured") != nullptr) interval.came = interval.since + fields.seconds("measured", true);
  return interval;
}

Trace trace_of(const JsonFields& fields) {
  Trace trace;
  trace.begin = fields.nanoseconds("begin_ns");
  trace.end = fields.nanoseconds("end_ns");
  trace.peer = fields.text("peer");
  trace.target = fields.text("target");
  trace.lab = fields.settings("lab");
  trace.target_release = fields.text("target_release");
  trace.tick = fields.seconds("target_tick");
  for (const JsonFields& step : fields.objects("steps"))
    trace.steps.push_back({span_of(step), step.text("text"), step.text("source"), step.text("prelude")});
  for (const JsonFields& event : fields.objects("trace"))
    trace.events.push_back(event_of(event, trace.steps.size()));
  // Reports of early releases know when each event was, but not when the run began.
  if (fields.find("begin_ns") == nullptr && !trace.events.empty())
    trace.begin =
        std::max(Instant{}, trace.events.front().time - fields.objects("trace").front().seconds("time"));
  for (const JsonFields& interval : fields.objects("intervals"))
    trace.intervals.push_back(interval_of(interval, trace));
  return trace;
}

// The scenario's own file, and those of preludes that steps stand in.
void add_sources(Scenario& scenario, const JsonFields& fields, Sources& sources) {
  std::set<std::string> known{scenario.file};
  const auto add_prelude = [&](const std::string& file) {
    const auto found = sources.find(file);
    if (found == sources.end() || !known.insert(file).second) return;
    auto prelude = std::make_shared<Scenario>();
    prelude->file = file;
    prelude->source = found->second;
    scenario.preludes.push_back({"", std::move(prelude)});
  };
  const auto told = fields.settings("sources");
  for (const auto& [file, text] : told) sources[file] = std::make_shared<const std::string>(text);
  if (const auto own = sources.find(scenario.file); own != sources.end()) scenario.source = own->second;
  for (const auto& [file, text] : told) add_prelude(file);
  for (const JsonFields& step : fields.objects("steps")) add_prelude(step.text("file"));
}

PlannedRun planned_of(const JsonFields& fields, Sources& sources) {
  PlannedRun run;
  run.id = fields.text("id");
  run.run_id = fields.text("run");
  if (run.run_id.empty()) fields.complain("run", "is missing");
  run.family = fields.number("family", 4, 6, 4) == 6 ? Family::v6 : Family::v4;
  run.variant = fields.settings("variant");
  auto scenario = std::make_shared<Scenario>();
  scenario->name = fields.text("name");
  scenario->about = fields.text("about");
  scenario->file = fields.text("file");
  scenario->covers = fields.texts("covers");
  scenario->tags = fields.texts("tags");
  add_sources(*scenario, fields, sources);
  run.scenario = std::move(scenario);
  return run;
}

}  // namespace

RunResult run_of(const JsonFields& fields, Sources& sources) {
  RunResult run;
  run.run = planned_of(fields, sources);
  run.verdict = verdict_of(fields);
  run.reason = fields.text("reason");
  run.attempts = static_cast<int>(fields.number("attempts", 0, most, 1));
  run.repeat = static_cast<int>(fields.number("repeat", 0, most));
  run.not_observed = static_cast<int>(fields.number("not_observed", 0, most));
  run.stalled = fields.flag("stalled");
  run.interrupted = fields.flag("interrupted");
  run.elapsed = fields.seconds("seconds");
  run.overhead = fields.seconds("overhead_seconds");
  if (fields.find("seed") != nullptr)
    run.seed = static_cast<uint64_t>(fields.number("seed", 0, int64_t{1} << 53));
  run.trace = trace_of(fields);
  if (const auto failure = fields.object("failure")) run.failure = failure_of(*failure, run.trace);
  return run;
}

}  // namespace shakedown
