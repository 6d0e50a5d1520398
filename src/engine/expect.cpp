#include "engine/expect.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/icmp.h"
#include "shakedown/parse.h"

namespace shakedown {

SegmentSpec plain_ack(const SourceSpan& span) {
  TcpSpec tcp;
  tcp.flags = Flags{}.with(Flag::ack);
  return {tcp, span, "ACK"};
}

bool is_pure_ack(const TcpSpec& spec) {
  return !spec.any && spec.flags == Flags{}.with(Flag::ack) && !spec.data && spec.find(Field::len) == nullptr;
}

std::string mismatch(const FieldRow& row) {
  const bool list = row.field == "options";
  if (list && row.expected.rfind('<', 0) != 0) return "options: " + row.expected;
  if (row.expected.rfind("not ", 0) == 0)
    return fmt::format("{} is {}, which it must not be", row.field, row.received);
  return fmt::format("{} {} {}, not {}", row.field, list || row.field == "flags" ? "are" : "is", row.received,
                     row.expected);
}

namespace {

bool is_pure_ack(const Segment& segment) {
  return segment.flags == Flags{}.with(Flag::ack) && segment.payload.empty();
}

std::string summarize(const std::vector<FieldRow>& rows) {
  std::string text;
  for (const FieldRow& row : rows) {
    if (!row.differs) continue;
    if (!text.empty()) text += "; ";
    text += mismatch(row);
  }
  return text;
}

}  // namespace

Duration default_within(const Session& session, const Connection& connection, const TcpSpec& spec,
                        bool again) {
  if (again) return 3s;
  if (is_pure_ack(spec)) return 500ms;
  const bool sack =
      connection.model.sack() || (!connection.not_modelled.empty() && session.model_now(connection).sack());
  const bool quick = session.run.scenario->lab.rto_min.has_value() || sack;
  return session.lab.facts().local && quick ? Duration(3ms) : Duration(150ms);
}

namespace {

// As the model stands.
Progress<std::optional<Failure>> judge_now(Session& session, Connection& connection, const SegmentSpec& spec,
                                           const Demand& demand, const Times* times,
                                           std::vector<std::string>& warnings) {
  const Waiting& front = session.queues[connection.queue].front();
  const auto* segment = std::get_if<Segment>(&front.packet);
  const auto* tcp = std::get_if<TcpSpec>(&spec.what);
  if (tcp == nullptr || segment == nullptr) return judge_icmp(session, spec, front, times);
  Progress<Wanted> wanted = resolve(session, connection, *tcp, its_base_for(connection, *segment));
  if (!wanted) return tl::unexpected(wanted.error());
  wanted->again = demand.again;
  wanted->zero_window_ok = demand.zero_window_ok;
  wanted->free_length = demand.free_length;
  SegmentComparison comparison = compare(*wanted, connection.model, *segment);
  const bool pure = is_pure_ack(*segment);
  bool about_time = comparison.repeated || pure;
  if (!demand.again && !demand.extra_ok && pure && connection.first_cause &&
      front.time < *connection.first_cause) {
    comparison.rows.push_back({"answers", "a send of ours", "nothing: it is an extra one", true});
    about_time = true;
  }
  if (times != nullptr) {
    FieldRow row = time_row(*times, front.time);
    about_time = about_time || row.differs;
    if (times->bounds || row.differs) comparison.rows.push_back(std::move(row));
  }
  if (comparison.matches()) {
    warnings = comparison.warnings;
    return std::optional<Failure>();
  }
  Failure failed = session.failure(summarize(comparison.rows));
  failed.expected_text = describe(*wanted, connection.model, its_base_for(connection, *segment));
  failed.received_text = to_text(*segment, base_of(connection, front.packet));
  failed.event = front.event;
  failed.rows = std::move(comparison.rows);
  failed.time_or_repeat = about_time;
  if (times != nullptr) failed.waited = std::max(Duration::zero(), front.time - times->since);
  return std::optional<Failure>(std::move(failed));
}

}  // namespace

// What comes while a send of ours is under way nearly always answers it. But a target that has something to
// say of what came before may say it at that very moment, by a timer of its own.
Progress<std::optional<Failure>> judge(Session& session, Connection& connection, const SegmentSpec& spec,
                                       const Demand& demand, const Times* times,
                                       std::vector<std::string>& warnings) {
  Waiting& front = session.queues[connection.queue].front();
  front.crossed = false;
  Session::catch_up_for_sure(connection, front.time);
  const bool under_way =
      !connection.not_modelled.empty() && connection.not_modelled.front().time <= front.time;
  if (!under_way || !connection.model.unanswered()) {
    Session::catch_up(connection, front.time);
    return judge_now(session, connection, spec, demand, times, warnings);
  }
  const TargetModel before = connection.model;
  const std::deque<Connection::Sent> sends = connection.not_modelled;
  Session::catch_up(connection, front.time);
  auto judged = judge_now(session, connection, spec, demand, times, warnings);
  if (!judged || !*judged) return judged;
  connection.model = before;
  connection.not_modelled = sends;
  const auto without = judge_now(session, connection, spec, demand, times, warnings);
  if (!without || *without) return judged;
  front.crossed = true;
  return without;
}

void take_front(Session& session, Connection& connection, bool unseen, bool allowed,
                const std::string& name) {
  std::deque<Waiting>& queue = session.queues[connection.queue];
  const Waiting waiting = std::move(queue.front());
  queue.pop_front();
  session.take(connection, waiting, unseen, allowed, name);
}

Failure unexpected(Session& session, const Connection& connection, const Waiting& waiting,
                   const std::string& when) {
  const auto* segment = std::get_if<Segment>(&waiting.packet);
  const std::string name = connection.name.empty() ? "" : connection.name + ": ";
  const std::string text = name + to_text(waiting.packet, base_of(connection, waiting.packet));
  Failure failed = session.failure(fmt::format("{} arrived {}", text, when));
  failed.received_text = text;
  failed.event = waiting.event;
  failed.time_or_repeat =
      segment != nullptr && (connection.model.overlaps_old(*segment) || is_pure_ack(*segment));
  return failed;
}

void note_warnings(Session& session, const std::vector<std::string>& warnings, const SourceSpan& span,
                   StepIndex index) {
  for (const std::string& warning : warnings) {
    session.warnings.push_back(warning);
    if (!session.first_warning) session.first_warning = span;
    session.outcome(index, StepOutcome::warned, warning);
  }
}

}  // namespace shakedown
