#pragma once
// Capture files, pcap and pcapng, through libpcap: the one door to that library.

#include <cstdio>
#include <functional>
#include <span>
#include <string>
#include <tl/expected.hpp>

#include "shakedown/time.h"

namespace shakedown {

// What stands before the IP packet.
enum class LinkLayer { ethernet, raw_ip, family_word, linux_cooked, linux_cooked_2 };

struct CapturedPacket {
  size_t number = 0;  // in the file, from 1
  Instant time;
  LinkLayer link = LinkLayer::raw_ip;
  std::span<const uint8_t> octets;  // as far as they were kept; valid during the call
};

// Hands every packet of the file to `sink`, and answers how the file ended: "" at its end, else what stopped
// it. The error is of the file as a whole. Takes the file over.
tl::expected<std::string, std::string> read_capture(std::FILE* file,
                                                    const std::function<void(const CapturedPacket&)>& sink);

}  // namespace shakedown
