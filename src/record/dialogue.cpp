#include "record/dialogue.h"

#include <fmt/format.h>

#include <algorithm>

#include "record/gaps.h"
#include "record/order.h"
#include "record/tidy.h"

namespace shakedown {
namespace {

template <typename T>
bool offers(const Turn* turn) {
  return turn != nullptr && turn->segment.find<T>() != nullptr;
}

const Turn* find_syn(const Dialogue& dialogue, End from, bool with_ack) {
  const bool ours = from == dialogue.we;
  for (const Turn& turn : dialogue.turns)
    if (turn.ours == ours && turn.has(Flag::syn) && turn.has(Flag::ack) == with_ack) return &turn;
  return nullptr;
}

uint32_t mss_of(const Turn* syn, Family family) {
  const MssOption* option = syn == nullptr ? nullptr : syn->segment.find<MssOption>();
  if (option != nullptr) return option->mss;
  return family == Family::v4 ? 536 : 1220;
}

// The target's MSS tells its link's MTU, unless something on the way has changed it to what no link has.
uint32_t mtu_of(const Turn* target_syn, Family family) {
  constexpr uint32_t usual = 1500, least = 1280;
  const MssOption* option = target_syn == nullptr ? nullptr : target_syn->segment.find<MssOption>();
  if (option == nullptr) return usual;
  const uint32_t mtu = option->mss + (family == Family::v4 ? 40u : 60u);
  if (mtu < least) return usual;
  return std::min<uint32_t>(mtu, UINT16_MAX);  // Linux's loopback has one more
}

void settle_terms(Dialogue& dialogue) {
  const Turn* syn = find_syn(dialogue, End::client, false);
  const Turn* answer = find_syn(dialogue, End::server, true);
  const Turn* our_syn = dialogue.we == End::client ? syn : answer;
  const Turn* target_syn = dialogue.we == End::client ? answer : syn;
  Terms& terms = dialogue.terms;
  terms.handshake = syn != nullptr;
  terms.answered = answer != nullptr;
  terms.our_mss = mss_of(our_syn, dialogue.family);
  terms.target_mss = mss_of(target_syn, dialogue.family);
  terms.mtu = mtu_of(target_syn, dialogue.family);
  const auto* ours = our_syn == nullptr ? nullptr : our_syn->segment.find<WindowScaleOption>();
  if (ours != nullptr && offers<WindowScaleOption>(target_syn))
    terms.our_shift = std::min<uint8_t>(ours->shift, 14);
  terms.timestamps = offers<TimestampsOption>(syn) && offers<TimestampsOption>(answer);
  terms.ecn = answer != nullptr && answer->has(Flag::ece);
  const Seq client = syn != nullptr ? syn->segment.seq : Seq();
  const Seq server = answer != nullptr ? answer->segment.seq : Seq();
  dialogue.our_base = dialogue.we == End::client ? client : server;
  dialogue.target_base = dialogue.we == End::client ? server : client;
}

void number_turns(Dialogue& dialogue) {
  for (Turn& turn : dialogue.turns) {
    const Seq own = turn.ours ? dialogue.our_base : dialogue.target_base;
    const Seq others = turn.ours ? dialogue.target_base : dialogue.our_base;
    turn.seq = turn.segment.seq - own;
    turn.ack = turn.segment.ack - others;
  }
}

std::string refusal(const Turn& turn, const std::string& why) {
  return fmt::format("packet {}: {}", turn.number, why);
}

// What no scenario can play again: secrets that the capture does not hold, and stacks that Linux's is not.
std::string cannot_be_played(const Turn& turn) {
  const Segment& segment = turn.segment;
  if (!segment.option_trouble.empty()) return refusal(turn, "TCP options: " + segment.option_trouble);
  if (segment.find<Md5Option>()) return refusal(turn, "signed (MD5), and the key is in no capture");
  const auto* cookie = segment.find<FastOpenOption>();
  if (cookie != nullptr && !cookie->cookie.empty())
    return refusal(turn, "TCP Fast Open: its cookie is good for the recorded server alone");
  if (turn.has(Flag::syn) && !segment.payload.empty()) return refusal(turn, "a SYN with data");
  for (const Option& option : segment.options) {
    constexpr uint8_t authentication = 29, multipath = 30;
    if (kind_of(option) == authentication)
      return refusal(turn, "signed (TCP-AO), and the key is in no capture");
    if (kind_of(option) == multipath && !turn.ours)
      return refusal(turn, "Multipath TCP, which the target may not speak");
  }
  if (turn.ours) return "";
  if (turn.has(Flag::urg)) return refusal(turn, "urgent data; how it was sent is not in the capture");
  if (!turn.has(Flag::ack) && !turn.has(Flag::syn) && !turn.has(Flag::rst))
    return refusal(turn, "a segment without ACK, SYN or RST, which no kernel sends");
  return "";
}

// Without its SYNs nothing tells what the two ends have settled, nor what their numbers are relative to.
std::string handshake_trouble(const Dialogue& dialogue) {
  const std::vector<Turn>& turns = dialogue.turns;
  if (!dialogue.terms.handshake)
    return refusal(turns.front(), "the connection was open before the capture began; its SYN is needed");
  const bool first = turns.front().has(Flag::syn) && !turns.front().has(Flag::ack);
  if (!first) return refusal(turns.front(), "this comes before the connection's SYN");
  for (const Turn& turn : turns) {
    const bool client = turn.ours == (dialogue.we == End::client);
    if (turn.has(Flag::syn) && client == turn.has(Flag::ack))
      return refusal(turn, client ? "a SYN-ACK of the client's" : "both ends opened at once");
  }
  const bool answered = std::any_of(turns.begin(), turns.end(), [](const Turn& t) { return !t.ours; });
  if (!answered)
    return refusal(turns.front(), fmt::format("the {} was never heard of: there is nothing to expect",
                                              to_string(other(dialogue.we))));
  return "";
}

}  // namespace

tl::expected<Dialogue, std::string> make_dialogue(const Stream& stream, End we) {
  if (!stream.trouble.empty()) return tl::unexpected(stream.trouble);
  if (stream.segments > most_segments)
    return tl::unexpected(
        fmt::format("{} segments; a recording has at most {}", stream.segments, most_segments));
  Dialogue dialogue;
  dialogue.we = we;
  dialogue.family = stream.client.address.family;
  dialogue.stream = stream;
  dialogue.stream.kept.clear();
  for (const CapturedSegment& kept : stream.kept) {
    Turn turn;
    turn.number = kept.number;
    turn.time = kept.time - stream.kept.front().time;
    turn.ours = kept.from == we;
    turn.segment = kept.segment;
    turn.whole = kept.whole;
    turn.any_interface = kept.any_interface;
    dialogue.turns.push_back(std::move(turn));
  }
  if (dialogue.turns.empty()) return tl::unexpected(std::string("no segment was kept"));
  drop_copies(dialogue);
  settle_checksums(dialogue);
  settle_terms(dialogue);
  number_turns(dialogue);
  for (const Turn& turn : dialogue.turns)
    if (std::string trouble = cannot_be_played(turn); !trouble.empty())
      return tl::unexpected(std::move(trouble));
  if (std::string trouble = handshake_trouble(dialogue); !trouble.empty())
    return tl::unexpected(std::move(trouble));
  if (std::string trouble = fill_gaps(dialogue); !trouble.empty()) return tl::unexpected(std::move(trouble));
  cut_joined(dialogue);
  if (dialogue.turns.size() > 2 * most_segments)
    return tl::unexpected(
        fmt::format("{} segments once they are cut as on a wire; a recording has at most {}",
                    dialogue.turns.size(), 2 * most_segments));
  mark_lost(dialogue);
  put_in_order(dialogue);
  return dialogue;
}

}  // namespace shakedown
