# As root of a container: which capabilities the program needs, and what it says where one is missing.
#     sh capabilities.sh PROGRAM CHECKOUT
. "$2/tests/integration/cli_common.sh"
export SHAKEDOWN_SCENARIOS="$2/scenarios"
built=$program
# Where this script is not root itself, the container is a user namespace of its own.
own=
[ "$(id -u)" -eq 0 ] || own='--unshare-user --uid 0 --gid 0'

# in_container OPTION... COMMAND...: from here on the program runs in a sandbox where /proc/sys is read-only.
in_container() {
  printf '#!/bin/sh\nexec bwrap --unshare-pid --ro-bind / / --dev /dev --proc /proc %s %s %s "$@"\n' \
    "--ro-bind /proc/sys /proc/sys --bind $folder $folder --cap-drop ALL" "$*" "$built" >"$folder/wrapped"
  chmod 755 "$folder/wrapped"
  program=$folder/wrapped
}
# with CAPABILITY...: as root with these alone.
with() {
  # shellcheck disable=SC2046
  in_container "$own" $(for capability in "$@"; do printf ' --cap-add CAP_%s' "$capability"; done)
}

# As users of containers see it: what sysctls ask for is there, too.
with SYS_ADMIN NET_ADMIN NET_RAW
expect 0 run handshake/passive-open handshake/syn-ack-lost reset --json "$folder/report.json"
prints ' passed[ ,]'
grep -q skip "$folder/out" && complain "$what: something was skipped"

# One fewer, and it says so before the first run, with what to do.
for missing in SYS_ADMIN NET_ADMIN NET_RAW; do
  # shellcheck disable=SC2046
  with $(printf '%s\n' SYS_ADMIN NET_ADMIN NET_RAW | grep -vx "$missing")
  expect 3 run handshake/passive-open
  prints_nothing
  says 'capabilities SYS_ADMIN, NET_ADMIN and NET_RAW'
  [ "$(wc -l <"$folder/err")" -eq 2 ] || complain "$what: more than two lines say that $missing is missing"
done

# What reads files alone wants none.
with
expect 0 check "$SHAKEDOWN_SCENARIOS"
expect 0 list
expect 3 run handshake/passive-open
says 'run as another user'

# A user without any capability who may have a user namespace, but no /proc of its own: what asks for settings
# is skipped, even where a kernel may do without, and nothing else.
chmod 755 "$folder"
if [ "$(id -u)" -eq 0 ]; then
  in_container --cap-add CAP_SETUID --cap-add CAP_SETGID \
    setpriv --reuid 1000 --regid 1000 --clear-groups --bounding-set -all
else
  in_container --unshare-user --uid 1000 --gid 1000
fi
expect 0 run handshake/passive-open handshake/syn-ack-lost handshake/no-answer
prints '^skip   handshake/syn-ack-lost'
prints '^skip   handshake/no-answer'
prints '^2 passed, 4 skipped'
exit "$bad"
