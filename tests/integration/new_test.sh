# `shakedown new` writes a scenario that passes; `list --json` lists for programs.
#     sh new_test.sh PROGRAM CHECKOUT
. "$2/tests/integration/cli_common.sh"
export SHAKEDOWN_SCENARIOS="$2/scenarios"
unset NO_COLOR COLUMNS
cd "$folder" || exit 1

expect 0 new my/first && prints '^my/first.yaml is written' && prints '^  shakedown run -v my/first.yaml$'
says_nothing
expect 0 check my/first.yaml && prints '^ok: 1 scenario, 2 runs$' && says_nothing
expect 0 run my/first.yaml && prints '^pass   first\[4\]' && prints '^pass   first\[6\]' && says_nothing
sed 's/expect: ACK  /expect: ACK ack=5/' my/first.yaml >changed.yaml
expect 1 run changed.yaml && prints 'ack is 6, not 5'

# Nothing that is there is touched, by whatever name.
cp my/first.yaml before
expect 2 new my/first && says '`my/first.yaml` is there already' && prints_nothing
expect 2 new my/first.yaml && says 'is there already'
ln -s nowhere my/link.yaml
expect 2 new my/link && says 'is there already'
cmp -s before my/first.yaml || complain 'new wrote over a file'
rm my/link.yaml
[ ! -e nowhere ] || complain 'new wrote through a link'

expect 2 new && says '`new` needs one NAME'
expect 2 new a b && says '`new` needs one NAME'
expect 2 new 'a b' && says 'is no name for a scenario'
expect 2 new 'a[4]' && says 'cannot stand in the name'
expect 2 new a/ && says 'is no name for a scenario'
expect 2 new --force a && says 'unknown option'
expect 3 new before/a && says 'cannot be written: Not a directory'
expect 3 new /proc/a && says '`/proc/a.yaml` cannot be written'
"$program" new unsaid >/dev/full 2>err
[ $? -eq 3 ] || complain 'new >/dev/full: exit code'

# What root's sudo writes is the invoking user's.
if [ "$(id -u)" -eq 0 ]; then
  mkdir open shut && chmod 777 open && chmod 755 "$folder" shut
  SUDO_UID=65534 SUDO_GID=65534 expect 0 new open/mine/a
  [ "$(stat -c %u:%g open/mine/a.yaml)" = 65534:65534 ] || complain "$what: not the invoking user's"
  SUDO_UID=65534 SUDO_GID=65534 expect 3 new shut/a && says 'Permission denied'
fi

# --- list --json ---
expect 0 list --json - && prints '^{"schema":1,"shakedown":' && says ' scenarios, '
prints '"id":"close/simultaneous","name":"' && prints '"run":"close/simultaneous\[6\]","family":6'
if grep -q '^close/simultaneous ' out; then complain "$what: a list for people beside the document"; fi
if grep -q '"id":"close/time-wait-ends"' out; then complain "$what: takes what is very-slow"; fi
expect 0 list --filter slow --family 4 --json - && prints '"tags":\["slow"\]'
if grep -q '"family":6' out; then complain "$what: takes IPv6"; fi
expect 0 list close/simultaneous --json list.json && prints '^close/simultaneous '
grep -q '"id":"close/simultaneous"' list.json || complain "$what: list.json lacks it"
expect 4 list --filter no-such-tag --json - && prints '^\],"left_out":'
expect 3 list --json /dev/full && says 'the list cannot be written to `/dev/full`: No space left'
expect 3 list --json none/list.json && says 'No such file' && prints '^close/simultaneous '
expect 2 list my --json my/first.yaml && says 'no place for a report'
cmp -s before my/first.yaml || complain 'a list was written over a scenario'
"$program" list --json - >/dev/full 2>err
[ $? -eq 3 ] || complain 'list --json - >/dev/full: exit code'
exit "$bad"
