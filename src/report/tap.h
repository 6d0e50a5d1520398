#pragma once
// The TAP report, version 14 (testanything.org): one test point a run, with a YAML diagnostic block below
// whatever did not simply pass.
//
//   pass   ok
//   warn   ok, with a diagnostic
//   skip   ok … # SKIP reason
//   known  not ok … # TODO reason: expected to fail, and no failure to a reader
//   fail, error  not ok

#include <memory>

#include "report/report.h"

namespace shakedown {

std::unique_ptr<Report> make_tap_report();

}  // namespace shakedown
