#pragma once
// Makes one lab: a fresh network namespace with one end of a veth pair, addresses, neighbours and settings.
// Runs in a thread of the keeper, which stands in the tester's namespace before and after.

#include <string>
#include <vector>

#include "driver/descriptor.h"
#include "lab/netlink.h"
#include "lab/settings.h"
#include "shakedown/lab.h"

namespace shakedown {

struct LabPlan {
  Family family = Family::v4;
  uint32_t mtu = 1500;
  bool quickack = false;
  uint32_t rto_min_ms = 0;
  uint32_t interface = 0;  // index of the tester's end
  struct Setting {
    std::string path, value;
    bool required = false;
  };
  std::vector<Setting> settings;
};

struct MadeLab {
  Descriptor name_space;  // keeps the lab alive
  Descriptor diag;
  std::vector<Descriptor> sockets;
  uint64_t cookie = 0;  // tells the namespace from all others
  uint32_t settings_made = 0;
};

class LabMaker {
 public:
  // In the tester's namespace.
  static Outcome<LabMaker> open(const Settings& settings, const Calibration& calibration, bool ipv6);
  Outcome<MadeLab> make(const LabPlan& plan);
  int tester_namespace() const { return tester_.get(); }

 private:
  LabMaker(const Settings& settings, const Calibration& calibration, bool ipv6, Descriptor tester,
           Netlink netlink)
      : settings_(settings),
        calibration_(calibration),
        ipv6_(ipv6),
        tester_(std::move(tester)),
        netlink_(std::move(netlink)) {}
  Outcome<MadeLab> make_inside(const LabPlan& plan);
  Outcome<void> apply_settings(const LabPlan& plan, bool of_interface, MadeLab& lab);
  Outcome<void> make_link(const LabPlan& plan, Netlink& lab);
  Outcome<void> settle_link(Netlink& lab);
  Outcome<void> make_network(const LabPlan& plan, Netlink& lab);

  const Settings& settings_;
  const Calibration& calibration_;
  bool ipv6_;  // the kernel has it
  Descriptor tester_;
  Netlink netlink_;  // in the tester's namespace
};

// The network namespace of a socket, and its cookie.
Descriptor namespace_of(int socket);
uint64_t namespace_cookie(int socket);

}  // namespace shakedown
