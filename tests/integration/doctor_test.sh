# `shakedown doctor`, and what run says where it cannot begin: with and without privilege, and where this or
# that is refused. Limits are set in user namespaces of the test's own, which are gone with it.
#     sh doctor_test.sh PROGRAM CHECKOUT
. "$2/tests/integration/cli_common.sh"
export LC_ALL=C
unset NO_COLOR COLUMNS
# What a sanitized program looks for at its end cannot be had in a sandbox.
export ASAN_OPTIONS=detect_leaks=0

# A program with a file of its own, that nobody is shut out of.
chmod 755 "$folder"
cp "$program" "$folder/shakedown" || exit 1
printf 'name: x\nsteps:\n  - send: SYN\n  - expect: RST-ACK\n' >"$folder/reset.yaml"
printf 'name: x\nsteps:\n  - send: SYN\n  - expect: RST-ACK\n  - wait: 20s\n' >"$folder/long.yaml"
chmod a+rX "$folder"/*
nobody=
[ "$(id -u)" -ne 0 ] || nobody='setpriv --reuid 65534 --regid 65534 --clear-groups'

# as WORD...: the program is run by these words from here on.
as() {
  printf '#!/bin/sh\nexec %s\n' "$* $folder/shakedown \"\$@\"" >"$folder/wrapped"
  chmod 755 "$folder/wrapped"
  program=$folder/wrapped
}
# where COMMANDS [WORD...]: the same, as root of a user namespace in which these commands were run before.
where() {
  printf '#!/bin/sh\n%s || exit 99\nexec %s "$@"\n' "$1" "${2-}" >"$folder/inside"
  chmod 755 "$folder/inside"
  as "$nobody unshare --user --map-root-user --mount sh $folder/inside"
}

# --- it works here ---
as ''
expect 0 doctor && says_nothing && prints '^ok  *kernel  *linux [0-9]' && prints '^run works here'
prints '^ok  *lab, IPv4  *made in ' && prints '^ok  *veth ' && prints '^ok  *socket states '
prints '^ok  *leftovers  *none'
if grep -q "$(printf '\033')" "$folder/out"; then complain "$what: colour in a file"; fi
[ "$(id -u)" -ne 0 ] || prints '^ok  *privilege  *root$'
expect 0 doctor --color always && prints "$(printf '\033')\[32mok"
expect 2 doctor here && says 'takes no `here`'
as "$nobody"
expect 0 doctor && prints 'a user namespace takes its place$'
expect 0 run "$folder/reset.yaml" --family 4
"$folder/shakedown" doctor >/dev/full 2>"$folder/err"
[ $? -eq 3 ] || complain 'doctor >/dev/full: exit code'

# --- no namespaces ---
where 'echo 0 >/proc/sys/user/max_user_namespaces' 'setpriv --bounding-set -all'
expect 3 doctor && prints '^missing  *user namespaces  *refused: .* since user.max_user_namespaces is 0$'
prints '^  *mend: sudo sysctl -w user.max_user_namespaces=10000' && prints '^run cannot work here: 1 missing$'
expect 3 run "$folder/reset.yaml" && prints_nothing
says '^shakedown: a lab cannot be made: user namespaces: refused: .* since user.max_user_namespaces is 0$'
says '^  sudo sysctl -w user.max_user_namespaces=10000'
where 'echo 0 >/proc/sys/user/max_net_namespaces'
expect 3 doctor && prints '^missing  *network namespaces  *there are as many as '
expect 3 run "$folder/reset.yaml" && prints_nothing && says '^  sudo sysctl -w user.max_net_namespaces=10000$'

# --- settings that cannot be written ---
where 'mount --bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys'
expect 0 doctor && prints '^warning  *sysctls  */proc/sys is read-only: '
prints '^  *mend: docker run --security-opt apparmor=unconfined '
prints '^run works here; '

# --- what a crash has left ---
"$folder/shakedown" run "$folder/long.yaml" --family 4 >"$folder/out" 2>&1 &
main=$!
keeper=
for _ in $(seq 50); do
  for process in /proc/[0-9]*; do
    if [ "$(readlink "$process/exe" 2>/dev/null)" = "$folder/shakedown" ] &&
      [ "$(cat "$process/comm" 2>/dev/null)" = shakedown-keep ]; then keeper=${process#/proc/}; fi
  done
  [ -z "$keeper" ] || break
  sleep 0.1
done
[ -n "$keeper" ] || complain 'no keeper beside a run'
as ''
expect 0 doctor && prints '^ok  *leftovers '
kill -STOP "$keeper"
kill -KILL "$main"
wait "$main" 2>/dev/null
expect 0 doctor && prints "^warning  *leftovers .*: $keeper\$" && prints "mend: sudo kill -KILL $keeper\$"
kill -KILL "$keeper"
for _ in $(seq 50); do
  [ -d "/proc/$keeper" ] || break
  sleep 0.1
done
expect 0 doctor && prints '^ok  *leftovers '
exit "$bad"
