#pragma once
// The JUnit XML report: one <testsuite> a scenario, one <testcase> a run (tests/report/junit.xsd).
//
//   fail   <failure>, with the whole text of the failure
//   error  <error>
//   skip   <skipped> with the reason
//   known  <skipped>, too: "known deviation: " and the reason
//   warn   passed; the advice that was not followed in <system-out>
//   pass   passed

#include <memory>

#include "report/report.h"

namespace shakedown {

std::unique_ptr<Report> make_junit_report();

}  // namespace shakedown
