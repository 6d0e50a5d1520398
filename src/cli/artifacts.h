#pragma once
// --artifacts: a capture a run, written as the run finishes.

#include <set>
#include <string>

#include "cli/output.h"
#include "report/facts.h"
#include "shakedown/result.h"

namespace shakedown {

class Artifacts {
 public:
  // Makes the folder when one is asked for. What goes wrong is said on `talk` at once.
  Artifacts(const Options& options, const SuiteFacts& facts, Output& talk);

  void add(const RunResult& run);

  bool asked() const { return !folder_.empty(); }
  bool unwritten() const { return unwritten_; }  // anything

 private:
  std::string path_for(const RunResult& run);
  void complain(const std::string& path, int error);

  std::string folder_;
  bool all_;
  const SuiteFacts& facts_;
  Output& talk_;
  std::set<std::string> taken_;  // names given to runs of this call
  bool usable_ = false;          // the folder is there
  bool unwritten_ = false;
};

}  // namespace shakedown
