#include "cli/artifacts.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "report/capture_name.h"
#include "report/pcapng.h"

namespace shakedown {

namespace {

namespace fs = std::filesystem;

// Answers errno, or 0. What stands there goes first: neither a link nor a pipe is written through.
int write_anew(const std::string& path, const std::string& octets) {
  if (unlink(path.c_str()) != 0 && errno != ENOENT) return errno;
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) return errno;
  int error = 0;
  {
    Output file(descriptor, true);
    file.write(octets);
    error = file.error();
  }
  if (error != 0) unlink(path.c_str());  // half a capture is none
  return error;
}

}  // namespace

Artifacts::Artifacts(const Options& options, const SuiteFacts& facts, Output& talk)
    : folder_(options.artifacts), all_(options.artifacts_all), facts_(facts), talk_(talk) {
  if (!asked()) return;
  std::error_code error;
  fs::create_directories(folder_, error);
  usable_ = !error;
  if (error) complain(folder_, error.value());
}

void Artifacts::add(const RunResult& run) {
  const bool wanted = all_ || (run.verdict != Verdict::pass && run.verdict != Verdict::skip);
  if (!usable_ || !wanted) return;
  const std::string path = path_for(run);
  std::error_code error;
  fs::create_directories(fs::path(path).parent_path(), error);
  const int number = error ? error.value() : write_anew(path, pcapng_section(run, facts_));
  if (number != 0) complain(path, number);
}

// Two files of one name in two folders may make runs of one id.
std::string Artifacts::path_for(const RunResult& run) {
  const std::string name = capture_name(run);
  std::string free = name;
  const std::string suffix = capture_suffix;
  for (int n = 2; !taken_.insert(free).second; ++n)
    free = fmt::format("{}~{}{}", name.substr(0, name.size() - suffix.size()), n, suffix);
  return (fs::path(folder_) / free).string();
}

void Artifacts::complain(const std::string& path, int error) {
  unwritten_ = true;
  const Style style = style_for(talk_.descriptor(), ColorChoice::never, Verbosity::normal);
  talk_.write(fmt::format("shakedown: the capture cannot be written to `{}`: {}\n",
                          printable(path, style.utf8), std::strerror(error)));
}

}  // namespace shakedown
