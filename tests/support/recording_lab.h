#pragma once
// A lab that notes what passes through it, so that the run can be replayed without a kernel.

#include <map>
#include <memory>

#include "support/recording.h"

namespace shakedown::test {

class RecordingLab : public Lab, private Link, private Driver {
 public:
  explicit RecordingLab(Lab& inner);

  const LabFacts& facts() const override { return inner_.facts(); }
  Instant now() override;
  Link& link() override { return *this; }
  Driver& driver() override { return *this; }
  bool wait(Instant deadline, std::span<const CallRef> calls) override;
  Duration clock_step() override { return inner_.clock_step(); }
  bool stopping() override { return inner_.stopping(); }

  // What was noted, in order of time; run_id and seed are the caller's to fill in.
  Recording recording() const;

 private:
  Outcome<Instant> send(std::span<const uint8_t> packet) override;
  Outcome<std::optional<Arrival>> receive() override;
  Outcome<CallRef> start(const CallRequest& request) override;
  Outcome<std::optional<CallEnd>> progress(CallRef call) override;
  void cancel(CallRef call) override { inner_.driver().cancel(call); }
  Outcome<TcpState> state(const FourTuple& tuple) override;
  Outcome<TcpState> listener_state(uint16_t port) override;
  Outcome<InfoMap> info(const FourTuple& tuple, std::optional<SocketRef> socket) override;
  Outcome<uint16_t> bound_port(SocketRef socket) override;

  void note(Instant when, std::variant<Action, Effect> what);
  // The answer to a question, noted when it is another than the last one to `key`.
  void note_answer(const std::string& key, const std::string& text, Effect effect);
  Instant since_when(const std::string& key, Duration early) const;

  Lab& inner_;
  Recording recording_;
  Instant last_action_, last_wake_;
  bool begun_ = false;
  bool woken_ = false;  // the last wait ended before its deadline
  struct Asked {
    Instant when;
    std::string text;
  };
  std::map<std::string, Asked> asked_;
};

}  // namespace shakedown::test
