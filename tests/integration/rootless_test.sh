# Without a privilege the program makes a user namespace of its own; where that is refused it says what to do.
#     sh rootless_test.sh PROGRAM CHECKOUT [--bubblewrap]
# --bubblewrap: in sandboxes of bubblewrap's instead, one that allows user namespaces and one that does not.
. "$2/tests/integration/cli_common.sh"

# Nobody may be shut out of the checkout.
chmod 755 "$folder"
cp "$program" "$folder/shakedown" && cp -r "$2/scenarios" "$folder/scenarios" || exit 1
chmod -R a+rX "$folder"
mkdir "$folder/theirs" && chmod 777 "$folder/theirs"
export SHAKEDOWN_SCENARIOS="$folder/scenarios"

nobody=
[ "$(id -u)" -ne 0 ] || nobody='setpriv --reuid 65534 --regid 65534 --clear-groups'
# What a sanitized program looks for at its end cannot be had in a sandbox.
export ASAN_OPTIONS=detect_leaks=0

# as WRAPPER...: the program is run by these words from here on.
as() {
  printf '#!/bin/sh\nexec %s %s/shakedown "$@"\n' "$*" "$folder" >"$folder/wrapped"
  chmod 755 "$folder/wrapped"
  program=$folder/wrapped
}

passes() {
  expect 0 run handshake/passive-open close/target-first reset retransmission/fast-sack \
    --json "$folder/theirs/report-$1.json"
  prints '^16 passed[ ,]'
  grep -q '"verdict":"pass"' "$folder/theirs/report-$1.json" || complain "$what: no report"
}

if [ "${3-}" != --bubblewrap ]; then
  as "$nobody"
  passes nobody
  [ "$(id -u)" -ne 0 ] || [ "$(stat -c %u "$folder/theirs/report-nobody.json")" -eq 65534 ] ||
    complain "the report is not that of whoever ran the program"
  exit "$bad"
fi

sandbox="bwrap --unshare-all --ro-bind / / --dev /dev --proc /proc --bind $folder $folder"
as "$nobody $sandbox"
passes bubblewrap
as "$nobody $sandbox --unshare-user --disable-userns"
expect 3 run handshake/passive-open
says '^shakedown: a lab cannot be made: user namespaces: refused: ' && says '^  sudo ' && prints_nothing
[ "$(wc -l <"$folder/err")" -eq 2 ] || complain "$what: it takes more than two lines to say so"
expect 3 doctor && prints '^missing  *user namespaces ' && prints '^run cannot work here: 1 missing$'
exit "$bad"
