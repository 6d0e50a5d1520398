#pragma once
// The reports that the command line asks for, written piece by piece while runs finish.

#include <list>
#include <memory>
#include <string>
#include <vector>

#include "cli/options.h"
#include "cli/output.h"
#include "report/report.h"

namespace shakedown {

class ReportFiles {
 public:
  // What goes wrong with one of them is said on `talk` at once and spoils no other.
  ReportFiles(const std::vector<ReportRequest>& requests, Output& talk);

  void begin(const SuiteFacts& facts);
  void add(const RunResult& run);
  void end(const SuiteResult& result);

  bool asked() const { return !files_.empty(); }
  bool unwritten() const;      // at least one
  bool all_unwritten() const;  // there are some, and nobody will read any

 private:
  struct File {
    std::string path;
    std::unique_ptr<Report> report;
    std::unique_ptr<Output> output;
    bool unwritten = false;
  };
  void write(File& file, const std::string& text);
  void complain(File& file, int error);

  std::list<File> files_;
  Output& talk_;
};

}  // namespace shakedown
