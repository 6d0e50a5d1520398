// new: a first scenario.

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "cli/commands.h"
#include "cli/new_scenario.h"
#include "cli/plan.h"
#include "shakedown/result.h"

namespace shakedown {

namespace {

// Answers errno, or 0. What is there already stays as it is.
int write_new(const std::string& path, const std::string& text) {
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) return errno;
  int failed = 0;
  {
    Output file(descriptor, true);
    file.write(text);
    failed = file.error();
  }
  if (failed != 0) unlink(path.c_str());
  return failed;
}

}  // namespace

int new_command(const Options& options) {
  Output talk(STDERR_FILENO), results(STDOUT_FILENO);
  const auto path = file_of_new(options.paths.front());
  if (!path) {
    complain(path.error(), talk);
    return exit_usage;
  }
  const int error = write_new(*path, new_scenario(*path));
  if (error == EEXIST) {
    complain({fmt::format("`{}` is there already", *path), "nothing was written"}, talk);
    return exit_usage;
  }
  if (error != 0) {
    complain({fmt::format("`{}` cannot be written: {}", *path, std::strerror(error)), ""}, talk);
    return exit_error;
  }
  const Style style = style_for(results.descriptor(), options.color, options.verbosity);
  results.write(printable_lines(fmt::format("{0} is written. To run it, and to see what happens:\n"
                                            "  shakedown run -v {0}\n",
                                            *path),
                                style.utf8));
  return ended(results);
}

}  // namespace shakedown
