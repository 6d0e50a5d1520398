#pragma once
// What this machine has of what labs need: looked up and tried out, not yet judged.

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

#include "shakedown/time.h"

namespace shakedown {

// An errno, 0: it works, or not tried since what goes ahead of it failed.
constexpr int not_tried = -1;

// All that a lab cannot do without, each tried in a process of its own that ends at once.
struct LabNeeds {
  bool root = false;
  bool capable = false;  // may make namespaces as it is; else they are tried in a user namespace
  int user_namespace = not_tried;
  int network_namespace = not_tried;
  int veth = not_tried;
  int packet_socket = not_tried;
  int states = not_tried;                       // the kernel tells the states of sockets (inet_diag)
  std::map<std::string, std::string> settings;  // dotted names; those alone that this kernel has
};
// Takes a few milliseconds. Call it as Keeper::start: ahead of any thread.
LabNeeds look_at_needs();

struct ProcessFacts {
  pid_t id = 0, parent = 0;
  std::string name;
  std::string program;  // its file; "": not to be seen by this user
};

struct InterfaceFacts {
  std::string name;
  std::vector<std::string> offloads;  // that join or cut segments, by ethtool's names: "gro"
};

// What is worth knowing besides.
struct Surroundings {
  std::string release;  // of the kernel
  Duration tick{};
  std::string clock, clocks;  // the clock source, and those to choose from
  int tun = not_tried, nftables = not_tried;
  std::vector<ProcessFacts> processes;  // of the machine, but for this one
  std::vector<InterfaceFacts> interfaces;
};
Surroundings look_around();

std::string kernel_release();
Duration timer_tick();

constexpr const char* keeper_name = "shakedown-keep";
constexpr const char* trial_name = "shakedown-try";

}  // namespace shakedown
