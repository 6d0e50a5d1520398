// Each report format over a result that holds every verdict.

#include <doctest/doctest.h>

#include "golden/golden.h"
#include "golden/samples.h"
#include "report/report.h"

using namespace shakedown;

namespace {

std::string document(const std::string& format, const SuiteResult& result) {
  const std::unique_ptr<Report> report = find_report_format(format)->make();
  SuiteFacts facts = samples::facts();
  facts.folder = "/home/me/project";
  std::string text = report->begin(facts);
  for (const RunResult& run : result.runs) text += report->add(run);
  return text + report->end(result);
}

// What a file, a kernel or a wire might have put into any text.
SuiteResult hostile() {
  SuiteResult suite = samples::every_verdict();
  suite.runs.resize(2);
  RunResult& run = suite.runs.back();
  run.run.run_id = "a,b:c%d#e\\f<g>&\"'\n\x1b[31m]]>";
  run.reason = run.failure->summary = "::error::two\r\nlines \x01 <&> --> \xff\xfe";
  return suite;
}

}  // namespace

TEST_CASE("reports: each format, with every verdict") {
  for (const ReportFormat& format : report_formats()) {
    const std::string name = format.name;
    if (name == "pcapng" || name == "html") continue;  // with tests of their own
    check_golden("report." + name, document(name, samples::every_verdict()));
  }
}

TEST_CASE("reports: hostile text stays text") {
  for (const std::string name : {"junit", "tap", "github"})
    check_golden("hostile." + name, document(name, hostile()));
}

TEST_CASE("reports: what was cut short says so in TAP") {
  SuiteResult suite = samples::every_verdict();
  suite.runs.clear();
  CHECK(document("tap", suite).find("Bail out! 2 runs not run\n") != std::string::npos);
  suite.interrupted = true;
  CHECK(document("tap", suite).find("Bail out! interrupted\n") != std::string::npos);
}

TEST_CASE("reports: paths below the working folder are told from there") {
  SuiteResult suite = samples::every_verdict();
  suite.runs.erase(suite.runs.begin());
  suite.runs.resize(1);
  suite.runs[0].failure->span.file = "/home/me/project/scenarios/x.yaml";
  CHECK(document("github", suite).rfind("::error file=scenarios/x.yaml,line=8,col=17,endColumn=22,", 0) == 0);
}

TEST_CASE("reports: an unknown format is none") { CHECK(find_report_format("jnuit") == nullptr); }
