#include "cli/report_files.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace shakedown {

ReportFiles::ReportFiles(const std::vector<ReportRequest>& requests, Output& talk) : talk_(talk) {
  for (const ReportRequest& request : requests) {
    File& file = files_.emplace_back();
    file.path = request.path;
    file.report = find_report_format(request.format)->make();
    if (request.path == "-") {
      file.output = std::make_unique<Output>(STDOUT_FILENO);
      continue;
    }
    const int descriptor = open_report(request.path);
    if (descriptor < 0)
      complain(file, errno);
    else
      file.output = std::make_unique<Output>(descriptor, true);
  }
}

void ReportFiles::begin(const SuiteFacts& facts) {
  for (File& file : files_) write(file, file.report->begin(facts));
}

void ReportFiles::add(const RunResult& run) {
  for (File& file : files_) write(file, file.report->add(run));
}

void ReportFiles::end(const SuiteResult& result) {
  for (File& file : files_) write(file, file.report->end(result));
}

bool ReportFiles::unwritten() const {
  return std::any_of(files_.begin(), files_.end(), [](const File& file) { return file.unwritten; });
}

bool ReportFiles::all_unwritten() const {
  return asked() &&
         std::all_of(files_.begin(), files_.end(), [](const File& file) { return file.unwritten; });
}

void ReportFiles::write(File& file, const std::string& text) {
  if (file.unwritten || text.empty()) return;
  file.output->write(text);
  if (file.output->error() != 0) complain(file, file.output->error());
}

void ReportFiles::complain(File& file, int error) {
  file.unwritten = true;
  const std::string where = file.path == "-" ? "standard output" : "`" + file.path + "`";
  talk_.write(
      fmt::format("shakedown: the report cannot be written to {}: {}\n", where, std::strerror(error)));
}

}  // namespace shakedown
