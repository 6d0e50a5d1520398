#include "report/report.h"

#include "report/github.h"
#include "report/html.h"
#include "report/json.h"
#include "report/junit.h"
#include "report/pcapng.h"
#include "report/tap.h"

namespace shakedown {

const std::vector<ReportFormat>& report_formats() {
  static const std::vector<ReportFormat> formats{
      {"json", "everything: results, steps, traces", make_json_report},
      {"html", "a page with ladders, plots and captures, complete in itself", make_html_report},
      {"junit", "one test case a run, for CI systems", make_junit_report},
      {"tap", "TAP version 14", make_tap_report},
      {"pcapng", "a capture that explains itself, one section a run", make_pcapng_report},
      {"github", "annotations of GitHub Actions, on the scenarios' lines", make_github_report},
  };
  return formats;
}

const ReportFormat* find_report_format(const std::string& name) {
  for (const ReportFormat& format : report_formats())
    if (format.name == name) return &format;
  return nullptr;
}

}  // namespace shakedown
