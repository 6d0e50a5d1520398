#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/recording_lab.h"
#include "support/replay_lab.h"
#include "support/scripted_lab.h"

using namespace shakedown;
using namespace shakedown::test;

namespace {

Bytes packet_of(const Lab& lab, Flags flags, uint32_t seq) {
  Segment segment;
  segment.ip.source = lab.facts().peer;
  segment.ip.destination = lab.facts().target;
  segment.source_port = 40000;
  segment.destination_port = 8080;
  segment.seq = Seq(seq);
  segment.flags = flags;
  return craft(segment).at(0);
}

void script(ScriptedLab& lab) {
  lab.when(after_send(1), arrive("SYN-ACK <mss 1460>"));
  lab.when(after_send(1), becomes(TcpState::syn_received));
  lab.when(after_send(1), arrive("SYN-ACK seq=0"), 1s);
  lab.when(after_send(2), ends(CallKind::accept, accepted()));
  lab.when(after_send(2), becomes(TcpState::established));
  lab.when(after_call(CallKind::read), ends(CallKind::read, reads("hello")), 250ms);
  lab.when(after_call(CallKind::error), ends(CallKind::error, fails("ETIMEDOUT")));
  lab.when(after_send(2), informs({{"retransmits", uint64_t{2}}, {"rto", Duration(200ms)}}));
}

std::string text_of(const std::optional<CallEnd>& end) {
  if (!end) return "pending";
  if (const auto* data = std::get_if<CallEnd::Data>(&end->what)) return quoted(data->octets);
  if (const auto* error = std::get_if<CallEnd::Error>(&end->what)) return errno_name(error->number);
  if (const auto* from = std::get_if<CallEnd::Accepted>(&end->what))
    return "from " + std::to_string(from->from.port);
  return "ended";
}

// A little of what an engine does, told as text with times.
class Story {
 public:
  explicit Story(Lab& lab) : lab_(lab), begin_(lab.now()) {}
  std::string tell() {
    const CallRef listen = call(CallKind::listen), accept = call(CallKind::accept);
    look(listen);
    look(accept);
    send(Flags{}.with(Flag::syn), 100);
    drain();
    state();
    wait(1500ms, {});
    drain();
    send(Flags{}.with(Flag::ack), 101);
    look(accept);
    state();
    const auto info = lab_.driver().info(tuple_, std::nullopt);
    say("info " + std::to_string(info->size()));
    const CallRef read = call(CallKind::read);
    look(read);
    wait(3s, {read});
    look(read);
    look(call(CallKind::error));
    wait(100ms, {});
    return text_;
  }

 private:
  void say(const std::string& what) {
    text_ += std::to_string((lab_.now() - begin_) / 1ms) + " ms " + what + "\n";
  }
  CallRef call(CallKind kind) {
    CallRequest request{};
    request.kind = kind;
    return lab_.driver().start(request).value();
  }
  void look(CallRef call) { say(text_of(lab_.driver().progress(call).value())); }
  void send(Flags flags, uint32_t seq) {
    REQUIRE(lab_.link().send(packet_of(lab_, flags, seq)));
    say("sent");
  }
  void drain() {
    while (const auto arrival = lab_.link().receive().value())
      say("arrived after " + std::to_string((arrival->time - begin_) / 1ms) + " ms");
  }
  void state() { say(to_string(lab_.driver().state(tuple_).value())); }
  void wait(Duration length, std::vector<CallRef> calls) {
    const Instant deadline = lab_.now() + length;
    while (lab_.now() < deadline && lab_.wait(deadline, calls) && calls.empty()) drain();
    say("woke");
  }

  Lab& lab_;
  Instant begin_;
  FourTuple tuple_{{lab_.facts().peer, 40000}, {lab_.facts().target, 8080}};
  std::string text_;
};

Recording record() {
  ScriptedLab target;
  script(target);
  RecordingLab lab(target);
  Story(lab).tell();
  Recording recording = lab.recording();
  recording.run_id = "test[4]";
  recording.seed = 77;
  return recording;
}

}  // namespace

TEST_CASE("replay: the same story, at the same times") {
  ScriptedLab target;
  script(target);
  const std::string told = Story(target).tell();
  CHECK(told ==
        "0 ms ended\n"
        "0 ms pending\n"
        "0 ms sent\n"
        "0 ms arrived after 0 ms\n"
        "0 ms SYN-RECEIVED\n"
        "1000 ms arrived after 1000 ms\n"
        "1500 ms woke\n"
        "1500 ms sent\n"
        "1500 ms from 40000\n"
        "1500 ms ESTABLISHED\n"
        "1500 ms info 2\n"
        "1500 ms pending\n"
        "1750 ms woke\n"
        "1750 ms \"hello\"\n"
        "1750 ms ETIMEDOUT\n"
        "1850 ms woke\n");

  const Recording recording = record();
  ReplayLab replay(recording);
  CHECK(Story(replay).tell() == told);
  CHECK(replay.differences().empty());

  const auto read = read_recordings("# a comment\n" + to_text(recording) + to_text(recording));
  REQUIRE_MESSAGE(read, (read ? "" : read.error()));
  REQUIRE(read->size() == 2);
  CHECK(to_text(read->at(1)) == to_text(recording));
  CHECK(read->at(1).seed == 77);
  ReplayLab again(read->at(1));
  CHECK(Story(again).tell() == told);
}

TEST_CASE("replay: what was not done draws no answer, and what is done otherwise is told") {
  const Recording recording = record();
  ReplayLab replay(recording);
  CHECK_FALSE(replay.wait(replay.now() + 60s, {}));
  REQUIRE(replay.link().send(Bytes{1, 2, 3}));
  CHECK(replay.differences() == std::vector<std::string>{"action 1 is not as recorded"});
}

TEST_CASE("replay: a file that is no recording names its line") {
  struct Row {
    std::string text, error;
  };
  const std::vector<Row> rows = {
      {"seed 1\n", "line 1: `run` comes first"},
      {"run a\nwhat 1 2\n", "line 2: unknown word `what`"},
      {"run a\n\nstate 1 k ASLEEP\n", "line 3: unknown state `ASLEEP`"},
      {"run a\nend 1 0 lost\n", "line 2: unknown end `lost`"},
  };
  for (const Row& row : rows) {
    const auto read = read_recordings(row.text);
    REQUIRE_FALSE(read);
    CHECK(read.error() == row.error);
  }
  CHECK_FALSE(read_recordings("run a\nsend x 1 00\n"));
  CHECK_FALSE(read_recordings("run a\nsend 1\n"));
}
