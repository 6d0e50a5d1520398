#include "report/capture_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "report/style.h"
#include "text/hash.h"
#include "text/utf8.h"

namespace shakedown {

namespace {

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

}  // namespace

std::string capture_name(const RunResult& run) {
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
  return name + capture_suffix;
}

}  // namespace shakedown
