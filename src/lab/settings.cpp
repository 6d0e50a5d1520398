#include "lab/settings.h"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <sstream>

#include "lab/pinned.h"

namespace shakedown {
namespace {

std::string single_spaced(const std::string& text) {
  std::istringstream words(text);
  std::string result, word;
  while (words >> word) result += (result.empty() ? "" : " ") + word;
  return result;
}

// Tries the wanted value and what would do instead; answers the value that stands in the end.
std::string pin(const Settings& settings, const PinnedSetting& setting, const std::string& fresh,
                Calibration& result) {
  std::istringstream choices(setting.values);
  for (std::string choice; std::getline(choices, choice, '|');) {
    if (single_spaced(choice) == fresh) return fresh;
    if (settings.write(setting.name, choice) != 0) continue;
    result.writes.emplace_back(setting.name, choice);
    return settings.read(setting.name).value_or(fresh);
  }
  return fresh;
}

}  // namespace

bool Settings::open() {
  root_.reset(::open("/proc/sys", O_PATH | O_DIRECTORY | O_CLOEXEC));
  return static_cast<bool>(root_);
}

std::optional<std::string> Settings::read(const std::string& path) const {
  const Descriptor file(openat(root_.get(), path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return std::nullopt;
  std::array<char, 1024> text{};
  const ssize_t got = ::read(file.get(), text.data(), text.size());
  if (got < 0) return std::nullopt;
  return single_spaced(std::string(text.data(), static_cast<size_t>(got)));
}

int Settings::write(const std::string& path, const std::string& value) const {
  const Descriptor file(openat(root_.get(), path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file) return errno;
  return ::write(file.get(), value.data(), value.size()) == static_cast<ssize_t>(value.size()) ? 0 : errno;
}

Calibration calibrate(const Settings& settings) {
  Calibration result;
  for (const PinnedSetting& setting : pinned_settings()) {
    const std::optional<std::string> fresh = settings.read(setting.name);
    if (!fresh) continue;
    result.values.emplace_back(dotted_name(setting.name), pin(settings, setting, *fresh, result));
  }
  std::istringstream names(settings.read("net/ipv4/tcp_available_congestion_control").value_or("reno"));
  for (std::string name; names >> name;) result.congestion_controls.push_back(name);
  return result;
}

std::optional<std::string> setting_path(const std::string& dotted) {
  std::string path = dotted;
  std::replace(path.begin(), path.end(), '.', '/');
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '/';
  };
  if (path.rfind("net/", 0) != 0 || path.back() == '/' || path.find("//") != std::string::npos ||
      !std::all_of(path.begin(), path.end(), plain))
    return std::nullopt;
  return path;
}

std::string dotted_name(std::string path) {
  std::replace(path.begin(), path.end(), '/', '.');
  return path;
}

}  // namespace shakedown
