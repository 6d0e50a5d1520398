#pragma once
// The --json report, written run by run while they finish.

#include <memory>
#include <string>

#include "cli/output.h"
#include "report/facts.h"
#include "shakedown/result.h"

namespace shakedown {

class JsonReport {
 public:
  // `path` as on the command line; "": none is asked for. What goes wrong is said on `talk` at once.
  JsonReport(const std::string& path, Output& talk);

  void begin(const SuiteFacts& facts);
  void add(const RunResult& run);
  void end(const SuiteResult& result);

  bool asked() const { return !path_.empty(); }
  bool unwritten() const { return unwritten_; }

 private:
  void write(const std::string& text);
  void complain(int error);

  std::string path_;
  Output& talk_;
  std::unique_ptr<Output> file_;
  SuiteFacts facts_;
  bool first_ = true;
  bool unwritten_ = false;
};

}  // namespace shakedown
