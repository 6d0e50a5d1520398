#pragma once
// A target that follows a script: after the n-th thing of ours, so long later, this happens.
//
//   ScriptedLab lab;
//   lab.when(after_send(1), arrive("SYN-ACK <mss 1460>"));
//   lab.when(after_send(2), becomes(TcpState::established));
//   lab.when(after_send(2), ends(CallKind::accept, accepted()));
//   lab.when(after_call(CallKind::close), arrive("FIN-ACK"));
//   lab.when(after_send(3), arrive("ACK"), 40ms);
//
// Calls that need nothing from the network (socket, bind, listen, close, ...) end at once by themselves.

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "support/fake_lab.h"
#include "support/script_text.h"

namespace shakedown::test {

struct Trigger {
  std::optional<CallKind> call;  // none: a packet of ours
  int nth = 1;                   // 0: the beginning
  friend bool operator==(const Trigger&, const Trigger&) = default;
};
inline Trigger at_begin() { return {std::nullopt, 0}; }
inline Trigger after_send(int nth) { return {std::nullopt, nth}; }
inline Trigger after_call(CallKind kind, int nth = 1) { return {kind, nth}; }

// Makes a packet of the target's from the conversation so far.
using MakePacket = std::function<Bytes(Conversation&)>;
struct Ends {
  CallKind kind;
  int nth;
  CallEnd end;
};
struct Becomes {
  TcpState state;
};
struct Informs {
  InfoMap info;
};
using Reaction = std::variant<MakePacket, Ends, Becomes, Informs>;

Reaction arrive(const std::string& notation);
// The same, changed before its checksum is made.
Reaction arrive(const std::string& notation, std::function<void(Segment&)> change);
Reaction arrive_raw(Bytes packet);
inline Reaction ends(CallKind kind, CallEnd end, int nth = 1) { return Ends{kind, nth, std::move(end)}; }
inline Reaction becomes(TcpState state) { return Becomes{state}; }
inline Reaction informs(InfoMap info) { return Informs{std::move(info)}; }
CallEnd accepted();  // from the peer, as the last connection
CallEnd ok();
CallEnd fails(const std::string& errno_name);
CallEnd reads(const std::string& text);

class ScriptedLab : public FakeLab {
 public:
  explicit ScriptedLab(Family family = Family::v4);

  void when(Trigger trigger, Reaction reaction, Duration later = 10us);

  const std::vector<Bytes>& packets() const { return packets_; }          // that we sent
  const std::vector<CallRequest>& requests() const { return requests_; }  // calls begun
  Conversation& conversation() { return conversation_; }                  // the last one spoken in

 private:
  Outcome<Duration> on_send(std::span<const uint8_t> packet) override;
  Outcome<Duration> on_call(CallRef call, const CallRequest& request) override;
  void fire(const Trigger& trigger);
  void react(const Reaction& reaction, Instant when);
  void end_by_itself(CallRef call, const CallRequest& request);
  int calls_of(CallKind kind) const;

  struct Rule {
    Trigger trigger;
    Reaction reaction;
    Duration later;
  };
  std::vector<Rule> rules_;
  std::vector<Bytes> packets_;
  std::vector<CallRequest> requests_;
  std::vector<Ends> early_;  // ends of calls that have not begun
  Conversation conversation_;
};

}  // namespace shakedown::test
