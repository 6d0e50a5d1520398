#pragma once
// The keeper at work. Two threads: one makes labs and clears them away, at ordinary priority; the other
// serves the small requests of running scenarios, so that no step waits while another's lab is being made.

#include <atomic>
#include <deque>
#include <list>

#include "lab/lab_maker.h"
#include "lab/lab_table.h"
#include "lab/protocol.h"

namespace shakedown {

class KeeperService {
 public:
  // In the tester's namespace.
  KeeperService(int control, LabMaker maker, Descriptor tester, bool realtime)
      : control_(control), maker_(std::move(maker)), tester_(std::move(tester)), realtime_(realtime) {}
  // Until the main process is gone or closes its end; then clears every lab away and ends this process, with
  // whatever its other thread is about.
  [[noreturn]] void run();

 private:
  struct Worker {
    uint32_t number = 0, slot = 0;
    uint32_t labs_made = 0;
    Descriptor lab_channel, call_channel;
  };
  struct Release {
    uint32_t worker = 0;
    keeper::ReleaseRequest request;
  };

  // the serving thread
  bool serve_control();
  bool serve_call(Worker& worker);
  keeper::Answer add_worker(uint32_t slot, std::vector<Descriptor>& channels,
                            std::vector<Descriptor>& packets);
  void open_socket(const KeptLab& lab, keeper::Answer& answer, std::vector<Descriptor>& opened);
  void clear_away(const KeptLab& lab);
  // the making thread
  void make_labs();
  bool serve_lab_channel(Worker& worker);
  bool make_lab(Worker& worker, const keeper::MakeRequest& request);
  void release(const Release& release);
  void release_waiting(size_t down_to);

  int control_;
  LabMaker maker_;
  Descriptor tester_;  // its namespace
  bool realtime_;
  LabTable labs_;
  std::list<Worker> workers_;  // grows at the serving thread's hands; a worker stays until the end
  Descriptor calls_poll_, labs_poll_;
  std::deque<Release> releases_;
  std::array<uint32_t, keeper::worker_slots> serials_{};  // of each slot's last interface
};

}  // namespace shakedown
