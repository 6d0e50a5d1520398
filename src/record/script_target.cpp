// What the target sent, as expectations.

#include <fmt/format.h>

#include <algorithm>

#include "record/script_writer.h"

namespace shakedown {
namespace {

bool before(uint32_t a, uint32_t b) { return Seq(a).before(Seq(b)); }

}  // namespace

void ScriptWriter::refuse(const Turn& turn, const std::string& why) {
  if (trouble_.empty()) trouble_ = fmt::format("packet {}: {}", turn.number, why);
}

void ScriptWriter::expect(const Turn& turn, const std::string& more) {
  step("expect", target_line(turn, application_.target_text) + more);
  last_ = std::max(last_, turn.time);
}

size_t ScriptWriter::target(size_t index) {
  const Turn& turn = dialogue_.turns[index];
  read_all();
  size_t next = index + 1;
  if (turn.has(Flag::rst)) {
    reset(turn);
    return next;
  }
  gone_ = false;
  if (turn.has(Flag::syn)) {
    syn(turn);
  } else if (target_end_ == 0) {
    refuse(turn, "a segment of the target's before its SYN");
  } else if (turn.segment.seq_length() > 0) {
    next = data(index);
  } else {
    next = bare(index);
  }
  for (size_t i = index; i < next; ++i) {
    const Turn& taken = dialogue_.turns[i];
    if (before(target_end_, taken.seq_end())) target_end_ = taken.seq_end();
    if (taken.has(Flag::ack) && before(acknowledged_, taken.ack)) acknowledged_ = taken.ack;
  }
  return next;
}

void ScriptWriter::syn(const Turn& turn) {
  const bool repeated = target_end_ > 0;
  expect(turn, repeated ? " again" + timer(turn) : "");
  unanswered_ = 0;
}

void ScriptWriter::reset(const Turn& turn) {
  const bool refused = dialogue_.target_is_server() && !dialogue_.terms.answered;
  const bool gave_up = application_.keep_alive && application_.keep_alive->unanswered > 0;
  if (turn.has(Flag::ack) && !refused && !gave_up && !closed_ && !gone_) {
    pass_time(turn);
    call("abort");
    closed_ = true;
  } else if (!turn.has(Flag::ack) && !refused && !closed_ && !gone_) {
    return refuse(turn, "a reset without ACK: the target had lost this connection, and nothing tells how");
  }
  expect(turn, gave_up ? timer(turn) : "");
  gone_ = true;
}

// An acknowledgement that came within data may come ahead of it on another day.
void ScriptWriter::own_acknowledgement(const Turn& turn) {
  if (!turn.has(Flag::ack) || !before(acknowledged_, turn.ack) || acknowledged_ == 0) return;
  script_.steps.push_back(
      {"optional", "", "by itself, or in what follows", {{"acked", std::to_string(turn.ack)}}});
}

void ScriptWriter::application_sends(const Sending& sending) {
  std::string text = fmt::format("send {}", sending.octets);
  if (application_.target_text) {
    const size_t from = std::min<size_t>(target_end_ - 1, target_stream_.size());
    const size_t count = std::min<size_t>(sending.octets, target_stream_.size() - from);
    text = "send " + octets_text(std::span(target_stream_).subspan(from, count));
  }
  call(text + (sending.closes ? " more" : ""));
}

void ScriptWriter::application_closes() {
  call(application_.shuts_down ? "shutdown write" : "close");
  closed_ = !application_.shuts_down;
}

// A hole in what came: its octets were sent in order, and either overtaken or lost on their way to us.
void ScriptWriter::missing(size_t index) {
  const std::vector<Turn>& turns = dialogue_.turns;
  const Turn& behind = turns[index];
  const Duration overtaken = std::max<Duration>(3ms, dialogue_.way * 4 / 5);
  constexpr uint32_t most = uint32_t{1} << 20, least = 256;
  const bool known = !application_.target_text || behind.seq <= target_stream_.size() + 1;
  if (behind.seq - target_end_ > most || !known)
    return refuse(behind, "too much of what the target sent before is not in the capture");
  while (before(target_end_, behind.seq)) {
    const auto filled =
        std::find_if(turns.begin() + static_cast<ptrdiff_t>(index), turns.end(), [&](const Turn& t) {
          return !t.ours && t.segment.seq_length() > 0 && !before(target_end_, t.seq) &&
                 before(target_end_, t.seq_end());
        });
    const bool late = filled != turns.end() && filled->time - behind.time < overtaken;
    if (late) {
      out_of_order_[filled->seq] = filled->seq_end();
      expect(*filled);
      target_end_ = filled->seq_end();
      continue;
    }
    const uint32_t count = std::min(behind.seq - target_end_, std::max(dialogue_.terms.our_mss, least));
    std::string payload = fmt::format("len={}", count);
    if (application_.target_text)
      payload = "data=" + octets_text(std::span(target_stream_).subspan(target_end_ - 1, count));
    step("expect", fmt::format("ACK seq={} ack={} {} unseen", target_end_, behind.ack, payload));
    target_end_ += count;
    script_.notes.push_back(fmt::format("what was lost ahead of packet {}", behind.number));
  }
}

void ScriptWriter::repeat(const Turn& turn) {
  const auto late = out_of_order_.find(turn.seq);
  if (late != out_of_order_.end() && late->second == turn.seq_end()) {
    out_of_order_.erase(late);
    return;
  }
  const std::string when = timer(turn);
  expect(turn, " again" + when);
}

// Behind the last of the segments that one `receive` takes.
size_t ScriptWriter::end_of_run(size_t index) const {
  const std::vector<Turn>& turns = dialogue_.turns;
  uint32_t end = target_end_;
  size_t at = index;
  for (; at < turns.size(); ++at) {
    const Turn& turn = turns[at];
    const bool plain = !turn.ours && turn.seq == end && !turn.segment.payload.empty() &&
                       !turn.has(Flag::fin) && !turn.has(Flag::syn) && !turn.has(Flag::rst) &&
                       turn.segment.ip.ecn == 0 && turn.ack == turns[index].ack;
    if (!plain || (at > index && application_.sendings.count(at) > 0)) break;
    end = turn.data_end();
  }
  return at;
}

size_t ScriptWriter::data(size_t index) {
  const Turn& turn = dialogue_.turns[index];
  if (!dialogue_.target_is_server() && !connected_) {
    call("connect = ok");
    connected();
  }
  unanswered_ = 0;
  const auto sending = application_.sendings.find(index);
  if (sending != application_.sendings.end()) {
    pass_time(turn);
    application_sends(sending->second);
  }
  if (before(target_end_, turn.seq)) missing(index);
  if (!before(target_end_, turn.seq_end())) {
    repeat(turn);
    return index + 1;
  }
  if (turn.has(Flag::fin) && !closed_) {
    pass_time(turn);
    application_closes();
  }
  own_acknowledgement(turn);
  const size_t end = application_.target_text ? index + 1 : end_of_run(index);
  if (end <= index + 1) {
    expect(turn);
    return index + 1;
  }
  const Turn& last = dialogue_.turns[end - 1];
  step("receive", fmt::format("{} ack none", last.data_end() - turn.seq));
  last_ = std::max(last_, last.time);
  return end;
}

size_t ScriptWriter::bare(size_t index) {
  const std::vector<Turn>& turns = dialogue_.turns;
  const Turn& turn = turns[index];
  if (turn.segment.window == 0) {
    refuse(turn, "the target's window closes: how much its application left unread is not in the capture");
    return index + 1;
  }
  if (before(turn.seq, target_end_)) {
    const auto blocked = application_.sendings.find(index);
    if (blocked != application_.sendings.end()) application_sends(blocked->second);
    const std::string when = timer(turn);
    expect(turn, " len=0 again" + when);
    return index + 1;
  }
  if (!before(acknowledged_, turn.ack)) {
    if (unanswered_ > 0) {
      --unanswered_;
      expect(turn);
    } else {
      free_acks_ = true;
      last_ = std::max(last_, turn.time);
    }
    return index + 1;
  }
  unanswered_ = 0;
  if (acknowledged_ == 0) {
    expect(turn);
    if (!dialogue_.target_is_server() && !connected_) {
      call("connect = ok");
      connected();
    }
    return index + 1;
  }
  size_t last = index;
  while (last + 1 < turns.size() && !turns[last + 1].ours && turns[last + 1].segment.seq_length() == 0 &&
         !turns[last + 1].has(Flag::rst) && turns[last + 1].seq == turn.seq &&
         turns[last + 1].segment.window != 0 && before(turns[last].ack, turns[last + 1].ack))
    ++last;
  step("acked", std::to_string(turns[last].ack));
  last_ = std::max(last_, turns[last].time);
  return last + 1;
}

}  // namespace shakedown
