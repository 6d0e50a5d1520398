#pragma once
// One switch that ends everything: a signal handler, the time limit or a failure count throws it, and every
// sleeping lab wakes through its descriptor.

#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>

namespace shakedown {

class StopSwitch {
 public:
  StopSwitch() : descriptor_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}
  ~StopSwitch() { close(descriptor_); }
  StopSwitch(const StopSwitch&) = delete;
  StopSwitch& operator=(const StopSwitch&) = delete;

  // Async-signal-safe. Cannot be undone.
  void request() {
    requested_.store(true, std::memory_order_relaxed);
    const uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = write(descriptor_, &one, sizeof one);
  }
  bool requested() const { return requested_.load(std::memory_order_relaxed); }
  // Readable from the moment of the request on; never read from it.
  int descriptor() const { return descriptor_; }

 private:
  std::atomic<bool> requested_{false};
  int descriptor_;
};

}  // namespace shakedown
