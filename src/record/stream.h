#pragma once
// The TCP connections of a capture, numbered as Wireshark's tcp.stream numbers them.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "shakedown/segment.h"
#include "shakedown/time.h"

namespace shakedown {

enum class End { client, server };
constexpr End other(End end) { return end == End::client ? End::server : End::client; }
std::string to_string(End end);

struct CapturedSegment {
  size_t number = 0;  // of its packet
  Instant time;
  End from = End::client;
  Segment segment;
  bool whole = true;  // false: the capture kept only the first octets of its payload, the others are 0
  bool any_interface = false;
};

struct Stream {
  Endpoint client, server;
  size_t first_packet = 0, last_packet = 0;
  uint64_t segments = 0, octets = 0;
  std::string trouble;  // why it cannot be played again, if something of it could not be read
  std::vector<CapturedSegment> kept;
};
// "192.0.2.1:40000 > 192.0.2.2:7456"
std::string ends_of(const Stream& stream);

constexpr size_t most_segments = 10'000;  // that are kept of a stream

class StreamCollector {
 public:
  // Keeps the segments of this stream; of the first one for as long as it is the only one where none is said.
  explicit StreamCollector(std::optional<size_t> wanted) : wanted_(wanted) {}

  // The next IP packet, as far as it was kept. `any_interface`: all interfaces are captured at once, so that
  // one packet may be there more than once.
  void add(size_t number, Instant time, std::span<const uint8_t> packet, bool any_interface);

  const std::vector<Stream>& streams() const { return streams_; }
  size_t others() const { return others_; }  // packets that are no TCP

 private:
  struct Progress {  // of one stream, for its number
    std::optional<Seq> base[2];
    bool ended = false;  // a FIN or RST has been seen
  };
  size_t stream_of(const Segment& segment, size_t number);
  void fragment(size_t number, const IpHeader& ip);
  void unreadable(size_t number, const FourTuple& tuple, const std::string& why);
  bool keeps(size_t stream) const;

  std::optional<size_t> wanted_;
  std::vector<Stream> streams_;
  std::vector<Progress> progress_;
  std::map<std::pair<Endpoint, Endpoint>, size_t> newest_;  // of each pair of ends, the smaller one first
  size_t others_ = 0;
};

}  // namespace shakedown
