# Sourced by scenarios/run and tests/run, with `root` set to the checkout: installs what is missing, builds.
# Everything said goes to standard error, since standard output belongs to the program that is run.
# shellcheck shell=sh

exit_error=3  # the program's own exit code for "could not be carried out"

build_packages='g++ cmake ninja-build pkg-config libtins-dev libyaml-cpp-dev libboost-program-options-dev
  libpcap-dev nlohmann-json3-dev libpugixml-dev libfmt-dev libexpected-dev libmnl-dev nettle-dev'
package_packages='dpkg-dev file'
test_packages='doctest-dev libxml2-utils'
all_packages='clang clang-format clang-tidy libclang-rt-14-dev bubblewrap ccache shellcheck xz-utils
  tshark wireshark-common tcpdump iproute2 jq python3-jsonschema python3-ruamel.yaml zsh fish mandoc
  debootstrap chromium chromium-driver fonts-dejavu-core curl'

log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

say() { printf '%s\n' "$*" >&2; }

# fail MESSAGE: what went wrong, behind the end of the log when there is one.
fail() {
  if [ -s "$log" ]; then tail -n 60 "$log" >&2; fi
  say "$1"
  exit "$exit_error"
}

# --- who builds ---------------------------------------------------------------------------------------
# The invoking user under sudo, else whom the checkout belongs to: nothing of root's stays behind in it.
choose_builder() {
  builder_uid=$(id -u)
  builder_gid=$(id -g)
  [ "$builder_uid" -eq 0 ] || return 0
  for candidate in "${SUDO_UID:-0}:${SUDO_GID:-${SUDO_UID:-0}}" "$(stat -c %u:%g "$root")"; do
    builder_uid=${candidate%:*}
    builder_gid=${candidate#*:}
    if [ "$builder_uid" -ne 0 ] && as_builder test -r "$root/CMakeLists.txt" 2>/dev/null; then return 0; fi
  done
  builder_uid=0
  builder_gid=0
}

as_builder() {
  if [ "$(id -u)" -ne 0 ] || [ "$builder_uid" -eq 0 ]; then
    "$@"
    return
  fi
  home=$(getent passwd "$builder_uid" | cut -d: -f6)
  setpriv --reuid "$builder_uid" --regid "$builder_gid" --clear-groups \
    env HOME="${home:-$root/build}" "$@"
}

# The folder for everything built: the builder's, even where only root may make it.
make_build_folder() {
  mkdir -p "$root/build" || fail "cannot write to $root"
  give_to_builder
}

# What root has written below build/ becomes the builder's.
give_to_builder() {
  if [ "$(id -u)" -eq 0 ] && [ "$builder_uid" -ne 0 ]; then
    chown -R -h "$builder_uid:$builder_gid" "$root/build"
  fi
}

# --- packages -----------------------------------------------------------------------------------------
# missing PACKAGE...: those that are not installed, in one line.
missing() {
  command -v dpkg-query >/dev/null || return 0  # not a Debian: cmake will say what it lacks
  # shellcheck disable=SC2016
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null)
  result=
  for package in "$@"; do
    case "
$installed
" in
      *"
$package installed
"*) ;;
      *) result="$result $package" ;;
    esac
  done
  printf '%s' "$result"
}

apt() {
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@" >>"$log" 2>&1
}

# A machine that has never fetched its package lists has no file of this name; one with old lists fails later.
have_lists() {
  for list in /var/lib/apt/lists/*_Packages*; do
    [ -e "$list" ] && return 0
  done
  return 1
}

# install_missing PACKAGE...: installs those that are missing, and says nothing when none is.
install_missing() {
  wanted=$(missing "$@")
  [ -n "$wanted" ] || return 0
  by_hand="apt-get update && apt-get install --no-install-recommends$wanted"
  as_root=
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "packages are missing; as root: $by_hand"
    as_root=sudo
    $as_root true || fail "packages are missing and sudo refused; as root: $by_hand"
  fi
  updated=
  if ! have_lists; then
    say 'fetching package lists'
    apt update || fail "apt-get update failed; as root: $by_hand"
    updated=yes
  fi
  say "installing$wanted"
  # shellcheck disable=SC2086
  apt install -y --no-install-recommends $wanted && : >"$log" && return 0
  [ -z "$updated" ] || fail "the installation failed; as root: $by_hand"
  say 'fetching newer package lists'
  apt update || fail "apt-get update failed; as root: $by_hand"
  # shellcheck disable=SC2086
  apt install -y --no-install-recommends $wanted || fail "the installation failed; as root: $by_hand"
  : >"$log"
}

# --- one at a time ------------------------------------------------------------------------------------
# Between lock_build and unlock_build no other call in this checkout installs or builds.
lock_build() {
  as_builder touch "$root/build/lock" || fail "cannot write to $root/build"
  exec 9<"$root/build/lock"
  flock -n 9 && return 0
  say 'waiting for another build in this checkout'
  flock 9
}
unlock_build() { exec 9<&-; }

# --- building -----------------------------------------------------------------------------------------
# cached FOLDER NAME: what an earlier configuration chose.
cached() { sed -n "s/^$2:[A-Z]*=//p" "$1/CMakeCache.txt" 2>/dev/null; }

# configure FOLDER OPTION...: runs cmake unless each -DNAME=VALUE is what the folder already has.
configure() {
  folder=$1
  shift
  if [ -e "$folder/CMakeCache.txt" ] && [ "$(cached "$folder" CMAKE_HOME_DIRECTORY)" != "$root" ]; then
    rm -rf "$folder"  # of a checkout that has been moved or copied
  fi
  stale=
  [ -e "$folder/build.ninja" ] || stale=yes
  for option in "$@"; do
    name=${option%%=*}
    [ "$(cached "$folder" "${name#-D}")" = "${option#*=}" ] || stale=yes
  done
  [ -n "$stale" ] || return 0
  if command -v ccache >/dev/null; then set -- "$@" -DCMAKE_CXX_COMPILER_LAUNCHER=ccache; fi
  say "configuring ${folder#"$root"/}"
  as_builder cmake -S "$root" -B "$folder" -G Ninja "$@" >>"$log" 2>&1 9<&- || fail 'the configuration failed'
  : >"$log"
}

# build FOLDER TARGET...: says one line when there is something to compile, and nothing otherwise.
build() {
  folder=$1
  shift
  # shellcheck disable=SC2016
  as_builder sh -c 'test -w "${CCACHE_DIR:-$HOME}"' || export CCACHE_DIR="$root/build/ccache"
  { as_builder cmake --build "$folder" --target "$@" 2>&1 9<&- || echo 'build: failed'; } | {
    said=
    while IFS= read -r line; do
      printf '%s\n' "$line" >>"$log"
      case $line in
        *'] Building'* | *'] Linking'*)
          [ -n "$said" ] || say "building ${folder#"$root"/}"
          said=yes
          ;;
      esac
    done
  }
  [ "$(tail -n 1 "$log")" != 'build: failed' ] || fail 'the build failed'
  : >"$log"
}

# --- running ------------------------------------------------------------------------------------------
# Whether this user can have a network namespace without help: not everywhere where user namespaces exist may
# their owner use them, so a mount is tried too.
can_make_labs() { [ "$(id -u)" -eq 0 ] || unshare --user --map-root-user --net --mount true 2>/dev/null; }
