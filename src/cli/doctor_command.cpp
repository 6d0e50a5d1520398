// doctor: what this machine can do, and what to type where it cannot.

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>

#include "cli/checks.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "lab/privileges.h"
#include "shakedown/result.h"

namespace shakedown {

namespace {

Check missing(const std::string& name, const std::string& text) { return {name, Health::missing, text, ""}; }

// Makes a lab as run does.
Check lab_check(LabFactory& factory, Family family) {
  const std::string name = family == Family::v4 ? "lab, IPv4" : "lab, IPv6";
  LabRequest request;
  request.family = family;
  const auto begin = std::chrono::steady_clock::now();
  const auto lab = factory.make(request);
  if (lab) return {name, Health::ok, "made in " + brief_time(std::chrono::steady_clock::now() - begin), ""};
  if (lab.error().skip) return {name, Health::warning, lab.error().what, ""};
  return missing(name, lab.error().what);
}

// From here on this process has no privilege.
Checks lab_checks() {
  const auto keeper = Keeper::start({});
  if (!keeper) return {missing("keeper", keeper.error().what)};
  Checks checks = checks_of((*keeper)->facts());
  StopSwitch stop;
  const auto worker = (*keeper)->worker(0, stop);
  if (!worker) {
    checks.push_back(missing("worker", worker.error().what));
    return checks;
  }
  for (const Family family : {Family::v4, Family::v6}) checks.push_back(lab_check(**worker, family));
  return checks;
}

void append(Checks& checks, Checks more) {
  checks.insert(checks.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

int doctor_command(const Options& options) {
  Output results(STDOUT_FILENO), talk(STDERR_FILENO);
  Checks checks = checks_of(look_at_needs());
  const Checks around = checks_of(look_around());
  if (only_missing(checks).empty()) append(checks, lab_checks());
  append(checks, around);
  const Style style = style_for(results.descriptor(), options.color, options.verbosity);
  results.write(checks_text(checks, style) + "\n" + closing_text(checks, style));
  const int code = only_missing(checks).empty() ? exit_ok : exit_error;
  if (results.error() == 0 || results.error() == EPIPE) return code;
  talk.write(fmt::format("shakedown: standard output: {}\n", std::strerror(results.error())));
  return exit_error;
}

}  // namespace shakedown
