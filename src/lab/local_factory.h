#pragma once
// One thread's hands on the keeper.

#include <memory>

#include "driver/descriptor.h"
#include "shakedown/local_lab.h"

namespace shakedown {

struct WorkerChannels {
  Descriptor labs;     // making and releasing
  Descriptor calls;    // small requests of the running scenario
  Descriptor packets;  // the tester's end of all links of this worker
};

std::unique_ptr<LabFactory> make_local_factory(WorkerChannels channels, const KeeperFacts& facts,
                                               const StopSwitch& stop);

}  // namespace shakedown
