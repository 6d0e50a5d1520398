#include "cli/report_input.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace shakedown {

namespace {

struct Closer {
  void operator()(std::FILE* file) const {
    if (file != stdin) std::fclose(file);
  }
};

}  // namespace

tl::expected<ReadReport, UsageError> read_report(const std::string& path, Traces traces) {
  const std::string name = path == "-" ? "standard input" : "`" + path + "`";
  const auto wrong = [&](const std::string& what) {
    return tl::make_unexpected(UsageError{name + " " + what, ""});
  };
  const std::unique_ptr<std::FILE, Closer> file(path == "-" ? stdin : std::fopen(path.c_str(), "re"));
  if (!file) return wrong(std::string("cannot be read: ") + std::strerror(errno));
  struct stat status {};
  if (fstat(fileno(file.get()), &status) == 0 && S_ISDIR(status.st_mode)) return wrong("is a folder");
  auto report = read_json_report(file.get(), traces);
  if (!report) return wrong(report.error());
  return std::move(*report);
}

}  // namespace shakedown
