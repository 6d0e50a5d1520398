#pragma once
// The peer's end of a lab's veth pair: raw frames through the worker's packet socket.

#include <vector>

#include "lab/lab_clock.h"
#include "lab/protocol.h"
#include "shakedown/lab.h"

namespace shakedown {

class LocalLink : public Link {
 public:
  // `buffer` is the worker's, large enough for any frame.
  LocalLink(int packets, uint32_t interface, const LabClock& clock, std::span<uint8_t> buffer)
      : packets_(packets), interface_(static_cast<int>(interface)), clock_(clock), buffer_(buffer) {}

  Outcome<Instant> send(std::span<const uint8_t> packet) override;
  Outcome<std::optional<Arrival>> receive() override;

  // Every connection that a segment in either direction belonged to.
  const std::vector<keeper::TupleOnWire>& connections() const { return connections_; }

 private:
  void note(std::span<const uint8_t> packet, bool from_peer);
  Outcome<void> check_drops();

  int packets_;
  int interface_;
  const LabClock& clock_;
  std::span<uint8_t> buffer_;
  std::vector<keeper::TupleOnWire> connections_;
};

}  // namespace shakedown
