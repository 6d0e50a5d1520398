#include "cli/state_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "cli/output.h"
#include "driver/descriptor.h"

namespace shakedown {

namespace {

constexpr size_t most_octets = 16 << 20;  // of a file that we might have written

// An absolute path in the environment, or "": others are to be ignored by the XDG specification.
std::string folder_named(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && value[0] == '/' ? value : "";
}

// Sudo may leave root's HOME behind.
std::string home() {
  const char* sudo = std::getenv("SUDO_UID");
  const bool behind_sudo = getuid() != 0 && sudo != nullptr && sudo == std::to_string(getuid());
  if (const std::string named = folder_named("HOME"); !behind_sudo && !named.empty()) return named;
  const passwd* user = getpwuid(getuid());
  return user != nullptr && user->pw_dir[0] == '/' ? user->pw_dir : "";
}

// Everything up to the last slash; as private as the specification asks for.
void make_folders_of(const std::string& path) {
  for (size_t slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1))
    mkdir(path.substr(0, slash).c_str(), 0700);
}

// So that two programs that end at once do not undo each other's change. Whoever holds it for long is not
// waited for.
void lock(int folder) {
  for (int i = 0; i < 50 && flock(folder, LOCK_EX | LOCK_NB) != 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

// Answers errno, or 0.
int replace(const std::string& path, const std::string& text) {
  const std::string fresh = fmt::format("{}.{}", path, getpid());
  unlink(fresh.c_str());  // of a process of this number that was killed
  const int descriptor = open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return errno;
  int error = 0;
  {
    Output file(descriptor, true);
    file.write(text);
    error = file.error();
    if (error == 0 && fsync(descriptor) != 0) error = errno;
  }
  if (error == 0 && rename(fresh.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) unlink(fresh.c_str());
  return error;
}

}  // namespace

std::string state_path(const std::string& name) {
  std::string folder = folder_named("XDG_STATE_HOME");
  if (folder.empty()) {
    folder = home();
    if (folder.empty()) return "";
    folder += "/.local/state";
  }
  return folder + "/shakedown/" + name;
}

tl::expected<std::string, std::string> read_state(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file) {
    if (errno == ENOENT || errno == ENOTDIR) return "";
    return tl::make_unexpected(std::string(std::strerror(errno)));
  }
  struct stat facts {};
  if (fstat(file.get(), &facts) != 0) return tl::make_unexpected(std::string(std::strerror(errno)));
  if (!S_ISREG(facts.st_mode)) return tl::make_unexpected("it is no ordinary file");
  std::string text;
  char piece[65536];
  while (true) {
    const ssize_t got = read(file.get(), piece, sizeof piece);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return tl::make_unexpected(std::string(std::strerror(errno)));
    if (got == 0) return text;
    text.append(piece, static_cast<size_t>(got));
    if (text.size() > most_octets) return tl::make_unexpected("it is too long");
  }
}

std::string change_state(const std::string& path,
                         const std::function<std::string(const std::string& before)>& change) {
  // No folder is made for nothing, and nobody hears of a file that need not be written.
  const std::string known = read_state(path).value_or("");
  if (change(known) == known) return "";
  make_folders_of(path);
  const std::string folder = path.substr(0, path.rfind('/'));
  const Descriptor folder_file(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder_file) return std::strerror(errno);
  lock(folder_file.get());
  const auto before = read_state(path);
  if (!before) return before.error();
  const std::string after = change(*before);
  const int error = after == *before ? 0 : replace(path, after);
  return error == 0 ? "" : std::strerror(error);
}

}  // namespace shakedown
