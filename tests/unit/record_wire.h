#pragma once
// Connections captured by nobody: segments between a client and a server, as a capture would hold them.

#include <doctest/doctest.h>

#include <string>

#include "record/record.h"
#include "record/stream.h"

namespace shakedown::test {

inline const Endpoint wire_client{Address::parse("192.0.2.1"), 40000};
inline const Endpoint wire_server{Address::parse("192.0.2.2"), 80};

struct Wire {
  Seq client_base{1000}, server_base{5000};
  StreamCollector collector{std::nullopt};
  size_t packets = 0;
  Duration now{};

  Segment segment(bool from_client, Flags flags, uint32_t seq, uint32_t ack) const {
    Segment segment;
    const Endpoint &from = from_client ? wire_client : wire_server,
                   &to = from_client ? wire_server : wire_client;
    segment.ip.source = from.address;
    segment.ip.destination = to.address;
    segment.source_port = from.port;
    segment.destination_port = to.port;
    segment.flags = flags;
    segment.seq = (from_client ? client_base : server_base) + seq;
    if (flags.has(Flag::ack)) segment.ack = (from_client ? server_base : client_base) + ack;
    segment.window = 65535;
    return segment;
  }

  void pass(Duration time) { now += time; }
  void put(const Bytes& packet) {
    collector.add(++packets, Instant(std::chrono::seconds(1'700'000'000) + now), packet, false);
    now += 10us;
  }
  void put(const Segment& segment) { put(craft(segment).at(0)); }

  // "client SYN 0", "server PSH-ACK 1 28 hello": sender, flags, relative numbers, payload.
  Segment made(const std::string& line) const;
  void say(const std::string& line) { put(made(line)); }
  void say(std::initializer_list<const char*> lines) {
    for (const char* line : lines) put(made(line));
  }
  void open() { say({"client SYN 0", "server SYN-ACK 0 1", "client ACK 1 1"}); }

  std::string recorded(End we = End::client, size_t number = 0) const {
    const auto text = record_scenario(collector.streams().at(number), {"wire.pcap", number, we});
    return text ? *text : "refused: " + text.error();
  }
  // The steps alone, one a line.
  std::string steps(End we = End::client) const {
    const std::string text = recorded(we);
    const size_t begin = text.find("\nsteps:\n");
    return begin == std::string::npos ? text : text.substr(begin + 8);
  }
};

inline Segment Wire::made(const std::string& line) const {
  std::vector<std::string> words;
  size_t at = 0;
  while (words.size() < 4 && at < line.size()) {
    const size_t space = std::min(line.find(' ', at), line.size());
    words.push_back(line.substr(at, space - at));
    at = space + 1;
  }
  Flags flags;
  for (const Flag flag : {Flag::syn, Flag::fin, Flag::rst, Flag::psh, Flag::ack, Flag::urg})
    if (words.at(1).find(to_string(Flags{}.with(flag))) != std::string::npos) flags = flags.with(flag);
  const uint32_t seq = static_cast<uint32_t>(std::stoul(words.at(2)));
  const uint32_t ack = words.size() > 3 ? static_cast<uint32_t>(std::stoul(words[3])) : 0;
  Segment segment = this->segment(words[0] == "client", flags, seq, ack);
  if (flags.has(Flag::syn)) segment.options.push_back(MssOption{1460});
  if (at < line.size()) segment.payload.assign(line.begin() + static_cast<ptrdiff_t>(at), line.end());
  return segment;
}

}  // namespace shakedown::test
