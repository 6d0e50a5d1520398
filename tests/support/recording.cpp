#include "support/recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sstream>

namespace shakedown::test {

namespace {

using Words = std::vector<std::string>;

// --- writing -----------------------------------------------------------------------------------------

std::string hex(const Bytes& octets) { return octets.empty() ? "-" : to_hex(octets); }

template <typename T>
std::string trouble_or(const Outcome<T>& outcome, const std::string& text) {
  if (outcome) return text;
  return fmt::format("{} {}", outcome.error().skip ? "skip" : "trouble", outcome.error().what);
}

struct EndText {
  std::string operator()(const CallEnd::Ok&) const { return "ok"; }
  std::string operator()(const CallEnd::Error& e) const { return fmt::format("error {}", e.number); }
  std::string operator()(const CallEnd::Data& d) const { return "data " + hex(d.octets); }
  std::string operator()(const CallEnd::Eof&) const { return "eof"; }
  std::string operator()(const CallEnd::Accepted& a) const {
    return fmt::format("accepted {} {} {}", static_cast<int>(a.socket), to_string(a.from.address),
                       a.from.port);
  }
  std::string operator()(const CallEnd::Opened& o) const {
    return fmt::format("opened {}", static_cast<int>(o.socket));
  }
  std::string operator()(const CallEnd::Sent& s) const { return fmt::format("sent {}", s.octets); }
  std::string operator()(const CallEnd::Text& t) const { return "text " + t.text; }
};

std::string info_text(const InfoMap& info) {
  std::string text;
  for (const auto& [name, value] : info) {
    if (!text.empty()) text += ' ';
    const auto* number = std::get_if<uint64_t>(&value);
    text += number ? fmt::format("{}={}", name, *number)
                   : fmt::format("{}={}ns", name, std::get<Duration>(value).count());
  }
  return text.empty() ? "-" : text;
}

struct EventText {
  Duration time;
  std::string operator()(const Action& action) const {
    if (const Bytes* packet = std::get_if<Bytes>(&action.what))
      return fmt::format("send {} {} {}", time.count(), action.took.count(), hex(*packet));
    return fmt::format("call {} {} {}", time.count(), action.took.count(),
                       static_cast<int>(std::get<CallKind>(action.what)));
  }
  std::string operator()(const Effect& effect) const { return std::visit(*this, effect); }
  std::string operator()(const Arrive& arrive) const {
    return fmt::format("arrive {} {}", time.count(), hex(arrive.packet));
  }
  std::string operator()(const EndCall& end) const {
    const std::string text = end.end ? std::visit(EndText{}, end.end->what) : "";
    return fmt::format("end {} {} {}", time.count(), static_cast<int>(end.call), trouble_or(end.end, text));
  }
  std::string operator()(const BecomeState& state) const {
    return fmt::format("state {} {} {}", time.count(), state.key,
                       trouble_or(state.state, state.state ? to_string(*state.state) : ""));
  }
  std::string operator()(const BecomeInfo& info) const {
    return fmt::format("info {} {} {}", time.count(), info.key,
                       trouble_or(info.info, info.info ? info_text(*info.info) : ""));
  }
  std::string operator()(const BecomePort& port) const {
    return fmt::format("port {} {} {}", time.count(), static_cast<int>(port.socket),
                       trouble_or(port.port, port.port ? std::to_string(*port.port) : ""));
  }
};

// Addresses in the order in which a recording lists them.
constexpr std::array address_members{&LabFacts::peer,     &LabFacts::peer2,      &LabFacts::target,
                                     &LabFacts::target2,  &LabFacts::broadcast,  &LabFacts::multicast,
                                     &LabFacts::loopback, &LabFacts::unspecified};

// --- reading -----------------------------------------------------------------------------------------
// Standard library conversions throw on what is no number; the one catch stands in read_recordings.

Bytes bytes_of(const std::string& text) {
  Bytes octets;
  if (text == "-") return octets;
  for (size_t i = 0; i + 1 < text.size(); i += 2)
    octets.push_back(static_cast<uint8_t>(std::stoul(text.substr(i, 2), nullptr, 16)));
  return octets;
}

std::string rest_of(const Words& words, size_t from) {
  std::string text;
  for (size_t i = from; i < words.size(); ++i) {
    if (i > from) text += ' ';
    text += words[i];
  }
  return text;
}

std::optional<Trouble> trouble_in(const Words& words, size_t at) {
  const std::string& word = words.at(at);
  if (word != "skip" && word != "trouble") return std::nullopt;
  return Trouble{rest_of(words, at + 1), word == "skip"};
}

CallEnd end_in(const Words& words, size_t at) {
  const std::string& kind = words.at(at);
  if (kind == "ok") return {CallEnd::Ok{}};
  if (kind == "eof") return {CallEnd::Eof{}};
  if (kind == "error") return {CallEnd::Error{std::stoi(words.at(at + 1))}};
  if (kind == "data") return {CallEnd::Data{bytes_of(words.at(at + 1))}};
  if (kind == "opened") return {CallEnd::Opened{SocketRef{std::stoi(words.at(at + 1))}}};
  if (kind == "sent") return {CallEnd::Sent{std::stoul(words.at(at + 1))}};
  if (kind == "text") return {CallEnd::Text{rest_of(words, at + 1)}};
  if (kind != "accepted") throw std::invalid_argument("unknown end `" + kind + "`");
  return {CallEnd::Accepted{
      SocketRef{std::stoi(words.at(at + 1))},
      {Address::parse(words.at(at + 2)), static_cast<uint16_t>(std::stoul(words.at(at + 3)))}}};
}

TcpState state_named(const std::string& name) {
  for (int i = 0; i <= static_cast<int>(TcpState::time_wait); ++i)
    if (to_string(static_cast<TcpState>(i)) == name) return static_cast<TcpState>(i);
  throw std::invalid_argument("unknown state `" + name + "`");
}

InfoMap info_in(const Words& words, size_t at) {
  InfoMap info;
  for (size_t i = at; i < words.size() && words[i] != "-"; ++i) {
    const size_t equals = words[i].find('=');
    const std::string name = words[i].substr(0, equals), value = words[i].substr(equals + 1);
    if (value.size() > 2 && value.substr(value.size() - 2) == "ns") {
      info[name] = Duration(std::stoll(value));
    } else {
      info[name] = uint64_t{std::stoull(value)};
    }
  }
  return info;
}

template <typename T, typename Read>
Outcome<T> outcome_in(const Words& words, size_t at, Read read) {
  if (std::optional<Trouble> trouble = trouble_in(words, at)) return tl::unexpected(std::move(*trouble));
  return read(words, at);
}

std::variant<Action, Effect> event_in(const Words& words) {
  const std::string& kind = words.at(0);
  if (kind == "send") return Action{bytes_of(words.at(3)), Duration(std::stoll(words.at(2)))};
  if (kind == "call")
    return Action{static_cast<CallKind>(std::stoi(words.at(3))), Duration(std::stoll(words.at(2)))};
  if (kind == "arrive") return Effect(Arrive{bytes_of(words.at(2))});
  if (kind == "end")
    return Effect(EndCall{CallRef{std::stoi(words.at(2))}, outcome_in<CallEnd>(words, 3, end_in)});
  if (kind == "state")
    return Effect(BecomeState{words.at(2), outcome_in<TcpState>(words, 3, [](const Words& w, size_t at) {
                                return state_named(w.at(at));
                              })});
  if (kind == "info") return Effect(BecomeInfo{words.at(2), outcome_in<InfoMap>(words, 3, info_in)});
  if (kind == "port")
    return Effect(BecomePort{SocketRef{std::stoi(words.at(2))},
                             outcome_in<uint16_t>(words, 3, [](const Words& w, size_t at) {
                               return static_cast<uint16_t>(std::stoul(w.at(at)));
                             })});
  throw std::invalid_argument("unknown word `" + kind + "`");
}

void read_facts(const Words& words, LabFacts& facts) {
  facts.family = words.at(1) == "6" ? Family::v6 : Family::v4;
  facts.mtu = static_cast<uint32_t>(std::stoul(words.at(2)));
  facts.tick = Duration(std::stoll(words.at(3)));
  facts.round_trip = Duration(std::stoll(words.at(4)));
  facts.answers_inside_send = words.at(5) == "1";
  facts.local = words.at(6) == "1";
  facts.stack = words.at(7);
  facts.release = words.at(8);
}

void read_line(const Words& words, std::vector<Recording>& recordings) {
  if (words[0] == "run") {
    recordings.emplace_back().run_id = words.at(1);
    return;
  }
  if (recordings.empty()) throw std::invalid_argument("`run` comes first");
  Recording& recording = recordings.back();
  if (words[0] == "seed") {
    recording.seed = std::stoull(words.at(1));
  } else if (words[0] == "begin") {
    recording.begin = Instant(Duration(std::stoll(words.at(1))));
  } else if (words[0] == "facts") {
    read_facts(words, recording.facts);
  } else if (words[0] == "addresses") {
    for (size_t i = 0; i < address_members.size(); ++i)
      recording.facts.*address_members[i] = Address::parse(words.at(i + 1));
  } else {
    recording.events.push_back({Duration(std::stoll(words.at(1))), event_in(words)});
  }
}

}  // namespace

std::string to_text(const Recording& recording) {
  const LabFacts& facts = recording.facts;
  std::string text = fmt::format("run {}\nseed {}\nbegin {}\n", recording.run_id, recording.seed,
                                 recording.begin.time_since_epoch().count());
  text += fmt::format("facts {} {} {} {} {} {} {} {}\naddresses", static_cast<int>(facts.family), facts.mtu,
                      facts.tick.count(), facts.round_trip.count(), facts.answers_inside_send ? 1 : 0,
                      facts.local ? 1 : 0, facts.stack, facts.release);
  for (const auto member : address_members) text += fmt::format(" {}", to_string(facts.*member));
  text += '\n';
  for (const RecordedEvent& event : recording.events)
    text += std::visit(EventText{event.time}, event.what) + '\n';
  return text;
}

tl::expected<std::vector<Recording>, std::string> read_recordings(const std::string& text) {
  std::vector<Recording> recordings;
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    std::istringstream in(line);
    Words words;
    for (std::string word; in >> word;) words.push_back(word);
    if (words.empty() || words[0][0] == '#') continue;
    try {
      read_line(words, recordings);
    } catch (const std::exception& caught) {
      return tl::unexpected(fmt::format("line {}: {}", number, caught.what()));
    }
  }
  return recordings;
}

}  // namespace shakedown::test
