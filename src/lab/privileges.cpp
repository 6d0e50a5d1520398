#include "lab/privileges.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

namespace shakedown {
namespace {

tl::unexpected<Trouble> trouble(const std::string& doing, int error) {
  return tl::unexpected(Trouble{fmt::format("cannot {}: {}", doing, std::strerror(error)), false});
}

// A user or group number that sudo left in the environment; 0: none.
id_t from_sudo(const char* variable) {
  const char* text = getenv(variable);
  if (text == nullptr || *text < '0' || *text > '9') return 0;
  char* end = nullptr;
  const unsigned long long number = strtoull(text, &end, 10);
  return *end == '\0' && number < UINT32_MAX ? static_cast<id_t>(number) : 0;
}

// `group` 0: the user's own, never root's.
Outcome<void> become(uid_t user, gid_t group) {
  const passwd* entry = getpwuid(user);
  if (group == 0) group = entry != nullptr ? entry->pw_gid : static_cast<gid_t>(user);
  const int groups = entry != nullptr ? initgroups(entry->pw_name, group) : setgroups(1, &group);
  if (groups != 0) return trouble("take on the groups of the invoking user", errno);
  if (setresgid(group, group, group) != 0 || setresuid(user, user, user) != 0)
    return trouble("become the invoking user", errno);
  return {};
}

Outcome<void> clear_capabilities() {
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, 2> none{};
  if (syscall(SYS_capset, &header, none.data()) != 0) return trouble("drop capabilities", errno);
  return {};
}

bool write_file(const char* path, const std::string& text) {
  const int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool written = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  close(file);
  return written;
}

}  // namespace

Outcome<void> drop_privileges() {
  for (int capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability)
    prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
  if (const uid_t user = from_sudo("SUDO_UID"); user != 0 && geteuid() == 0) {
    if (Outcome<void> done = become(user, from_sudo("SUDO_GID")); !done) return done;
  }
  if (Outcome<void> done = clear_capabilities(); !done) return done;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return trouble("give up gaining privileges", errno);
  return {};
}

int make_user_namespace() {
  const uid_t user = geteuid();
  const gid_t group = getegid();
  if (unshare(CLONE_NEWUSER) != 0) return errno;
  write_file("/proc/self/setgroups", "deny");
  const bool mapped = write_file("/proc/self/uid_map", fmt::format("0 {} 1", user)) &&
                      write_file("/proc/self/gid_map", fmt::format("0 {} 1", group));
  return mapped ? 0 : errno;
}

Outcome<void> enter_user_namespace() {
  if (const int error = make_user_namespace()) return trouble("make a user namespace", error);
  if (unshare(CLONE_NEWNET) != 0) return trouble("make a network namespace", errno);
  return {};
}

bool may_make_namespaces() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, 2> have{};
  if (syscall(SYS_capget, &header, have.data()) != 0) return false;
  const auto has = [&have](unsigned capability) {
    return (have[capability / 32].effective & (1U << (capability % 32))) != 0;
  };
  return has(CAP_SYS_ADMIN) && has(CAP_NET_ADMIN) && has(CAP_NET_RAW);
}

}  // namespace shakedown
