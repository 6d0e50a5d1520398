// Arrivals that the step under way does not take: an `optional` or an `allow` may.
#include <utility>

#include "engine/expect.h"
#include "engine/steps.h"

namespace shakedown {

namespace {

// The first step of what is left takes the front; then what it has behind it that waits for no segment is
// done.
Progress<void> take_part(Session& session, Attempt& attempt, std::vector<const Step*>& left) {
  const StepIndex index = session.step;
  const Step* const current = session.current;
  // Nothing is optional meanwhile.
  auto others = std::exchange(session.optionals, {});
  left.erase(left.begin());
  Progress<void> done = attempt.take(session);
  while (done && !left.empty() && !takes_segments(*left.front())) {
    done = run_step(session, *left.front());
    left.erase(left.begin());
  }
  session.optionals = std::move(others);
  session.step = index;
  session.current = current;
  return done;
}

Progress<bool> take_optional(Session& session, size_t queue) {
  for (size_t i = 0; i < session.optionals.size(); ++i) {
    std::vector<const Step*> left = session.optionals[i];
    if (left.empty() || !takes_segments(*left.front())) continue;
    Progress<std::unique_ptr<Attempt>> attempt = make_optional_attempt(session, *left.front(), session.step);
    if (!attempt) return tl::unexpected(attempt.error());
    if ((*attempt)->queue() != queue) continue;
    const Progress<Attempt::Poll> poll = (*attempt)->poll(session);
    if (!poll) return tl::unexpected(poll.error());
    if (*poll != Attempt::Poll::holds) continue;
    auto& event = std::get<SegmentEvent>(session.trace.events[session.queues[queue].front().event].what);
    event.allowed = true;
    if (auto done = take_part(session, **attempt, left); !done) return tl::unexpected(done.error());
    // What stood before it is passed over for good.
    session.optionals.erase(session.optionals.begin(),
                            session.optionals.begin() + static_cast<std::ptrdiff_t>(i));
    session.optionals.front() = std::move(left);
    return true;
  }
  return false;
}

// What `again` is for this segment: old octets, or a probe, anywhere; right in all else.
std::optional<SegmentSpec> repeat_like(const Segment& segment) {
  const Flags flags = segment.flags.without(Flag::psh);
  const Flags rest = flags.without(Flag::ack).without(Flag::syn).without(Flag::fin);
  if (rest.bits != 0 || (!flags.has(Flag::ack) && !flags.has(Flag::syn))) return std::nullopt;
  SegmentSpec spec;
  TcpSpec tcp;
  tcp.flags = flags;
  if (!flags.has(Flag::syn)) tcp.fields.push_back({Field::seq, Comparison::any, {}, std::nullopt, {}});
  spec.what = std::move(tcp);
  spec.text = to_string(flags);
  return spec;
}

Progress<bool> take_allowed(Session& session, Connection& connection, const Session::Allowance& allowance) {
  const Waiting& front = session.queues[connection.queue].front();
  const auto* segment = std::get_if<Segment>(&front.packet);
  std::optional<SegmentSpec> spec = allowance.segment;
  const bool again = !spec;
  if (again && segment != nullptr) spec = repeat_like(*segment);
  if (!spec) return false;
  Demand demand;
  demand.again = again;
  demand.extra_ok = true;
  std::vector<std::string> warnings;
  const auto failed = judge(session, connection, *spec, demand, nullptr, warnings);
  if (!failed) return tl::unexpected(failed.error());
  if (*failed) return false;
  take_front(session, connection, false, true, "");
  note_warnings(session, warnings, spec->span, session.step);
  return true;
}

}  // namespace

Progress<bool> spared(Session& session, size_t queue) {
  if (session.queues[queue].empty()) return false;
  const Progress<bool> optional = take_optional(session, queue);
  if (!optional || *optional) return optional;
  const Instant time = session.queues[queue].front().time;
  for (size_t c = 0; c < session.connections.size(); ++c) {
    if (session.connections[c].queue != queue) continue;
    for (const Session::Allowance& allowance : session.allowances) {
      if (allowance.connection.value_or(c) != c) continue;
      if (time < allowance.from || (allowance.until && time >= *allowance.until)) continue;
      const Progress<bool> taken = take_allowed(session, session.connections[c], allowance);
      if (!taken || *taken) return taken;
    }
  }
  return false;
}

}  // namespace shakedown
