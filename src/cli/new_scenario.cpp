#include "cli/new_scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "text/utf8.h"

namespace shakedown {

namespace {

constexpr const char* suffix = ".yaml";

// Letters of any script, digits, and marks that neither a shell nor a glob minds.
bool may_stand(const std::string& character) {
  if (character.size() > 1) return utf8_encode(utf8_visible(character)) == character;
  const char c = character[0];
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return letter || std::string_view("-_.,=+").find(c) != std::string_view::npos;
}

// What is wrong with one part of a path; "" when nothing is.
std::string fault_of(const std::string& part) {
  if (part.empty()) return "an empty name";
  if (part == "." || part == "..") return "";
  if (part.front() == '.') return "a name that begins with `.` is hidden";
  if (part.front() == '-') return "a name that begins with `-` looks like an option";
  if (part == "given") return "a folder `given` holds preludes";
  for (size_t at = 0; at < part.size();) {
    const size_t octets = std::max<size_t>(utf8_length(std::string_view(part).substr(at)), 1);
    const std::string character = part.substr(at, octets);
    if (octets == 1 && utf8_fault(character)) return "it is not UTF-8";
    if (!may_stand(character)) return fmt::format("`{}` cannot stand in the name of a scenario", character);
    at += octets;
  }
  return "";
}

}  // namespace

tl::expected<std::string, UsageError> file_of_new(const std::string& name) {
  const std::string path = name.ends_with(suffix) ? name : name + suffix;
  const std::string stem = path.substr(0, path.size() - std::string_view(suffix).size());
  for (size_t at = stem.starts_with('/') ? 1 : 0; at <= stem.size();) {
    const size_t end = std::min(stem.find('/', at), stem.size());
    const std::string part = stem.substr(at, end - at);
    const bool last = end == stem.size();
    std::string fault = fault_of(part);
    if (last && (part == "." || part == "..")) fault = "it names a folder";
    if (!fault.empty())
      return tl::make_unexpected(
          UsageError{fmt::format("`{}` is no name for a scenario: {}", name, fault),
                     "letters, digits and - _ . , = + make one; folders are set off with /"});
    at = end + 1;
  }
  return path;
}

std::string new_scenario(const std::string& path) {
  return fmt::format(
      R"(# A scenario is one behaviour of TCP: what our end, the peer, sends, and what the kernel under
# test, the target, must answer. Silence means normal: what a step does not write is filled in, or demanded,
# as a correct TCP would have it, and a segment that no step expects fails the run. To see one:
#   shakedown run -v {}
name: A server reads what we send, and learns that we are done
about: >-
  Say here what happens and why, for somebody who learns TCP from it, and where the RFC says so.
covers: [RFC9293/3.6]             # requirements of the catalogue that it tests
given: ESTABLISHED                # a handshake brings the target there
steps:
  - send: PSH-ACK data="hello"    # our sequence number goes on by itself
  - expect: ACK                   # of all five octets: try `expect: ACK ack=5`, and see it fail
  - target: read = "hello"        # the server's own call, and what it must give
  - send: FIN-ACK                 # we have nothing more to send
  - expect: ACK
  - state: CLOSE-WAIT             # what the target says of itself
  - target: read = eof
  - target: close
  - expect: FIN-ACK
  - send: ACK
  - state: CLOSED
)",
      path);
}

}  // namespace shakedown
