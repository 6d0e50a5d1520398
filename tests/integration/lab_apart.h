#pragma once
// A keeper takes this process's privileges away for good, so each test of the lab runs in a process of its
// own.

#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <exception>
#include <functional>
#include <string>

namespace lab_test {

// Runs `body` in a child process and answers what it threw, "" when it threw nothing.
inline std::string apart(const std::function<void()>& body) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return "cannot open a pipe";
  const pid_t child = fork();
  if (child < 0) return "cannot fork";
  if (child == 0) {
    close(ends[0]);
    std::string what;
    try {
      body();
    } catch (const std::exception& error) {
      what = std::string("failed: ") + error.what();
    }
    _exit(write(ends[1], what.data(), what.size()) == static_cast<ssize_t>(what.size()) && what.empty() ? 0
                                                                                                        : 1);
  }
  close(ends[1]);
  std::string what;
  std::array<char, 512> buffer{};
  for (ssize_t got = 0; (got = read(ends[0], buffer.data(), buffer.size())) > 0;)
    what.append(buffer.data(), static_cast<size_t>(got));
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (what.empty() && status != 0) what = "died of " + std::to_string(status);
  return what;
}

}  // namespace lab_test
