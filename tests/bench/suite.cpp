// What a whole suite costs: its wall time beside its longest run, and the most memory of any process of it.
//   suite PROGRAM [ARGUMENTS of shakedown run]
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  char report[] = "/tmp/shakedown-suite-XXXXXX";
  const int file = mkstemp(report);
  if (file < 0) return 3;
  close(file);
  std::vector<char*> words{argv[1], const_cast<char*>("run"), const_cast<char*>("-q"),
                           const_cast<char*>("--json"), report};
  for (int i = 2; i < argc; ++i) words.push_back(argv[i]);
  words.push_back(nullptr);

  const auto begin = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child == 0) {
    dup2(STDERR_FILENO, STDOUT_FILENO);
    execv(words[0], words.data());
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;

  const auto json = nlohmann::json::parse(std::ifstream(report), nullptr, false);
  unlink(report);
  if (json.is_discarded()) return 3;
  double longest = 0;
  for (const auto& run : json.at("runs")) longest = std::max(longest, run.at("seconds").get<double>());
  rusage used{};
  getrusage(RUSAGE_CHILDREN, &used);
  fmt::print(
      "{:<66} {:.2f} s, longest run {:.2f} s, largest process {} MiB\n",
      fmt::format("the suite{}, {} runs", argc > 2 ? " " + std::string(argv[2]) : "", json.at("runs").size()),
      wall.count(), longest, used.ru_maxrss / 1024);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 3;
}
