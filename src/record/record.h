#pragma once
// One recorded connection as a scenario: we play one of its ends, a target the other.

#include <string>
#include <tl/expected.hpp>

#include "record/stream.h"

namespace shakedown {

struct RecordingRequest {
  std::string capture;  // the file's name, as it is shown
  size_t number = 0;    // of the stream
  End we = End::client;
};

// The whole file. The error says in one line why there is none, with the number of the packet that it is
// about.
tl::expected<std::string, std::string> record_scenario(const Stream& stream,
                                                       const RecordingRequest& recording);

}  // namespace shakedown
