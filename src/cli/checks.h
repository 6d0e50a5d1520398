#pragma once
// What a machine lacks, and the command that mends it: said by doctor in full, by run where it cannot begin.
// Pure: what was found in, what is to be said out.

#include <string>
#include <vector>

#include "lab/machine.h"
#include "report/style.h"
#include "shakedown/local_lab.h"

namespace shakedown {

enum class Health {
  ok,
  note,     // run does not need it
  warning,  // run works, but not all of it, or not as well
  missing   // run cannot work
};
std::string to_string(Health health);

struct Check {
  std::string name;
  Health health = Health::ok;
  std::string text;
  std::string mend;  // a command to type; "": there is none, or nothing to mend
};
using Checks = std::vector<Check>;

// Without what is missing a lab cannot be made.
Checks checks_of(const LabNeeds& needs);
// The kernel, its clocks, what is left of earlier runs, and what only tests of other hosts need.
Checks checks_of(const Surroundings& found);
// What the keeper found out when it started.
Checks checks_of(const KeeperFacts& facts);

Checks only_missing(const Checks& checks);

// A line a check, its command on a line below.
std::string checks_text(const Checks& checks, const Style& style);
// "run works here; 2 warnings"
std::string closing_text(const Checks& checks, const Style& style);
// As run says it: `a lab cannot be made: veth: ...`, and the command.
std::string complaint_of(const Check& check);

}  // namespace shakedown
