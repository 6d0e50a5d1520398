#include "engine/schedule_thread.h"

#include <utility>

namespace shakedown {

namespace {
// Several times what a run was seen to use; sanitizers widen every frame.
constexpr size_t stack_octets = 512 * 1024;
}  // namespace

SmallThread::SmallThread(std::function<void()> body) : body_(std::move(body)) {
  pthread_attr_t attributes;
  error_ = pthread_attr_init(&attributes);
  if (error_) return;
  pthread_attr_setstacksize(&attributes, stack_octets);
  error_ = pthread_create(&thread_, &attributes, &SmallThread::enter, this);
  pthread_attr_destroy(&attributes);
  joinable_ = error_ == 0;
}

void SmallThread::join() {
  if (joinable_) pthread_join(thread_, nullptr);
  joinable_ = false;
}

void* SmallThread::enter(void* self) {
  static_cast<SmallThread*>(self)->body_();
  return nullptr;
}

}  // namespace shakedown
