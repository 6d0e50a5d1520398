#pragma once
// The JSON report, schema 1. New fields may come; what is there keeps its name and meaning.
//
//   {"schema": 1,
//    "shakedown": "0.1.0",
//    "seed": 42,                         below 2^53, so that any reader keeps it
//    "kernel": "6.18.0",                 the tester's
//    "folder": "/home/me",               where the program was started
//    "selected": 8,                      runs, rounds of --repeat included
//    "lab": {"net.ipv4.tcp_ecn": "2"},   every pinned setting
//    "target": {"stack": "linux", "release": "6.18.0", "tick": 0.01},     tick in seconds
//    "shard": {"number": 3, "of": 4,     only with --shard: runs are those of part 3;
//              "rounds": 1,              --repeat;
//              "plan": ["close/simultaneous[4]", ...]},      run ids of the whole suite, in its order
//    "runs": [RUN, ...],                 in the order of the plan
//    "not_run": 0,                       selected, but not begun
//    "interrupted": false, "time_limit": false,
//    "seconds": 12.3,
//    "summary": {"pass": 1, "fail": 0, "warn": 0, "known": 0, "skip": 0, "error": 0}}
//
// RUN: {"id": "close/simultaneous", "run": "close/simultaneous[4]", "name", "about", "file", "family": 4,
//       "variant": {"mss": "536"}, "covers": [...], "tags": [...],
//       "verdict": "pass", "attempts": 1, "repeat": 0, "not_observed": 0, "stalled": false,
//       "interrupted": false, "reason": "", "seconds": 0.01, "overhead_seconds": 0.001,
//       "seed", "target_release", "target_tick",       only where they are not the head's, in a merged report
//       "step": 7, "line": 12, "column": 7,          of the failure; null without one
//       "failure": null or {"step", "file", "line", "column", "width", "summary", "expected",
//                           "received", "rows": [{"field", "expected", "received", "differs"}],
//                           "waited_seconds", "event": 9 (of the trace, from 1) or null},
//       "peer": "192.0.2.1", "target": "192.0.2.2",  addresses
//       "begin_ns", "end_ns",                        of the trace, by the kernel's clock
//       "lab": {...},                                 settings of this run that differ from the common ones
//       "sources": {"close/x.yaml": "name: ..."},     what the files hold that it was read from, less those
//       that
//                                                     a run above has told
//       "steps": [{"step": 1, "file", "line", "column", "width", "text", "source", "prelude"}],
//       "intervals": [INTERVAL, ...],                 times that expectations named, in order
//       "trace": [EVENT, ...]}
//
// INTERVAL: {"step", "since": seconds since the run's begin, "low", "high": what was allowed, "expected": the
// time named or null (a range), "measured": or null, when nothing came}; the last four in seconds from
// "since".
//
// Steps count from 1; null is no step. EVENT: {"kind", "time", "timestamp_ns", ...}: seconds since the run's
// begin, and the kernel's clock in nanoseconds, as text since it needs more than 53 bits. By kind:
//
//   segment: direction (sent, lost, arrived), connection, name, step (that sent or took it), refused (the
//            step that failed over it), text, unseen, allowed, packet, raw (hex); sent in IP
//            fragments also fragments: [{"timestamp_ns", "raw"}], the second and later ones
//   call:    text, socket, outcome, step
//   state:   connection, state, step
//   info:    connection, field, value, step
//   step:    step, outcome (passed, failed, warned, not observed), detail
//   note:    text
//
// PACKET is described in json_packet.h.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "report/report.h"
#include "shakedown/result.h"

namespace shakedown {

constexpr int json_schema = 1;

std::unique_ptr<Report> make_json_report();

// On one line. Paths and texts may hold any octets; what is not UTF-8 becomes U+FFFD rather than an
// exception.
std::string dumped(const nlohmann::ordered_json& json);
// {"net.ipv4.tcp_ecn": "2"}
nlohmann::ordered_json settings_json(const std::vector<std::pair<std::string, std::string>>& settings);
// One event of a trace.
nlohmann::ordered_json json_of(const Event& event, const Trace& trace);

}  // namespace shakedown
