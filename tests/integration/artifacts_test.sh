# --artifacts on a real kernel: which captures are kept, whose they are, and what happens when they cannot be.
#     sh artifacts_test.sh PROGRAM CHECKOUT
. "$2/tests/integration/cli_common.sh"
export SHAKEDOWN_SCENARIOS="$2/scenarios"
unset NO_COLOR COLUMNS
cd "$folder" || exit 1

printf 'name: right\nsteps:\n  - send: SYN\n  - expect: RST-ACK\n' >right.yaml
printf 'name: wrong\nsteps:\n  - send: SYN\n  - expect: RST-ACK win=5\n' >wrong.yaml
mkdir a && cp wrong.yaml a/wrong.yaml

# keeps FOLDER NAME...: these files and no others, each a capture.
keeps() {
  kept=$1
  shift
  for name in "$@"; do printf '%s\n' "$name"; done | sort >wanted
  (cd "$kept" && find . -type f | sed 's,^\./,,' | sort) >found
  cmp -s wanted found || complain "$what: kept in $kept: $(cat found)"
  while IFS= read -r name; do
    [ "$(od -An -tx1 -N4 "$kept/$name" | tr -d ' ')" = 0a0d0d0a ] || complain "$what: $name is no capture"
  done <found
}

expect 1 run right.yaml wrong.yaml --artifacts some && says_nothing
keeps some 'wrong[4].pcapng' 'wrong[6].pcapng'
expect 1 run right.yaml wrong.yaml --family 4 --artifacts-all --artifacts deep/er/all
keeps deep/er/all 'right[4].pcapng' 'wrong[4].pcapng'
expect 1 run wrong.yaml a/wrong.yaml --family 4 --repeat 2 --artifacts twice
keeps twice 'wrong[4].pcapng' 'wrong[4]~2.pcapng' 'wrong[4]~round-2.pcapng' 'wrong[4]~round-2~2.pcapng'
expect 0 run reset/crashed-peer --family 4 --artifacts-all --artifacts some
keeps some 'wrong[4].pcapng' 'wrong[6].pcapng' 'reset/crashed-peer[4].pcapng'
expect 0 run right.yaml --artifacts none
keeps none
expect 1 run wrong.yaml
[ -z "$(find . -name '*.pcapng' -newer out)" ] || complain "$what: a capture that nobody asked for"
expect 2 run right.yaml --artifacts-all && says 'needs `--artifacts`'

# --- what cannot be written ---
: >file
expect 3 run right.yaml --artifacts file/below --json report.json --family 4
says '^shakedown: the capture cannot be written to `file/below`: Not a directory$'
prints '^pass   right\[4\]' && prints '^1 passed in '
grep -q '"verdict":"pass"' report.json || complain "$what: the report is not whole"
expect 1 run wrong.yaml --artifacts file --family 4 && says 'the capture cannot be written to `file`: '
mkdir -p 'taken/wrong[4].pcapng'
expect 1 run wrong.yaml --artifacts taken
says 'the capture cannot be written to `taken/wrong\[4\].pcapng`: '
[ "$(grep -c shakedown: err)" -eq 1 ] || complain "$what: more than one complaint"
keeps taken 'wrong[6].pcapng'
# A full disk, as a limit on the size of files.
(
  trap '' XFSZ
  ulimit -f 0
  "$program" run right.yaml --family 4 --artifacts-all --artifacts full 2>&1
  echo "exit code $?"
) | cat >out
what='run with a full disk'
prints 'the capture cannot be written to `full/right\[4\].pcapng`: File too large'
prints '^1 passed in ' && prints '^exit code 3$'
keeps full

# Results that nobody reads are kept all the same.
"$program" run right.yaml -j 1 --family 4 --repeat 40 --artifacts-all --artifacts unread >/dev/full 2>err
code=$?
what='run >/dev/full'
[ "$code" -eq 3 ] || complain "$what: exit code $code"
[ "$(find unread -type f | wc -l)" -eq 40 ] || complain "$what: $(find unread -type f | wc -l) captures"

# Under sudo the captures are the invoking user's, and what that user may not write is not written.
if [ "$(id -u)" -eq 0 ]; then
  mkdir open shut && chmod 777 open && chmod 755 "$folder" shut
  export SUDO_UID=65534 SUDO_GID=65534
  expect 1 run wrong.yaml --artifacts open/kept && keeps open/kept 'wrong[4].pcapng' 'wrong[6].pcapng'
  for made in open/kept 'open/kept/wrong[4].pcapng'; do
    [ "$(stat -c %u:%g "$made")" = 65534:65534 ] || complain "$what: $made is not the invoking user's"
  done
  expect 1 run wrong.yaml --artifacts shut && says 'Permission denied' && keeps shut
  expect 3 run right.yaml --artifacts shut/below && says '`shut/below`: Permission denied'
fi
exit "$bad"
