#pragma once
// --artifacts: a capture a run, written as the run finishes.

#include <set>
#include <string>

#include "cli/output.h"
#include "report/facts.h"
#include "shakedown/result.h"

namespace shakedown {

// Where a run's capture stands below the folder: its run id, with what no file name should hold written as
// %XX, and the round of --repeat. Two run ids never share a name.
//
//   close/simultaneous[4,mss=536]             close/simultaneous[4,mss=536].pcapng
//   the same, second round of --repeat        close/simultaneous[4,mss=536]~round-2.pcapng
//   a b/../x[4,path=/etc]                     a%20b/%2E./x[4,path=%2Fetc].pcapng
std::string artifact_name(const RunResult& run);

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
