#pragma once
// From a captured frame to the IP packet in it.

#include <optional>
#include <span>

#include "record/capture_file.h"

namespace shakedown {

// The IP packet, link padding still behind it; none where the frame carries something else. VLAN tags are
// stepped over.
std::optional<std::span<const uint8_t>> ip_packet_of(LinkLayer link, std::span<const uint8_t> frame);

}  // namespace shakedown
