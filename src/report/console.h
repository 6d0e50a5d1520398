#pragma once
// What `shakedown run` prints, as pure functions from results to text.

#include <string>
#include <vector>

#include "report/facts.h"
#include "report/style.h"
#include "shakedown/engine.h"
#include "shakedown/result.h"

namespace shakedown {

// The first line: what runs, against what, with which seed. Nothing with -q.
std::string header_text(const SuiteFacts& facts, const Style& style);

std::string shard_text(const ShardFacts& shard);  // "shard 3/4 of 88 runs"

// All that is said of one run when it has finished; "" when that is nothing (-q and it is well).
std::string run_text(const RunResult& run, const Style& style);

// Fails and errors once more in short, then the counts: `37 passed, 1 failed, 2 skipped in 12.3 s; seed 42`.
std::string closing_text(const SuiteResult& result, const Style& style);

// The live status line, cut to the width of the terminal: what may wait longest stands first, and the last
// one of all says in which step.
//
//   [12/40] 12 running: close/time-wait[4] 58 s, keepalive/dead-peer[6] 9 s, ... 10 more
//   [39/40] close/time-wait[4] waits up to 58 s more: expect: nothing after 60s
std::string status_text(size_t done, size_t total, std::vector<RunningRun> running, const Style& style);

}  // namespace shakedown
