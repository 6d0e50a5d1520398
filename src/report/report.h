#pragma once
// What all report formats have in common. A report is made piece by piece, so that no trace must be kept once
// its run is written; the pieces, one behind the other, are the document.

#include <memory>
#include <string>
#include <vector>

#include "report/facts.h"
#include "shakedown/result.h"

namespace shakedown {

class Report {
 public:
  virtual ~Report() = default;
  virtual std::string begin(const SuiteFacts& facts) = 0;
  virtual std::string add(const RunResult& run) = 0;  // runs come in the order of the plan
  virtual std::string end(const SuiteResult& result) = 0;
};

struct ReportFormat {
  const char* name;
  const char* help;
  std::unique_ptr<Report> (*make)();
};
// Every format, in the order in which help shows them.
const std::vector<ReportFormat>& report_formats();
const ReportFormat* find_report_format(const std::string& name);

}  // namespace shakedown
