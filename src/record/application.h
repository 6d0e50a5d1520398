#pragma once
// What the target's application must have done, guessed from what its end of the connection sent: a capture
// holds no calls.

#include <map>
#include <optional>
#include <vector>

#include "record/dialogue.h"

namespace shakedown {

constexpr Duration pause = 5ms;  // somebody waited; shorter gaps are the machines' own

struct Sending {
  uint32_t octets = 0;
  bool closes = false;  // the FIN goes out with its last octets
};
struct KeepAlive {
  Duration idle{}, interval{};
  unsigned unanswered = 0;  // probes before the target gave up, if it did
};

struct Application {
  std::map<size_t, Sending> sendings;  // by the turn before whose expectation the application sends
  std::optional<KeepAlive> keep_alive;
  bool no_delay = false;    // it sent small segments while another was on its way
  bool shuts_down = false;  // it still read after its own FIN
  bool our_text = false;    // what we send is short text, worth writing out
  bool target_text = false;
};

Application guess_application(const Dialogue& dialogue);

// Octets of the target's, in order, from its first one: what each turn carried.
Bytes target_stream(const Dialogue& dialogue);
Bytes our_stream(const Dialogue& dialogue);

}  // namespace shakedown
