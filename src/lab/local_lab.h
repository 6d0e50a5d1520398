#pragma once
// One lab as its thread sees it: link, driver, clock.

#include "driver/socket_driver.h"
#include "lab/lab_clock.h"
#include "lab/local_link.h"
#include "lab/local_system.h"
#include "shakedown/local_lab.h"

namespace shakedown {

struct LocalLabParts {
  int packets = -1;
  uint32_t interface = 0;
  std::span<uint8_t> buffer;
  LocalSystemParts system;
  LabFacts facts;
};

class LocalLab : public Lab {
 public:
  LocalLab(LocalLabParts parts, int release_channel, const StopSwitch& stop);
  ~LocalLab() override;

  const LabFacts& facts() const override { return facts_; }
  Instant now() override { return clock_.now(); }
  Link& link() override { return link_; }
  Driver& driver() override { return driver_; }
  bool wait(Instant deadline, std::span<const CallRef> calls) override;
  Duration clock_step() override { return clock_.step(); }
  bool stopping() override { return stop_.requested(); }

 private:
  LabFacts facts_;
  LabClock clock_;
  int packets_;
  int release_channel_;
  const StopSwitch& stop_;
  LocalSystem system_;
  LocalLink link_;
  SocketDriver driver_;
};

}  // namespace shakedown
