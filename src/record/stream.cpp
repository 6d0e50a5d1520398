#include "record/stream.h"

#include <fmt/format.h>

#include <algorithm>

#include "segment/ip.h"
#include "segment/octets.h"

namespace shakedown {
namespace {

constexpr size_t ports_octets = 4, least_tcp = 20;

std::pair<Endpoint, Endpoint> key_of(const Endpoint& a, const Endpoint& b) {
  return a < b ? std::pair(a, b) : std::pair(b, a);
}

// What segmentation offload leaves at 0, and what the capture cut off, is filled up.
Bytes filled_up(std::span<const uint8_t> packet) {
  Bytes octets(packet.begin(), packet.end());
  const bool v4 = octets[0] >> 4 == 4;
  if (octets.size() < (v4 ? 20u : 40u)) return octets;
  if (v4 && get16(&octets[2]) == 0)
    put16(&octets[2], static_cast<uint32_t>(std::min<size_t>(octets.size(), UINT16_MAX)));
  const size_t total = v4 ? get16(&octets[2]) : 40u + get16(&octets[4]);
  octets.resize(std::max(octets.size(), total));
  return octets;
}

std::string endpoint_text(const Endpoint& endpoint) {
  const bool v4 = endpoint.address.family == Family::v4;
  return fmt::format(fmt::runtime(v4 ? "{}:{}" : "[{}]:{}"), to_string(endpoint.address), endpoint.port);
}

}  // namespace

std::string to_string(End end) { return end == End::client ? "client" : "server"; }

std::string ends_of(const Stream& stream) {
  return endpoint_text(stream.client) + " > " + endpoint_text(stream.server);
}

bool StreamCollector::keeps(size_t stream) const {
  return wanted_ ? stream == *wanted_ : streams_.size() == 1;
}

// Wireshark begins a new stream with a SYN that cannot belong to the pair's newest one.
size_t StreamCollector::stream_of(const Segment& segment, size_t number) {
  const Endpoint from{segment.ip.source, segment.source_port};
  const Endpoint to{segment.ip.destination, segment.destination_port};
  const auto key = key_of(from, to);
  const size_t side = from == key.first ? 0 : 1;
  const bool syn = segment.flags.has(Flag::syn), ack = segment.flags.has(Flag::ack);
  const auto known = newest_.find(key);
  bool fresh = known == newest_.end();
  if (!fresh && syn && !ack) {
    const Progress& progress = progress_[known->second];
    fresh = progress.base[side] && (*progress.base[side] != segment.seq || progress.ended);
  }
  if (fresh) {
    Stream stream;
    // Without a SYN the smaller port is taken for the server's.
    const bool from_client = syn ? !ack : from.port >= to.port;
    stream.client = from_client ? from : to;
    stream.server = from_client ? to : from;
    stream.first_packet = number;
    streams_.push_back(std::move(stream));
    progress_.emplace_back();
    newest_[key] = streams_.size() - 1;
    if (!wanted_ && streams_.size() == 2) streams_.front().kept = {};
  }
  const size_t index = newest_[key];
  Progress& progress = progress_[index];
  if (!progress.base[side]) progress.base[side] = syn ? segment.seq : segment.seq - 1;
  progress.ended = progress.ended || segment.flags.has(Flag::fin) || segment.flags.has(Flag::rst);
  return index;
}

void StreamCollector::fragment(size_t number, const IpHeader& ip) {
  for (Stream& stream : streams_) {
    const Address &a = stream.client.address, &b = stream.server.address;
    const bool ours = (ip.source == a && ip.destination == b) || (ip.source == b && ip.destination == a);
    if (ours && stream.trouble.empty())
      stream.trouble = fmt::format("packet {}: an IP fragment; fragments are not put together", number);
  }
}

void StreamCollector::unreadable(size_t number, const FourTuple& tuple, const std::string& why) {
  const auto known = newest_.find(key_of(tuple.peer, tuple.target));
  if (known == newest_.end()) return;
  Stream& stream = streams_[known->second];
  if (stream.trouble.empty()) stream.trouble = fmt::format("packet {}: {}", number, why);
}

void StreamCollector::add(size_t number, Instant time, std::span<const uint8_t> packet, bool any_interface) {
  const auto ip = read_ip(packet, Wholeness::quoted);
  if (!ip || ip->protocol != protocol::tcp) {
    ++others_;
    return;
  }
  if (is_fragment(ip->header)) return fragment(number, ip->header);
  if (ip->payload.size() < ports_octets) {
    ++others_;
    return;
  }
  const uint8_t* ports = ip->payload.data();
  const FourTuple tuple{{ip->header.source, get16(ports)}, {ip->header.destination, get16(ports + 2)}};
  const size_t kept = ip->payload.size();
  const size_t header = kept < least_tcp ? least_tcp : (ip->payload[12] >> 4) * 4u;
  if (kept < header)
    return unreadable(number, tuple, "the capture kept too little of it to read TCP's header");
  const Bytes octets = filled_up(packet);
  const Packet read = read_packet(octets);
  const Segment* segment = std::get_if<Segment>(&read);
  if (segment == nullptr) {
    const auto* undecoded = std::get_if<Undecoded>(&read);
    return unreadable(number, tuple, undecoded ? undecoded->why : "no TCP segment");
  }
  const size_t index = stream_of(*segment, number);
  Stream& stream = streams_[index];
  stream.last_packet = number;
  ++stream.segments;
  stream.octets += segment->payload.size();
  if (!keeps(index) || stream.kept.size() >= most_segments) return;
  const Endpoint from{segment->ip.source, segment->source_port};
  stream.kept.push_back({number, time, from == stream.client ? End::client : End::server, *segment,
                         octets.size() <= packet.size(), any_interface});
}

}  // namespace shakedown
