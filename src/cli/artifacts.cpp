#include "cli/artifacts.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "report/pcapng.h"
#include "text/hash.h"
#include "text/utf8.h"

namespace shakedown {

namespace {

namespace fs = std::filesystem;

constexpr const char* suffix = ".pcapng";
constexpr size_t longest_part = 200;  // of the 255 octets that file systems allow

// Letters, digits and marks that neither a shell's user nor another file system stumbles over. `~` is not
// among them: it sets off what is no part of the run id.
bool plain(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return letter || std::string_view("-_.,=+[]").find(c) != std::string_view::npos;
}

std::string escaped(std::string_view octets) {
  std::string out;
  for (const char octet : octets) out += fmt::format("%{:02X}", static_cast<unsigned char>(octet));
  return out;
}

// One name of a path; never "", "." or "..", and never hidden.
std::string part_of_name(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const std::string character(text.substr(at, std::max<size_t>(utf8_length(text.substr(at)), 1)));
    const bool letter = character.size() > 1 && printable(character, true) == character;
    const bool keep =
        letter || (character.size() == 1 && plain(character[0]) && (at > 0 || character != "."));
    out += keep ? character : escaped(character);
    at += character.size();
  }
  if (out.empty()) return "%";
  if (out.size() <= longest_part) return out;
  size_t end = longest_part;
  while (utf8_fault(out.substr(0, end))) --end;
  return fmt::format("{}~{:016x}", out.substr(0, end), fnv1a(text));
}

// Answers errno, or 0. What stands there goes first: neither a link nor a pipe is written through.
int write_anew(const std::string& path, const std::string& octets) {
  if (unlink(path.c_str()) != 0 && errno != ENOENT) return errno;
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) return errno;
  int error = 0;
  {
    Output file(descriptor, true);
    file.write(octets);
    error = file.error();
  }
  if (error != 0) unlink(path.c_str());  // half a capture is none
  return error;
}

}  // namespace

std::string artifact_name(const RunResult& run) {
  const std::string& id = run.run.run_id;
  // Folders end where the brackets begin: what stands in them is one name.
  const size_t bracket = std::min(id.find('['), id.size());
  std::string name;
  size_t at = 0;
  for (size_t slash = id.find('/'); slash < bracket; slash = id.find('/', at)) {
    name += part_of_name(std::string_view(id).substr(at, slash - at)) + "/";
    at = slash + 1;
  }
  name += part_of_name(std::string_view(id).substr(at));
  if (run.repeat > 0) name += fmt::format("~round-{}", run.repeat + 1);
  return name + suffix;
}

Artifacts::Artifacts(const Options& options, const SuiteFacts& facts, Output& talk)
    : folder_(options.artifacts), all_(options.artifacts_all), facts_(facts), talk_(talk) {
  if (!asked()) return;
  std::error_code error;
  fs::create_directories(folder_, error);
  usable_ = !error;
  if (error) complain(folder_, error.value());
}

void Artifacts::add(const RunResult& run) {
  const bool wanted = all_ || (run.verdict != Verdict::pass && run.verdict != Verdict::skip);
  if (!usable_ || !wanted) return;
  const std::string path = path_for(run);
  std::error_code error;
  fs::create_directories(fs::path(path).parent_path(), error);
  const int number = error ? error.value() : write_anew(path, pcapng_section(run, facts_));
  if (number != 0) complain(path, number);
}

// Two files of one name in two folders may make runs of one id.
std::string Artifacts::path_for(const RunResult& run) {
  const std::string name = artifact_name(run);
  std::string free = name;
  for (int n = 2; !taken_.insert(free).second; ++n)
    free = fmt::format("{}~{}{}", name.substr(0, name.size() - std::strlen(suffix)), n, suffix);
  return (fs::path(folder_) / free).string();
}

void Artifacts::complain(const std::string& path, int error) {
  unwritten_ = true;
  const Style style = style_for(talk_.descriptor(), ColorChoice::never, Verbosity::normal);
  talk_.write(fmt::format("shakedown: the capture cannot be written to `{}`: {}\n",
                          printable(path, style.utf8), std::strerror(error)));
}

}  // namespace shakedown
