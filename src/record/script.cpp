#include "record/script.h"

#include <fmt/format.h>

#include <algorithm>

#include "record/script_writer.h"

namespace shakedown {
namespace {

bool before(uint32_t a, uint32_t b) { return Seq(a).before(Seq(b)); }

}  // namespace

std::string duration_text(Duration duration) {
  const auto milliseconds = std::chrono::round<std::chrono::milliseconds>(duration).count();
  if (milliseconds >= 1000 && milliseconds % 1000 == 0) return fmt::format("{}s", milliseconds / 1000);
  return fmt::format("{}ms", std::max<int64_t>(milliseconds, 1));
}

// A wait that is somebody's; the time of this turn is now.
void ScriptWriter::pass_time(const Turn& turn) {
  if (turn.time - last_ >= pause) step("wait", duration_text(turn.time - last_));
  last_ = std::max(last_, turn.time);
}

// How long a timer of the target's took, within what kernels and networks differ by.
std::string ScriptWriter::timer(const Turn& turn) {
  constexpr Duration least = 20ms;
  const Duration took = turn.time - last_;
  last_ = std::max(last_, turn.time);
  return took < least ? "" : fmt::format(" after {} ±50%", duration_text(took));
}

void ScriptWriter::begin() {
  const Terms& terms = dialogue_.terms;
  if (!dialogue_.target_is_server()) {
    call("connect");
  } else if (terms.answered) {
    constexpr uint16_t usual = 8080;
    const uint16_t port = dialogue_.stream.server.port;
    if (port != usual) call(fmt::format("bind {}", port));
    call("listen");
  }
}

// What the application must have set before, once it has the connection.
void ScriptWriter::connected() {
  connected_ = true;
  if (application_.no_delay) call("setsockopt TCP_NODELAY 1");
  if (const auto& alive = application_.keep_alive) {
    const auto seconds = [](Duration time) {
      return std::max<int64_t>(1, std::chrono::round<std::chrono::seconds>(time).count());
    };
    call("setsockopt SO_KEEPALIVE 1");
    call(fmt::format("setsockopt TCP_KEEPIDLE {}", seconds(alive->idle)));
    if (alive->interval > Duration{})
      call(fmt::format("setsockopt TCP_KEEPINTVL {}", seconds(alive->interval)));
    if (alive->unanswered > 0) call(fmt::format("setsockopt TCP_KEEPCNT {}", alive->unanswered));
  }
  for (const Turn& turn : dialogue_.turns)
    if (turn.ours && turn.has(Flag::urg)) {
      call("setsockopt SO_OOBINLINE 1");
      break;
    }
  free_acks_at_ = script_.steps.size();
}

// Octets that have reached the target's application one behind the other.
void ScriptWriter::deliver(const Turn& turn) {
  if (!turn.has(Flag::ack) || turn.seq == 0 || turn.data_end() < turn.seq) return;
  arrived_[turn.seq] = std::max(arrived_[turn.seq], turn.data_end());
  if (turn.has(Flag::fin)) fin_ = turn.data_end();
  while (!arrived_.empty() && arrived_.begin()->first <= arrived_to_) {
    arrived_to_ = std::max(arrived_to_, arrived_.begin()->second);
    arrived_.erase(arrived_.begin());
  }
}

void ScriptWriter::read_all() {
  constexpr uint32_t line = 250;  // octets of text that still make a readable line
  if (!connected_ || closed_ || gone_) return;
  const bool several = application_.our_text && arrived_to_ - read_to_ > line;
  while (read_to_ < arrived_to_) {
    const uint32_t count =
        application_.our_text ? std::min(arrived_to_ - read_to_, line) : arrived_to_ - read_to_;
    if (application_.our_text)
      call(fmt::format("read{} = {}", several ? fmt::format(" {}", count) : "",
                       octets_text(std::span(our_stream_).subspan(read_to_ - 1, count))));
    else
      call(fmt::format("read {}", count));
    read_to_ += count;
  }
  if (fin_ == arrived_to_ && !end_read_) {
    call("read = eof");
    end_read_ = true;
  }
}

// TIME-WAIT takes as long as it takes; the capture shows only that it was over.
bool ScriptWriter::time_wait_is_over(size_t index) const {
  constexpr Duration least = 30s;
  const std::vector<Turn>& turns = dialogue_.turns;
  if (!closed_ || !fin_ || turns[index].time - last_ < least || index + 1 >= turns.size()) return false;
  const Turn& answer = turns[index + 1];
  return !answer.ours && answer.has(Flag::rst) && !answer.has(Flag::ack);
}

void ScriptWriter::ours(size_t index) {
  const Turn& turn = dialogue_.turns[index];
  if (turn.has(Flag::rst) || turn.time - last_ >= pause) read_all();
  if (time_wait_is_over(index)) {
    const auto patience = std::chrono::ceil<std::chrono::seconds>((turn.time - last_) * 3 / 2);
    step("state", fmt::format("CLOSED within {}s", patience.count()));
    last_ = turn.time;
    script_.needs_state = true;
  }
  pass_time(turn);
  step(turn.lost ? "lose" : "send", our_lines_.line(turn));
  const bool plain = turn.segment.seq_length() == 0 && turn.seq == our_end_;
  if (before(our_end_, turn.seq_end())) our_end_ = turn.seq_end();
  if (turn.lost || !turn.segment.checksum_good) return;
  if (!plain && !turn.has(Flag::rst)) ++unanswered_;
  if (turn.has(Flag::rst)) {
    gone_ = true;
    if (!dialogue_.target_is_server() && !connected_) call("connect = ECONNREFUSED");
    if (!dialogue_.target_is_server()) connected_ = true;
    return;
  }
  deliver(turn);
  const bool opens =
      dialogue_.target_is_server() && !connected_ && dialogue_.terms.answered && target_end_ > 0;
  if (!opens || !turn.has(Flag::ack) || turn.ack == 0) return;
  call("accept = ok");
  connected();
}

// Octets that are not written out.
void ScriptWriter::note_payload(End end) {
  const bool ours = end == dialogue_.we;
  if (ours ? application_.our_text : application_.target_text) return;
  for (const Turn& turn : dialogue_.turns) {
    const Bytes& payload = turn.segment.payload;
    if (turn.ours != ours || payload == pattern(turn.seq - 1, payload.size())) continue;
    script_.notes.push_back(
        fmt::format("what the {} said: as many octets of the pattern stand for it", to_string(end)));
    return;
  }
}

void ScriptWriter::end() {
  read_all();
  if (!dialogue_.target_is_server() && !connected_) call("connect = pending");
  if (!free_acks_) return;
  const auto at = script_.steps.begin() + static_cast<ptrdiff_t>(free_acks_at_);
  script_.steps.insert(at, {"allow", "ACK", "a window is updated when the kernel likes"});
  script_.notes.emplace_back("updates of the window that answered nothing");
}

void ScriptWriter::sysctls() {
  const Turn* ours = nullptr;
  const Turn* target = nullptr;
  for (const Turn& turn : dialogue_.turns) {
    if (!turn.has(Flag::syn)) continue;
    const Turn*& first = turn.ours ? ours : target;
    if (first == nullptr) first = &turn;
  }
  if (target == nullptr) return;
  // A target that was asked last answers what it was offered; one that asks first offers what it has.
  const auto refused = [&]<typename T>(const T*, const char* name) {
    const bool offered = !dialogue_.target_is_server() || (ours != nullptr && ours->segment.find<T>());
    if (offered && !target->segment.find<T>()) script_.sysctls.emplace_back(name, "0");
  };
  refused(static_cast<const SackPermittedOption*>(nullptr), "net.ipv4.tcp_sack");
  refused(static_cast<const TimestampsOption*>(nullptr), "net.ipv4.tcp_timestamps");
  refused(static_cast<const WindowScaleOption*>(nullptr), "net.ipv4.tcp_window_scaling");
  const bool asked = ours != nullptr && ours->has(Flag::ece);
  if (!dialogue_.target_is_server() && target->has(Flag::ece))
    script_.sysctls.emplace_back("net.ipv4.tcp_ecn", "1");
  if (dialogue_.target_is_server() && asked && !target->has(Flag::ece))
    script_.sysctls.emplace_back("net.ipv4.tcp_ecn", "0");
}

tl::expected<Script, std::string> ScriptWriter::write() {
  script_.notes = dialogue_.notes;
  note_payload(End::client);
  note_payload(End::server);
  sysctls();
  begin();
  for (size_t at = 0; at < dialogue_.turns.size() && trouble_.empty();) {
    constexpr Duration longest = 12h;  // half of what a scenario may wait for
    if (script_.steps.size() > most_steps)
      refuse(dialogue_.turns[at], fmt::format("more than {} steps up to here", most_steps));
    else if (dialogue_.turns[at].time - last_ > longest)
      refuse(dialogue_.turns[at], "comes more than 12 hours behind the one before it");
    else if (dialogue_.turns[at].ours)
      ours(at++);
    else
      at = target(at);
  }
  if (!trouble_.empty()) return tl::unexpected(trouble_);
  end();
  return std::move(script_);
}

tl::expected<Script, std::string> write_script(const Dialogue& dialogue) {
  return ScriptWriter(dialogue).write();
}

}  // namespace shakedown
