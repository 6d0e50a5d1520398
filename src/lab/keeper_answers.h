#pragma once
// What the keeper's threads share in answering requests.

#include <span>
#include <string>
#include <vector>

#include "driver/descriptor.h"
#include "lab/protocol.h"

namespace shakedown {

// Room for any request.
using RequestBuffer = std::array<std::byte, 8192>;
static_assert(sizeof(keeper::MakeRequest) <= sizeof(RequestBuffer));

keeper::RequestKind kind_of_request(std::span<const std::byte> octets);
void refuse(keeper::Answer& answer, const std::string& what, bool skip = false);
// Sends the descriptors ahead and closes them here; false: the other end is gone.
bool reply(int channel, const keeper::Answer& answer, std::vector<Descriptor> descriptors);
// Has `poll` report requests on a descriptor, with `data`.
void watch(int poll, int descriptor, void* data);

}  // namespace shakedown
