#pragma once
// A run as a capture that explains itself: one section of a pcapng file, to be opened with Wireshark.
//
// The section's header names Shakedown, the kernel, the scenario, the run and its verdict; its one interface
// is the run's lab; each packet carries the kernel's time in nanoseconds, its direction as the peer sees it,
// and comments on the step that sent, took or refused it. What happened between two packets (calls, states,
// notes) stands on the later one, behind the last packet on that one. What a `lose` kept back is shown as
// well, and its comment says that it never left. A file may hold any number of sections, one behind the
// other.

#include <string>

#include "report/report.h"

namespace shakedown {

std::string pcapng_section(const RunResult& run, const SuiteFacts& facts);
std::unique_ptr<Report> make_pcapng_report();

}  // namespace shakedown
