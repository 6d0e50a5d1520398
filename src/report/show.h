#pragma once
// A planned run as text: what it sends, expects and asks, in order, without running it.

#include <string>

#include "report/style.h"
#include "shakedown/scenario.h"

namespace shakedown {

// One line a step, numbered, preludes first; `->` goes to the target, `<-` must come from it:
//
//   close/simultaneous[4]  Simultaneous close, the FINs cross
//    1      target: listen
//    2  ->  SYN
//    3  <-  SYN-ACK
std::string plan_text(const PlannedRun& run, const Style& style);

}  // namespace shakedown
