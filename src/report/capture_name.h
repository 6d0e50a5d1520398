#pragma once
// What a run's capture is called.

#include <string>

#include "shakedown/result.h"

namespace shakedown {

constexpr const char* capture_suffix = ".pcapng";

// A path below a folder of captures: its run id, with what no file name should hold written as
// %XX, and the round of --repeat. Two run ids never share a name.
//
//   close/simultaneous[4,mss=536]             close/simultaneous[4,mss=536].pcapng
//   the same, second round of --repeat        close/simultaneous[4,mss=536]~round-2.pcapng
//   a b/../x[4,path=/etc]                     a%20b/%2E./x[4,path=%2Fetc].pcapng
std::string capture_name(const RunResult& run);

}  // namespace shakedown
