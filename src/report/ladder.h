#pragma once
// A ladder drawn with characters.

#include <string>

#include "report/ladder_rows.h"
#include "report/style.h"

namespace shakedown {

struct LadderOptions {
  bool octets = false;  // each segment's, below its arrow
  size_t at_most = 0;   // 0: all; else the last so many rows, and how many were left out
};

// Peer left, target right, time (milliseconds) and steps down the side, as the figures of RFC 9293 have it:
//
//        ms step peer 192.0.2.1                               target 192.0.2.2
//                |                                              |
//     0.166    3 |-- SYN seq=0 win=65535 <mss 1460> ----------->|
//     0.199    4 |<- SYN-ACK seq=0 ack=1 win=64240 <mss 1460> --|
//     0.261    5 |                                              | SYN-RECEIVED
//
// A lost segment ends in an x; one that was expected and did not come is dashed; `!` stands before what went
// wrong. What a terminal's line cannot hold goes on below it; less than 60 columns is taken for 60, and a log
// for 132.
std::string ladder_text(const Ladder& ladder, const LadderOptions& options, const Style& style);

}  // namespace shakedown
