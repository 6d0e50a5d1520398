#include <array>

#include "shakedown/scenario.h"

namespace shakedown {

std::string to_string(TcpState state) {
  static constexpr std::array<const char*, 11> names{
      "CLOSED",     "LISTEN",     "SYN-SENT", "SYN-RECEIVED", "ESTABLISHED", "FIN-WAIT-1",
      "FIN-WAIT-2", "CLOSE-WAIT", "CLOSING",  "LAST-ACK",     "TIME-WAIT"};
  return names.at(static_cast<size_t>(state));
}

}  // namespace shakedown
