#pragma once
// The keeper at work: this thread serves the small requests of running scenarios, so that no step waits while
// another's lab is being made; maker threads make the labs.

#include <deque>
#include <list>

#include "lab/lab_table.h"
#include "lab/maker_thread.h"
#include "lab/protocol.h"
#include "lab/settings.h"

namespace shakedown {

struct KeeperDuty {
  int control = -1;
  pid_t main = 0;         // the process that is served
  bool realtime = false;  // its workers, and this thread, get real-time priority
  const Calibration& calibration;
};

class KeeperService {
 public:
  // In the tester's namespace, which `tester` names. At least one maker.
  KeeperService(KeeperDuty duty, std::vector<LabMaker> makers, Descriptor tester);
  // Until the main process is gone or closes its end; then clears every lab away and ends this process, with
  // whatever its other threads are about.
  [[noreturn]] void run();

 private:
  struct Worker {
    uint32_t number = 0;
    Descriptor call_channel;
  };

  bool serve_control();
  bool serve_call(Worker& worker);
  keeper::Answer add_worker(const keeper::WorkerRequest& request, std::vector<Descriptor>& channels,
                            std::vector<Descriptor>& packets);
  void hurry(pid_t thread);
  void open_socket(const KeptLab& lab, keeper::Answer& answer, std::vector<Descriptor>& opened);
  void clear_away(const KeptLab& lab);

  KeeperDuty duty_;
  Descriptor tester_;  // its namespace
  LabTable labs_;
  std::deque<MakerThread> makers_;
  std::list<Worker> workers_;  // a worker stays until the end
  Descriptor calls_poll_;
};

}  // namespace shakedown
