#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <clocale>
#include <exception>

#include "cli/commands.h"
#include "cli/plan.h"
#include "lab/privileges.h"
#include "shakedown/result.h"

namespace {

using namespace shakedown;

// Where standard output or error is closed, no file of ours may take its place.
void settle_process() {
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor)
    if (fcntl(descriptor, F_GETFD) < 0) open("/dev/null", O_RDONLY);
  signal(SIGPIPE, SIG_IGN);
  std::setlocale(LC_CTYPE, "");
}

// What only reads files needs no privilege, so it reads them without: they are other people's.
int without_privilege(int (*command)(const Options&), const Options& options) {
  if (const auto dropped = drop_privileges(); !dropped) {
    Output talk(STDERR_FILENO);
    complain({dropped.error().what, ""}, talk);
    return exit_error;
  }
  return command(options);
}

int carry_out(const Options& options) {
  switch (options.verb) {
    case Verb::run:
      return run_command(options);
    case Verb::check:
      return without_privilege(check_command, options);
    case Verb::list:
      return without_privilege(list_command, options);
    case Verb::show:
      return without_privilege(show_command, options);
    case Verb::record:
      return without_privilege(record_command, options);
    case Verb::schema:
      return schema_command(options);
    case Verb::diff:
      return without_privilege(diff_command, options);
    case Verb::merge:
      return without_privilege(merge_command, options);
    case Verb::doctor:
      return doctor_command(options);
    case Verb::create:
      return without_privilege(new_command, options);
    case Verb::completion:
      return without_privilege(completion_command, options);
    case Verb::man:
      return man_command();
    case Verb::help:
      return help_command(options);
    case Verb::version:
      return version_command();
  }
  return exit_usage;
}

}  // namespace

int main(int argc, char** argv) {
  settle_process();
  Output talk(STDERR_FILENO);
  try {
    const auto options = parse_command_line(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
    if (options) return carry_out(*options);
    complain(options.error(), talk);
    talk.write("  `shakedown help` explains the command line\n");
    return exit_usage;
  } catch (const std::exception& error) {
    talk.write(fmt::format("shakedown: internal error: {}\n", error.what()));
    return exit_error;
  }
}
