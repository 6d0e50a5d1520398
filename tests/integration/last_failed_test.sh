# --last-failed: what failed is kept for the user who called, and run again; what cannot be kept spoils no
# run.
#     sh last_failed_test.sh PROGRAM CHECKOUT
. "$2/tests/integration/cli_common.sh"
export SHAKEDOWN_SCENARIOS="$2/scenarios" XDG_STATE_HOME="$folder/state"
unset NO_COLOR COLUMNS
cd "$folder" || exit 1
kept=state/shakedown/last-failed.json

wrong() {
  bad=1
  echo "FAIL: $1"
}
scenario() { # scenario FILE STEP...
  file=$1
  shift
  mkdir -p "$(dirname "$file")"
  { printf 'name: x\nsteps:\n  - send: SYN\n' && printf '  - %s\n' "$@"; } >"$file"
}
right='expect: RST-ACK'
scenario mine/good.yaml "$right"
scenario mine/sub/bad.yaml 'expect: RST-ACK win=5'
scenario mine/long.yaml "$right" 'wait: 20s'
printf 'sysctl: {net.ipv4.no_such_thing: 1}\n' | cat mine/good.yaml - >mine/cannot.yaml

# --- nothing failed ---
expect 4 run --last-failed && says '^shakedown: nothing failed when it last ran$' && says 'no run is selected'
expect 0 run mine/good.yaml && says_nothing
[ ! -e state ] || wrong 'a run that passed has kept something'

# --- what failed runs again, with the ids that it had, until it passes ---
expect 1 run mine --exclude long --family 4 && says_nothing
[ "$(stat -c %a state/shakedown)" = 700 ] || wrong 'others may look into the folder'
expect 0 list --last-failed && prints '^sub/bad  1 run  x$' && says '1 scenario, 1 run'
expect 1 run --last-failed && prints '^fail   sub/bad\[4\]' && prints '^1 failed in' && says_nothing
(cd mine && "$program" list --last-failed 2>/dev/null) | grep -q '^sub/bad' ||
  wrong 'not found from elsewhere'
expect 4 run --last-failed mine/good.yaml && says 'of these nothing failed when it last ran'
expect 4 run --last-failed --family 6 && says 'no run is selected'
expect 1 run --last-failed mine && prints '^1 failed in'
expect 1 run --last-failed mine/sub/bad.yaml && prints '^fail   bad\[4\]'
# What did not run, or could not, keeps its place.
expect 0 run mine/good.yaml && expect 4 run mine/cannot.yaml
expect 3 run mine/long.yaml --family 4 --time-limit 300ms
expect 0 list --last-failed && prints '^bad ' && prints '^long ' && says '2 scenarios, 2 runs'
scenario mine/sub/bad.yaml "$right"
expect 3 run --last-failed --time-limit 1s && prints '^pass   bad\[4\]' && prints '^error  long\[4\]'
expect 0 list --last-failed && says '1 scenario, 1 run'

# --- interrupted ---
scenario mine/long.yaml "$right"
expect 0 run --last-failed && expect 4 run --last-failed
scenario mine/long.yaml "$right" 'wait: 20s'
"$program" run mine/long.yaml --family 6 >out 2>err &
pid=$!
sleep 1
kill -s INT "$pid"
wait "$pid"
expect 0 list -v --last-failed && prints '^  long\[6\]$'

# --- what is not there any more is said, and forgotten ---
scenario mine/sub/bad.yaml 'expect: RST-ACK win=5'
expect 1 run mine/sub/bad.yaml
mv mine/long.yaml elsewhere.yaml
printf 'family: 6\n' | cat mine/sub/bad.yaml - >six.yaml && mv six.yaml mine/sub/bad.yaml
expect 1 run --last-failed && says '`long\[6\]` failed, and is not there any more (mine/long.yaml)'
says '`bad\[4\]` failed, and is not there any more' && prints '^1 failed in'
expect 0 list --last-failed && says '1 scenario, 1 run'
if grep -q 'any more' err; then complain "$what: says it twice"; fi

# --- a list that is none, or cannot be read ---
cp "$kept" good.json
for text in '' 'x' '[]' '{"schema":2}' '{"schema":1,"failed":[{"file":"/a"}]}' "$(printf '\033[31m')"; do
  printf '%s\n' "$text" >"$kept"
  expect 3 run --last-failed && says 'last-failed.json` does not say what failed: ' && prints_nothing
  expect 3 list --last-failed
  expect 0 run mine/good.yaml && says_nothing
done
printf '{"schema":1,"failed":[{"file":"/etc/passwd","id":"\\u001b[2J","root":"/etc","run":"[4]"}]}' >"$kept"
expect 2 run --last-failed && says 'passwd'
if grep -q "$(printf '\033')" err; then complain "$what: an escape sequence reached the terminal"; fi
rm "$kept" && mkfifo "$kept"
expect 3 run --last-failed && says 'cannot be read: it is no ordinary file'
expect 1 run mine/sub/bad.yaml && says 'is not kept for --last-failed'
rm "$kept"
printf x >"$kept"
expect 1 run mine/sub/bad.yaml && says_nothing
expect 0 list --last-failed && prints '^bad '

# --- what cannot be kept is said once, and changes no exit code; what need not be is not said ---
rm -r state && : >state
expect 1 run mine/sub/bad.yaml && says 'is not kept for --last-failed'
[ "$(wc -l <err)" -eq 1 ] || complain "$what: not one line"
expect 0 run mine/good.yaml && says_nothing
rm state
XDG_STATE_HOME=/proc expect 1 run mine/sub/bad.yaml && says 'is not kept for --last-failed'

# --- whose it is ---
mkdir home
unset XDG_STATE_HOME
HOME=$folder/home expect 1 run mine/sub/bad.yaml
[ -e home/.local/state/shakedown/last-failed.json ] || wrong 'not kept in the home'
XDG_STATE_HOME=relative HOME=$folder/home expect 0 list --last-failed && prints '^bad '
HOME=$folder/none expect 4 list --last-failed
if [ "$(id -u)" -eq 0 ]; then
  chmod -R a+rX "$folder"
  mkdir theirs && chown 65534:65534 theirs
  # Root's HOME is not taken for the home of the user behind sudo, whose own is /nonexistent.
  SUDO_UID=65534 SUDO_GID=65534 HOME=$folder/home expect 4 list --last-failed
  SUDO_UID=65534 SUDO_GID=65534 XDG_STATE_HOME=$folder/theirs expect 1 run mine/sub/bad.yaml
  owner=$(stat -c %u:%g theirs/shakedown theirs/shakedown/last-failed.json | sort -u)
  [ "$owner" = 65534:65534 ] || wrong "under sudo what failed is kept by $owner"
fi
exit "$bad"
