#include "cli/json_report.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "report/json.h"

namespace shakedown {

JsonReport::JsonReport(const std::string& path, Output& talk) : path_(path), talk_(talk) {
  if (path_.empty()) return;
  if (path_ == "-") {
    file_ = std::make_unique<Output>(STDOUT_FILENO);
    return;
  }
  const int descriptor = open_report(path_);
  if (descriptor < 0)
    complain(errno);
  else
    file_ = std::make_unique<Output>(descriptor, true);
}

void JsonReport::begin(const SuiteFacts& facts) {
  facts_ = facts;
  if (file_) write(json_head(facts_));
}

void JsonReport::add(const RunResult& run) {
  if (!file_) return;
  write(json_run(run, facts_, first_));
  first_ = false;
}

void JsonReport::end(const SuiteResult& result) {
  if (file_) write(json_tail(result));
}

void JsonReport::write(const std::string& text) {
  if (unwritten_) return;
  file_->write(text);
  if (file_->error() != 0) complain(file_->error());
}

void JsonReport::complain(int error) {
  unwritten_ = true;
  const std::string where = path_ == "-" ? "standard output" : "`" + path_ + "`";
  talk_.write(
      fmt::format("shakedown: the report cannot be written to {}: {}\n", where, std::strerror(error)));
}

}  // namespace shakedown
