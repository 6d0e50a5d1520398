#include "lab/keeper_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <thread>

#include "lab/channel.h"
#include "lab/keeper_service.h"
#include "lab/machine.h"
#include "lab/privileges.h"
#include "lab/protocol.h"

namespace shakedown {
namespace {

// No signal of the terminal, no open pipe of the main process and none of its descriptors concern the keeper.
void stand_apart(int control) {
  prctl(PR_SET_NAME, keeper_name, 0, 0, 0);
  setsid();
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGALRM, SIGTSTP, SIGUSR1, SIGUSR2})
    std::signal(signal, SIG_IGN);
  const int null = open("/dev/null", O_RDWR);
  for (int standard = 0; standard <= 2; ++standard) {
    if (null >= 0)
      dup2(null, standard);
    else
      close(standard);
  }
  const auto first = static_cast<unsigned>(control);
  syscall(SYS_close_range, 3U, first - 1, 0U);
  syscall(SYS_close_range, first + 1, ~0U, 0U);
  if (chdir("/") != 0) return;
}

bool can_write(const Settings& settings) {
  const auto ttl = settings.read("net/ipv4/ip_default_ttl");
  return ttl && settings.write("net/ipv4/ip_default_ttl", *ttl) == 0;
}

// Where /proc/sys is read-only (containers), a fresh /proc in a mount namespace of our own may be writable.
// In a user namespace that takes a process namespace too, and so a process that is born in it.
bool mount_own_proc(bool rootless) {
  if (unshare(CLONE_NEWNS | (rootless ? CLONE_NEWPID : 0)) != 0) return false;
  if (rootless) {
    const pid_t child = fork();
    if (child != 0) _exit(child < 0 ? 1 : 0);
    setsid();
  }
  return mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) == 0;
}

bool open_settings(Settings& settings, bool rootless) {
  if (settings.open() && can_write(settings)) return true;
  if (!mount_own_proc(rootless)) return false;
  return settings.open() && can_write(settings);
}

bool kernel_has_ipv6() {
  const Descriptor socket(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  return static_cast<bool>(socket);
}

// The kernel makes namespaces side by side but links and addresses one at a time: on two cores a second maker
// brought an eighth, a third took some of it back.
unsigned makers_for_this_machine() {
  constexpr unsigned most = 2;
  return std::clamp(std::thread::hardware_concurrency(), 1U, most);
}

[[noreturn]] void give_up(int control, const std::string& what) {
  keeper::Greeting greeting;
  std::strncpy(greeting.what, what.c_str(), sizeof greeting.what - 1);
  send_struct(control, greeting);
  _exit(1);
}

void greet(int control, const KeeperPlan& plan, bool sysctls, bool ipv6, const Calibration& calibration) {
  keeper::Greeting greeting;
  greeting.ok = 1;
  greeting.rootless = plan.rootless;
  greeting.realtime = plan.realtime;
  greeting.sysctls = sysctls;
  greeting.ipv6 = ipv6;
  std::string lines;
  for (const auto& [name, value] : calibration.values) lines += fmt::format("{}={}\n", name, value);
  send_struct(control, greeting);
  send_message(control, std::as_bytes(std::span(lines)));
}

}  // namespace

void run_keeper(Descriptor control, const KeeperPlan& plan) {
  stand_apart(control.get());
  if (plan.rootless)
    if (Outcome<void> entered = enter_user_namespace(); !entered)
      give_up(control.get(), entered.error().what);
  // The first namespace is for finding out what a fresh one is like, the second is the tester's.
  if (unshare(CLONE_NEWNET) != 0) give_up(control.get(), "cannot make a network namespace");
  Settings settings;
  const bool sysctls = open_settings(settings, plan.rootless);
  const Calibration calibration = calibrate(settings);
  if (unshare(CLONE_NEWNET) != 0) give_up(control.get(), "cannot make the tester's network namespace");
  const bool ipv6 = kernel_has_ipv6();
  settings.write("net/ipv6/conf/all/disable_ipv6", "1");
  settings.write("net/ipv6/conf/default/disable_ipv6", "1");

  std::vector<LabMaker> makers;
  for (unsigned i = 0; i < makers_for_this_machine(); ++i) {
    Outcome<LabMaker> maker = LabMaker::open(settings, calibration, ipv6);
    if (!maker) give_up(control.get(), maker.error().what);
    makers.push_back(std::move(*maker));
  }
  Descriptor tester(fcntl(makers.front().tester_namespace(), F_DUPFD_CLOEXEC, 0));
  greet(control.get(), plan, sysctls, ipv6, calibration);
  KeeperService({control.get(), plan.main, plan.realtime && !plan.rootless, calibration}, std::move(makers),
                std::move(tester))
      .run();
}

}  // namespace shakedown
