# `shakedown run` on a real kernel: exit codes, results and talk, the JSON report, signals, terminals.
#     sh cli_run_test.sh PROGRAM CHECKOUT
. "$2/tests/integration/cli_common.sh"
export SHAKEDOWN_SCENARIOS="$2/scenarios"
unset NO_COLOR COLUMNS
export LC_ALL=C  # ladders are drawn with ASCII
cd "$folder" || exit 1
escape=$(printf '\033')

scenario() { # scenario NAME LINE...: a file of these steps
  name=$1
  shift
  { printf 'name: %s\nsteps:\n' "$name" && printf '  - %s\n' "$@"; } >"$folder/$name.yaml"
}
scenario reset 'send: SYN' 'expect: RST-ACK'
scenario wrong 'send: SYN' 'expect: RST-ACK win=5'
scenario long 'send: SYN' 'expect: RST-ACK' 'wait: 20s'
scenario cannot 'send: SYN' 'expect: RST-ACK'
printf 'sysctl: {net.ipv4.no_such_thing: 1}\n' >>cannot.yaml

expect 0 run reset.yaml --seed 7
prints '^shakedown .*: 2 runs against linux .*, seed 7$'
prints '^pass   reset\[4\]' && prints '^pass   reset\[6\]'
prints '^2 passed in .*; seed 7$' && says_nothing
tail -n 1 out | grep -q '; seed 7$' || complain "$what: the counts are not the last line"
if grep -q "$escape" out; then complain "$what: colour in a file"; fi

expect 1 run wrong.yaml reset.yaml --family 4
prints '^fail   wrong\[4\]' && prints 'wrong.yaml:4:' && prints '^ *  - expect: RST-ACK win=5$'
prints '^ *^^*$'
prints '^  ! win  *5  *0$' && prints '^  up to there:$'
prints '  1 |-- SYN seq=0 win=65535 <mss 1460> -*>|$'
prints '^! .* 2 |<- RST-ACK .*(refused) -*|$' && prints '^!  *2 |<- RST-ACK .*(expected) - '
prints '^what failed:$' && prints '^1 passed, 1 failed in '
expect 1 run wrong.yaml --fail-fast -j 1 && prints '1 failed, 1 not run in '
expect 1 run wrong.yaml reset.yaml -q && prints '^fail '
if grep -q '^pass' out; then complain "$what: -q shows a pass"; fi
expect 4 run cannot.yaml && prints '^skip   cannot\[4\]' && prints 'no_such_thing'
expect 4 run reset.yaml --filter nothing && says 'no run is selected'
expect 0 run reset.yaml -v --family 4 && prints '^ *ms step peer 192.0.2.1 *target 192.0.2.2$'
prints '  1 |-- SYN seq=0 win=65535 <mss 1460> -*>|$' && prints '  2 |<- RST-ACK seq=0 ack=1 win=0 -*|$'
expect 0 run reset.yaml -vv --family 4 && prints '^ *|   4500002c[0-9a-f]* *|$'
expect 0 run reset.yaml --family 4 --repeat 3 && prints '^3 passed in ' && prints 'round 3$'
expect 3 run long.yaml --family 4 --time-limit 300ms && prints '^error  long\[4\]' && prints 'time limit'
expect 0 run reset.yaml --color always && prints "$escape\[32mpass$escape\[0m"

# --- the report ---
expect 0 run reset.yaml --json - --family 4
prints '^{"schema":1,' && prints '"run":"reset\[4\]"' && says '^pass   reset\[4\]' && says '^1 passed in'
if grep -q '^pass' out; then complain "$what: results on standard output beside the document"; fi
expect 1 run wrong.yaml --json report.json --family 4
grep -q '"verdict":"fail"' report.json || complain "$what: report.json lacks the verdict"
grep -q '"column":[1-9]' report.json || complain "$what: report.json lacks the column"
expect 3 run reset.yaml --json "$folder" && says 'Is a directory' && prints_nothing
expect 3 run reset.yaml --json /dev/full && says 'No space left'
expect 1 run wrong.yaml --json /dev/full && says 'No space left'
expect 2 run nothing.yaml --json report2.json && says 'names no file'
cp reset.yaml kept.yaml && cp reset.yaml kept
expect 2 run --json kept.yaml && says 'no place for a report'
expect 2 run kept --json kept && says 'no place for a report'
for file in kept kept.yaml; do
  cmp -s "$file" reset.yaml || complain "a report was written over $file"
done

# Under sudo the report is the invoking user's, and what that user may not write is not written.
if [ "$(id -u)" -eq 0 ]; then
  mkdir open shut && chmod 777 open && chmod 755 "$folder" shut
  export SUDO_UID=65534 SUDO_GID=65534
  expect 0 run reset.yaml --json open/report.json
  [ "$(stat -c %u:%g open/report.json)" = 65534:65534 ] || complain "$what: not the invoking user's report"
  expect 3 run reset.yaml --json shut/report.json && says 'Permission denied'
  chmod 600 wrong.yaml
  expect 2 check wrong.yaml && says 'wrong.yaml'
  chmod 644 wrong.yaml
  unset SUDO_UID SUDO_GID
fi

# --- results that nobody reads ---
"$program" run reset.yaml >/dev/full 2>err
[ $? -eq 3 ] || complain 'run >/dev/full: exit code'
what='run >/dev/full' && says 'No space left'
{ "$program" run reset.yaml --repeat 50 --json piped.json 2>err; echo $? >code; } | head -n 1 >out
[ "$(cat code)" -eq 3 ] || complain "run | head: exit code $(cat code)"
[ "$(grep -c '"verdict"' piped.json)" -eq 100 ] || complain 'run | head: the report is not whole'

# --- signals ---
interrupt() { # interrupt SIGNAL TIMES
  "$program" run long.yaml reset.yaml --family 4 --json cut.json >out 2>err &
  pid=$!
  sleep 1
  began=$(date +%s)
  for _ in $(seq "$2"); do kill -s "$1" "$pid"; done
  wait "$pid"
  code=$?
  what="SIG$1 x $2"
  [ "$code" -eq 130 ] || complain "$what: exit code $code"
  [ $(($(date +%s) - began)) -le 3 ] || complain "$what: took too long"
  says 'interrupted'
}
interrupt INT 1
prints "^interrupted: "
grep -q '"interrupted":true' cut.json || complain "$what: the report is not whole"
interrupt TERM 1
prints '^interrupted: '
interrupt INT 2

# --- a terminal ---
terminal() { script -qec "$1" /dev/null </dev/null >out 2>err; }
terminal "TERM=xterm $program run reset.yaml long.yaml --family 4 --time-limit 1s" && what='on a terminal'
prints "$escape\[32mpass" && prints "$escape\[K\[[01]/2\] "
prints "$escape\[K\[1/2\] long\[4\] waits up to 20 s more: wait: 20s"
terminal "TERM=xterm NO_COLOR=1 $program run reset.yaml" && what='NO_COLOR'
if grep -q "$escape\[32m" out; then complain "$what: coloured"; fi
terminal "TERM=dumb $program run reset.yaml long.yaml --family 4 --time-limit 1s" && what='TERM=dumb'
if grep -q "$escape" out; then complain "$what: escape sequences"; fi
exit "$bad"
