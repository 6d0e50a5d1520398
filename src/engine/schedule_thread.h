#pragma once
// A thread with a small stack: many sleep at a time, and std::thread cannot ask for less than the default.

#include <pthread.h>

#include <functional>

namespace shakedown {

class SmallThread {
 public:
  // Starts `body`, which must not throw. Not joinable() when the system had no thread to give; see error().
  explicit SmallThread(std::function<void()> body);
  ~SmallThread() { join(); }
  SmallThread(const SmallThread&) = delete;
  SmallThread& operator=(const SmallThread&) = delete;

  bool joinable() const { return joinable_; }
  int error() const { return error_; }  // errno of a failed start, or 0
  void join();

 private:
  static void* enter(void* self);

  std::function<void()> body_;
  pthread_t thread_{};
  bool joinable_ = false;
  int error_ = 0;
};

}  // namespace shakedown
