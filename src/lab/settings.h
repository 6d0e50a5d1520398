#pragma once
// Reading and writing /proc/sys for the network namespace in which the calling thread stands.

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "driver/descriptor.h"

namespace shakedown {

class Settings {
 public:
  // Whether /proc/sys is there. It is looked up anew after an own /proc was mounted.
  bool open();
  // The value on one line, fields parted by one space; nullopt: this kernel does not have it.
  std::optional<std::string> read(const std::string& path) const;
  // 0 or errno: ENOENT: this kernel does not have it; EACCES, EROFS, EPERM: may not be written here.
  int write(const std::string& path, const std::string& value) const;

 private:
  Descriptor root_;
};

// What calibration found out about pinned settings, in a namespace made for it.
struct Calibration {
  std::vector<std::pair<std::string, std::string>>
      values;  // dotted names, with the values that labs will have
  // What the kernel has at hand. Asked for another, it would load a module for whoever asks with privilege.
  std::vector<std::string> congestion_controls;
  std::vector<std::pair<std::string, std::string>> writes;  // paths: what each new lab must be told
};
Calibration calibrate(const Settings& settings);
inline bool has_congestion_control(const Calibration& calibration, const std::string& name) {
  const auto& names = calibration.congestion_controls;
  return std::find(names.begin(), names.end(), name) != names.end();
}

// "net.ipv4.tcp_ecn" -> "net/ipv4/tcp_ecn"; nullopt unless it is a plain name below "net.".
std::optional<std::string> setting_path(const std::string& dotted);
std::string dotted_name(std::string path);

}  // namespace shakedown
