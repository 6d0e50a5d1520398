# Sourced by what needs a fresh Debian 12: makes one in a folder and runs commands in it. As root.
# shellcheck shell=sh

debian_child=

# make_debian FOLDER [BASE]: BASE, a tree that debootstrap made earlier, is copied instead of fetched.
make_debian() {
  if [ -n "${2-}" ]; then
    cp -a --reflink=auto "$2" "$1" || return
  else
    # The mirror and the manner of reaching it are this machine's own.
    # shellcheck disable=SC2016
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Codename: bookworm' 'Label: Debian' | head -n 1)
    debootstrap --variant=minbase bookworm "$1" "${mirror:-http://deb.debian.org/debian}" >"$1.log" 2>&1 || {
      tail -n 20 "$1.log" >&2
      return 1
    }
  fi
  apt-config dump | grep -E '^Acquire::(https?::Proxy|Check-)' >"$1/etc/apt/apt.conf.d/90host"
  cp /etc/resolv.conf /etc/hosts "$1/etc/"
}

# in_debian FOLDER COMMAND...: what it mounts and starts goes with its namespaces, whatever the end. unshare
# hears nothing but SIGKILL while its child runs, so it runs beside the shell, for end_debian to kill.
in_debian() {
  # shellcheck disable=SC2016
  unshare --mount --pid --fork --kill-child sh -c '
    tree=$1
    shift
    mount --make-rprivate /
    mount -t proc proc "$tree/proc"
    mount -t sysfs -o ro sysfs "$tree/sys"
    mount --rbind /dev "$tree/dev"
    mount -t tmpfs tmpfs "$tree/run"
    exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
      chroot "$tree" "$@"' sh "$@" &
  debian_child=$!
  wait "$debian_child"
  result=$?
  debian_child=
  return "$result"
}

# For a trap: ends what in_debian runs.
end_debian() {
  if [ -n "$debian_child" ]; then kill -KILL "$debian_child" 2>/dev/null && wait "$debian_child"; fi
}
