#pragma once
// One of the keeper's threads that make labs and clear them away. Making one waits for the kernel more than
// it computes, so several make them side by side, each for workers of its own.

#include <deque>
#include <list>

#include "lab/lab_maker.h"
#include "lab/lab_table.h"
#include "lab/protocol.h"

namespace shakedown {

class MakerThread {
 public:
  MakerThread(LabMaker maker, LabTable& labs);
  // It works until the process ends, below every worker, so that no step waits for another's lab.
  void start();
  // Called by the thread that serves the control channel. The requests of one slot always come here.
  void add_worker(uint32_t number, uint32_t slot, Descriptor channel);

 private:
  struct Worker {
    uint32_t number = 0, slot = 0;
    Descriptor channel;
  };
  struct Release {
    uint32_t worker = 0;
    keeper::ReleaseRequest request;
  };

  [[noreturn]] void make_labs();
  bool serve(Worker& worker);
  bool make_lab(Worker& worker, const keeper::MakeRequest& request);
  void release(const Release& release);
  void release_waiting(size_t down_to);

  LabMaker maker_;
  LabTable& labs_;
  Descriptor poll_;
  std::list<Worker> workers_;  // grows at add_worker's hands; a worker stays until the end
  std::deque<Release> releases_;
  std::array<uint32_t, keeper::worker_slots> serials_{};  // of each slot's last interface
};

}  // namespace shakedown
