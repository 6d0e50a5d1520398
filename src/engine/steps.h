#pragma once
// The executors of steps, by kind. Each answers the end of the run, or nothing when the step is done.

#include "engine/session.h"

namespace shakedown {

Progress<void> do_send(Session& session, const Step& step);
Progress<void> do_receive(Session& session, const Step& step);
Progress<void> do_acked(Session& session, const Step& step);
// Up to where an `acked` wants to see acknowledged.
Progress<Seq> acked_goal(Session& session, const Connection& connection, const AckedStep& acked);
Progress<void> do_backoff(Session& session, const Step& step);
Progress<void> do_silence(Session& session, Duration duration);
Progress<void> do_wait(Session& session, Duration duration);
Progress<void> do_allow(Session& session, const Step& step);
Progress<void> do_info(Session& session, const Step& step);
Progress<void> do_check(Session& session, const Step& step);
Progress<void> do_any_order(Session& session, const Step& step);
Progress<void> do_one_of(Session& session, const Step& step, StepIndex index);
Progress<void> do_repeat(Session& session, const Step& step);
Progress<void> do_target(Session& session, const Step& step, StepIndex index);

// Fills in, sends (or loses) and records one segment.
Progress<void> send_segment(Session& session, Connection& connection, const TcpSpec& spec, bool lost,
                            const std::string& name);

}  // namespace shakedown
