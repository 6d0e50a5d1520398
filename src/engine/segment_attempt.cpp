// Waiting for one segment of one connection.
#include <fmt/format.h>

#include "engine/expect.h"
#include "shakedown/parse.h"

namespace shakedown {

namespace {

class SegmentAttempt : public Attempt {
 public:
  SegmentAttempt(size_t connection, size_t queue, SegmentWait wait, StepIndex index)
      : connection_(connection), queue_(queue), wait_(std::move(wait)), index_(index) {}

  Progress<Poll> poll(Session& session) override {
    if (wait_.already && wait_.already(session)) return Poll::holds;
    if (session.queues[queue_].empty()) return Poll::waiting;
    Connection& connection = session.connections[connection_];
    warnings_.clear();
    Progress<std::optional<Failure>> judged =
        judge(session, connection, *wait_.spec, wait_.demand, &wait_.times, warnings_);
    if (!judged) return tl::unexpected(judged.error());
    if (!*judged && !wait_.also) return Poll::holds;
    if (!*judged) {
      const Segment segment = std::get<Segment>(session.queues[queue_].front().packet);
      const std::vector<FieldRow> rows = wait_.also(session, connection, segment);
      if (rows.empty()) return Poll::holds;
      Failure failed = session.failure(mismatch(rows[0]));
      failed.expected_text = wait_.spec->text;
      const Waiting& front = session.queues[queue_].front();
      failed.received_text = to_text(front.packet, base_of(connection, front.packet));
      failed.event = front.event;
      failed.rows = rows;
      const bool pure = segment.flags == Flags{}.with(Flag::ack) && segment.payload.empty();
      failed.time_or_repeat = pure || rows[0].field == "time" || connection.model.overlaps_old(segment);
      *judged = std::move(failed);
    }
    rejection = std::move(**judged);
    mark(rejection);
    for (const FieldRow& row : rejection.rows)
      if (row.field == "time" && row.differs)
        rejection.interval = interval_of(wait_.times, index_, session.queues[queue_].front().time);
    differences = 0;
    for (const FieldRow& row : rejection.rows) differences += row.differs ? 1 : 0;
    return Poll::rejects;
  }

  Progress<void> take(Session& session) override {
    if (wait_.instead) return wait_.instead(session);
    const StepIndex before = session.step;
    session.step = index_;
    record_interval(session, wait_.times, index_, session.queues[queue_].front().time);
    take_front(session, session.connections[connection_], wait_.demand.unseen, false, wait_.name);
    session.step = before;
    note_warnings(session, warnings_, wait_.spec->span, index_);
    return {};
  }

  Instant deadline() const override { return wait_.times.latest; }

  Failure late(Session& session) override {
    Connection& connection = session.connections[connection_];
    Session::catch_up(connection, session.lab.now());
    Failure failed =
        session.failure(fmt::format("no segment came within {}", to_string_duration(wait_.times.allowed)));
    mark(failed);
    failed.expected_text = wait_.spec->text;
    if (!wait_.missing.empty()) {
      failed.expected_text = wait_.missing;
    } else if (const auto* tcp = std::get_if<TcpSpec>(&wait_.spec->what)) {
      if (Progress<Wanted> wanted = resolve(session, connection, *tcp, connection.model.its_base())) {
        wanted->again = wait_.demand.again;
        failed.expected_text = describe(*wanted, connection.model, connection.model.its_base());
      }
    }
    failed.waited = session.lab.now() - wait_.times.since;
    failed.interval = interval_of(wait_.times, index_, std::nullopt);
    failed.time_or_repeat = true;
    return failed;
  }

  std::optional<size_t> queue() const override { return queue_; }

 private:
  void mark(Failure& failed) const {
    failed.step = index_;
    if (wait_.spec->span.line > 0) failed.span = wait_.spec->span;
  }

  size_t connection_, queue_;
  SegmentWait wait_;
  StepIndex index_;
  std::vector<std::string> warnings_;
};

}  // namespace

std::unique_ptr<Attempt> make_segment_attempt(Session& session, const Connection& connection,
                                              SegmentWait wait, StepIndex index) {
  return std::make_unique<SegmentAttempt>(session.index_of(connection), connection.queue, std::move(wait),
                                          index);
}

Progress<Segment> wait_segment(Session& session, const Connection& connection, SegmentWait wait,
                               StepIndex index) {
  std::vector<std::unique_ptr<Attempt>> one;
  one.push_back(make_segment_attempt(session, connection, std::move(wait), index));
  const Progress<size_t> held = wait_for(session, one);
  if (!held) return tl::unexpected(held.error());
  return session.last_taken;
}

Progress<std::unique_ptr<Attempt>> make_expect_attempt(Session& session, const Step& step, StepIndex index) {
  const auto& expect = std::get<ExpectStep>(step.what);
  const Connection& connection = session.connection_of(step);
  const auto* tcp = std::get_if<TcpSpec>(&expect.segment.what);
  const Duration normal =
      tcp == nullptr ? Duration(150ms) : default_within(session, connection, *tcp, expect.again);
  const Progress<Times> times = times_of(session, connection, expect.after, expect.within, normal);
  if (!times) return tl::unexpected(times.error());
  SegmentWait wait{&expect.segment, Demand{expect.again, expect.unseen}, *times, expect.as, "", {}, {}, {}};
  return make_segment_attempt(session, connection, std::move(wait), index);
}

Progress<std::unique_ptr<Attempt>> make_optional_attempt(Session& session, const Step& step,
                                                         StepIndex index) {
  const auto* expect = std::get_if<ExpectStep>(&step.what);
  if (expect == nullptr) return make_attempt(session, step, index);
  // For as long as the step behind it waits.
  const Connection& connection = session.connection_of(step);
  const Progress<Times> times = times_of(session, connection, expect->after, expect->within, 24h);
  if (!times) return tl::unexpected(times.error());
  SegmentWait wait{
      &expect->segment, Demand{expect->again, expect->unseen}, *times, expect->as, "", {}, {}, {}};
  return make_segment_attempt(session, connection, std::move(wait), index);
}

}  // namespace shakedown
