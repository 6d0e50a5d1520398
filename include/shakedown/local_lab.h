#pragma once
// The local lab: a fresh network namespace per run, this machine's kernel in it as the target, made by a
// small privileged keeper process so that whatever parses bytes holds no privilege.

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>

#include "shakedown/lab.h"
#include "shakedown/stop.h"

namespace shakedown {

struct KeeperOptions {
  bool realtime = true;  // ask for real-time priority for the workers, where that is allowed
};

// What the machine allows, found when the keeper starts.
struct KeeperFacts {
  bool rootless = false;  // in a user namespace of our own
  bool realtime = false;  // workers run at real-time priority
  bool sysctls = true;    // /proc/sys can be written in a lab
  bool ipv6 = true;
  std::string release;                                      // of this machine's kernel
  Duration tick{};                                          // of its timers
  std::vector<std::pair<std::string, std::string>> pinned;  // every pinned setting with its value
};

// Lives as long as labs are to be made. Start it before any thread exists and before any file is read: it
// forks. Afterwards this process has given up every privilege and runs as the invoking user (SUDO_UID under
// sudo).
class Keeper {
 public:
  static Outcome<std::unique_ptr<Keeper>> start(const KeeperOptions& options);
  virtual ~Keeper() = default;  // labs must be gone; ends the keeper process
  virtual const KeeperFacts& facts() const = 0;
  // A factory for one thread, made by and used in that thread: pins it to a CPU and raises its priority.
  // The switch wakes its labs' waits.
  virtual Outcome<std::unique_ptr<LabFactory>> worker(unsigned number, const StopSwitch& stop) = 0;
};

}  // namespace shakedown
