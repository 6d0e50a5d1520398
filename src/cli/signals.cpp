#include "cli/signals.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>

#include "shakedown/result.h"

namespace shakedown {

namespace {

constexpr int ending_signals[] = {SIGINT, SIGTERM, SIGHUP};

// A handler can reach nothing but globals, and lock-free atomics of these alone.
std::atomic<StopSwitch*> to_stop{nullptr};
std::atomic<int> signals_caught{0};
std::atomic<bool> line_drawn{false};
static_assert(std::atomic<StopSwitch*>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

struct sigaction before[3];

void handle(int) {
  const int saved = errno;
  if (signals_caught.fetch_add(1) > 0) _exit(exit_interrupted);
  if (StopSwitch* stop = to_stop.load()) stop->request();
  const char* text = line_drawn.load()
                         ? "\r\x1b[Kshakedown: interrupted; what runs is ended, once more ends at once\n"
                         : "shakedown: interrupted; what runs is ended, once more ends at once\n";
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text, std::strlen(text));
  errno = saved;
}

}  // namespace

SignalGuard::SignalGuard(StopSwitch& stop, bool live) {
  to_stop = &stop;
  line_drawn = live;
  signals_caught = 0;
  struct sigaction action {};
  action.sa_handler = handle;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < 3; ++i) {
    sigaction(ending_signals[i], nullptr, &before[i]);
    // nohup means it; a shell that starts us in the background ignores SIGINT, which still is to be answered.
    const bool ignored = before[i].sa_handler == SIG_IGN && ending_signals[i] == SIGHUP;
    if (!ignored) sigaction(ending_signals[i], &action, nullptr);
  }
}

SignalGuard::~SignalGuard() {
  for (size_t i = 0; i < 3; ++i) sigaction(ending_signals[i], &before[i], nullptr);
  to_stop = nullptr;
}

bool SignalGuard::caught() { return signals_caught.load() > 0; }

}  // namespace shakedown
