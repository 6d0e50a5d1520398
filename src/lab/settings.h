#pragma once
// Reading and writing /proc/sys for the network namespace in which the calling thread stands.

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
  std::vector<std::pair<std::string, std::string>> writes;  // paths: what each new lab must be told
};
Calibration calibrate(const Settings& settings);

// "net.ipv4.tcp_ecn" -> "net/ipv4/tcp_ecn"; nullopt unless it is a plain name below "net.".
std::optional<std::string> setting_path(const std::string& dotted);
std::string dotted_name(std::string path);

}  // namespace shakedown
