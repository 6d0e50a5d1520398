#include "cli/output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <langinfo.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "shakedown/parse.h"
#include "shakedown/result.h"

namespace shakedown {

namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

int columns_of(int descriptor) {
  constexpr uint64_t least = 20, most = 1000;
  const auto asked = parse_number(environment("COLUMNS"), most);
  if (asked && *asked >= least) return static_cast<int>(*asked);
  winsize size{};
  if (isatty(descriptor) == 0 || ioctl(descriptor, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col >= least ? static_cast<int>(size.ws_col) : 0;
}

}  // namespace

Output::~Output() {
  if (owned_) close(descriptor_);
}

void Output::write(const std::string& text) {
  for (size_t at = 0; at < text.size() && error_ == 0;) {
    const ssize_t written = ::write(descriptor_, text.data() + at, text.size() - at);
    if (written >= 0)
      at += static_cast<size_t>(written);
    else if (errno != EINTR)
      error_ = errno;
  }
}

int open_report(const std::string& path) {
  return open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666);
}

// A reader that has seen enough is no trouble; a full disk is.
int ended(const Output& results) {
  if (results.error() == 0 || results.error() == EPIPE) return exit_ok;
  Output talk(STDERR_FILENO);
  talk.write(fmt::format("shakedown: standard output: {}\n", std::strerror(results.error())));
  return exit_error;
}

Style style_for(int descriptor, ColorChoice color, Verbosity verbosity) {
  Style style;
  style.color = color == ColorChoice::always || (color == ColorChoice::automatic && can_redraw(descriptor) &&
                                                 environment("NO_COLOR").empty());
  style.utf8 = std::strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
  style.columns = columns_of(descriptor);
  style.verbosity = verbosity;
  return style;
}

int or_error(int code, bool trouble) {
  return trouble && (code == exit_ok || code == exit_nothing_ran) ? exit_error : code;
}

bool can_redraw(int descriptor) {
  const std::string terminal = environment("TERM");
  return isatty(descriptor) != 0 && !terminal.empty() && terminal != "dumb";
}

}  // namespace shakedown
