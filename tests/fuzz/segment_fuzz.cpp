// Octets from a wire. Whatever they are, reading ends with an answer, and what was read as a segment or a
// message reads the same once it has been crafted again.
#include <cstdlib>

#include "shakedown/segment.h"

namespace {

using namespace shakedown;

void demand(bool holds) {
  if (!holds) std::abort();
}

void check(const Segment& segment) {
  const std::vector<Bytes> packets = craft(segment);
  demand(packets.size() == 1);
  const Packet again = read_packet(packets.front());
  const auto* read = std::get_if<Segment>(&again);
  demand(read != nullptr && read->checksum_good && read->ip_checksum_good);
  demand(read->ip.source == segment.ip.source && read->ip.destination == segment.ip.destination);
  demand(read->ip.options == segment.ip.options && read->ip.ttl == segment.ip.ttl);
  demand(read->source_port == segment.source_port && read->destination_port == segment.destination_port);
  demand(read->seq == segment.seq && read->ack == segment.ack && read->flags == segment.flags);
  demand(read->data_offset == segment.data_offset && read->reserved == segment.reserved);
  demand(read->window == segment.window && read->urgent == segment.urgent);
  demand(read->options == segment.options && read->option_padding == segment.option_padding);
  demand(read->option_trouble == segment.option_trouble && read->payload == segment.payload);
  demand(!segment.checksum_good || read->checksum == segment.checksum ||
         (read->checksum ^ segment.checksum) == 0xffff);  // 0 and 0xffff are the same number
}

void check(const IcmpMessage& message) {
  const Packet again = read_packet(craft(message).at(0));
  const auto* read = std::get_if<IcmpMessage>(&again);
  demand(read != nullptr && read->checksum_good);
  demand(read->type == message.type && read->code == message.code && read->rest == message.rest);
  demand(read->quote == message.quote && read->quoted == message.quoted);
}

void check(const Undecoded& undecoded) { demand(!undecoded.why.empty()); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* octets, size_t size) {
  const Packet packet = read_packet({octets, size});
  demand(!to_text(packet, SeqBase{Seq(1), Seq(2)}).empty());
  std::visit([](const auto& kind) { check(kind); }, packet);
  return 0;
}
