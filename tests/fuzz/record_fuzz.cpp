// libFuzzer: a capture file. Whatever it holds, each of its connections becomes a scenario that the parser
// takes, or a complaint of one line.

#include <cstdint>
#include <cstdio>
#include <string>

#include "record/capture_file.h"
#include "record/link_layer.h"
#include "record/record.h"

namespace {

using namespace shakedown;

void check(const Stream& stream, size_t number, End we) {
  const auto text = record_scenario(stream, {"fuzz.pcap", number, we});
  if (text) return;
  const std::string& why = text.error();
  // The parser is never to refuse what was written.
  if (why.empty() || why.find('\n') != std::string::npos || why.find("no place") != std::string::npos)
    __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  for (size_t wanted = 0; wanted < 3; ++wanted) {
    std::FILE* file = fmemopen(const_cast<uint8_t*>(data), size, "rb");
    if (file == nullptr) return 0;
    StreamCollector collector(wanted);
    const auto end = read_capture(file, [&](const CapturedPacket& packet) {
      if (const auto ip = ip_packet_of(packet.link, packet.octets))
        collector.add(packet.number, packet.time, *ip, packet.link == LinkLayer::linux_cooked);
    });
    if (!end && end.error().empty()) __builtin_trap();
    if (wanted >= collector.streams().size()) return 0;
    for (const End we : {End::client, End::server}) check(collector.streams()[wanted], wanted, we);
  }
  return 0;
}
