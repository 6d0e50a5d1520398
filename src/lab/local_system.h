#pragma once
// Where the driver finds its sockets: those that came with the lab, and the keeper for the rest.

#include <vector>

#include "driver/target_system.h"
#include "lab/protocol.h"

namespace shakedown {

struct LocalSystemParts {
  uint32_t lab = 0;
  int call_channel = -1;
  Descriptor diag;
  std::vector<Descriptor> sockets;
};

class LocalSystem : public TargetSystem {
 public:
  LocalSystem(LocalSystemParts parts, const LabFacts& facts) : parts_(std::move(parts)), facts_(facts) {}
  uint32_t lab() const { return parts_.lab; }
  void close_all();

  Family family() const override { return facts_.family; }
  Address peer() const override { return facts_.peer; }
  Address target() const override { return facts_.target; }
  Outcome<Descriptor> open_socket() override;
  int diag_socket() override { return parts_.diag.get(); }
  int enter_repair(int descriptor) override;
  int set_privileged_option(int descriptor, int level, int name, std::span<const uint8_t> value) override;

 private:
  LocalSystemParts parts_;
  const LabFacts& facts_;
};

}  // namespace shakedown
