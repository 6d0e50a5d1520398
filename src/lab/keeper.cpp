#include <fmt/format.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstring>
#include <mutex>
#include <sstream>

#include "lab/channel.h"
#include "lab/keeper_process.h"
#include "lab/local_factory.h"
#include "lab/machine.h"
#include "lab/privileges.h"
#include "lab/protocol.h"
#include "shakedown/local_lab.h"

namespace shakedown {
namespace {

// Tries out what the keeper will do for each worker, and in a user namespace each worker for itself.
bool may_run_in_realtime() {
  sched_param priority{keeper::worker_priority + 1};
  if (sched_setscheduler(0, SCHED_FIFO, &priority) != 0) return false;
  priority.sched_priority = 0;
  return sched_setscheduler(0, SCHED_OTHER, &priority) == 0;
}

std::vector<int> allowed_cpus() {
  cpu_set_t set;
  CPU_ZERO(&set);
  std::vector<int> result;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return result;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
    if (CPU_ISSET(static_cast<size_t>(cpu), &set)) result.push_back(cpu);
  return result;
}

KeeperFacts facts_of_machine() {
  KeeperFacts facts;
  facts.release = kernel_release();
  facts.tick = timer_tick();
  return facts;
}

class KeeperClient : public Keeper {
 public:
  KeeperClient(Descriptor control, pid_t process, KeeperFacts facts)
      : control_(std::move(control)), process_(process), facts_(std::move(facts)), cpus_(allowed_cpus()) {}

  ~KeeperClient() override {
    // The keeper sees the end of requests, clears away, and closes its own end by ending.
    shutdown(control_.get(), SHUT_WR);
    std::array<std::byte, 1> nothing{};
    receive_message(control_.get(), nothing);
    while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

  const KeeperFacts& facts() const override { return facts_; }

  Outcome<std::unique_ptr<LabFactory>> worker(unsigned number, const StopSwitch& stop) override {
    Outcome<WorkerChannels> channels = open_channels(number);
    if (!channels) return tl::unexpected(channels.error());
    prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
    if (!cpus_.empty()) {
      cpu_set_t one;
      CPU_ZERO(&one);
      CPU_SET(static_cast<size_t>(cpus_[number % cpus_.size()]), &one);
      sched_setaffinity(0, sizeof one, &one);
    }
    if (facts_.realtime && facts_.rootless) {
      const sched_param priority{keeper::worker_priority};
      sched_setscheduler(0, SCHED_FIFO, &priority);
    }
    return make_local_factory(std::move(*channels), facts_, stop);
  }

 private:
  Outcome<WorkerChannels> open_channels(unsigned number) {
    ChannelPair labs, calls;
    if (!make_channel(labs) || !make_channel(calls))
      return tl::unexpected(Trouble{fmt::format("cannot open a channel: {}", std::strerror(errno)), false});
    const std::array<int, 2> theirs = {labs.theirs.get(), calls.theirs.get()};
    keeper::WorkerRequest request;
    request.slot = number;
    request.thread = gettid();
    const std::lock_guard lock(mutex_);
    keeper::Answer answer;
    if (!send_struct(control_.get(), request, theirs))
      return tl::unexpected(Trouble{"the keeper is gone", false});
    std::vector<Descriptor> packets;
    if (!receive_answer(control_.get(), std::as_writable_bytes(std::span(&answer, 1)), packets))
      return tl::unexpected(Trouble{"the keeper is gone", false});
    if (!answer.ok || packets.size() != 1) return tl::unexpected(Trouble{answer.what, false});
    return WorkerChannels{std::move(labs.ours), std::move(calls.ours), std::move(packets[0])};
  }

  Descriptor control_;
  pid_t process_;
  KeeperFacts facts_;
  std::vector<int> cpus_;
  std::mutex mutex_;
};

// The keeper's first words: what it found, or why it cannot work.
Outcome<void> read_greeting(int control, KeeperFacts& facts) {
  keeper::Greeting greeting;
  if (receive_message(control, std::as_writable_bytes(std::span(&greeting, 1))).octets != sizeof greeting)
    return tl::unexpected(Trouble{"the keeper ended before it was ready", false});
  if (!greeting.ok) return tl::unexpected(Trouble{greeting.what, false});
  facts.rootless = greeting.rootless != 0;
  facts.realtime = greeting.realtime != 0;
  facts.sysctls = greeting.sysctls != 0;
  facts.ipv6 = greeting.ipv6 != 0;
  std::string lines(65536, '\0');
  lines.resize(receive_message(control, std::as_writable_bytes(std::span(lines))).octets);
  std::istringstream text(lines);
  for (std::string line; std::getline(text, line);)
    if (const size_t equals = line.find('='); equals != std::string::npos)
      facts.pinned.emplace_back(line.substr(0, equals), line.substr(equals + 1));
  return {};
}

}  // namespace

Outcome<std::unique_ptr<Keeper>> Keeper::start(const KeeperOptions& options) {
  ChannelPair control;
  if (!make_channel(control))
    return tl::unexpected(Trouble{fmt::format("cannot open a channel: {}", std::strerror(errno)), false});
  const KeeperPlan plan{getpid(), !may_make_namespaces(), options.realtime && may_run_in_realtime()};
  const pid_t process = fork();
  if (process < 0)
    return tl::unexpected(Trouble{fmt::format("cannot fork: {}", std::strerror(errno)), false});
  if (process == 0) run_keeper(std::move(control.theirs), plan);
  control.theirs.reset();
  KeeperFacts facts = facts_of_machine();
  Outcome<void> ready = drop_privileges();
  if (ready) ready = read_greeting(control.ours.get(), facts);
  auto client = std::make_unique<KeeperClient>(std::move(control.ours), process, std::move(facts));
  if (!ready) return tl::unexpected(ready.error());
  return client;
}

}  // namespace shakedown
