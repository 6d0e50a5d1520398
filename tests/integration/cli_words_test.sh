# What the program says to command lines and files, right and wrong. Needs no lab.
#     sh cli_words_test.sh PROGRAM CHECKOUT
. "$2/tests/integration/cli_common.sh"
export SHAKEDOWN_SCENARIOS="$2/scenarios"
export LC_ALL=C  # ladders are drawn with ASCII
cd "$folder" || exit 1

expect 0 --version && prints '^shakedown [0-9.]*$'
expect 0 --help && prints 'usage: shakedown'
expect 0 help run && prints '--max-failures'
expect 0 run --help && prints '--max-failures'
expect 2 && says 'a command is missing' && prints_nothing
expect 2 rnu && says 'similar name exists: `run`'
expect 2 run --filtre x && says 'similar name exists: `--filter`'
expect 2 run --job 3 && says 'unknown option `--job`'
expect 2 run --jobs -1 && says 'expected a number from 1 to 4096'

expect 0 list && prints '^close/simultaneous ' && says 'scenarios'
expect 0 list -v close/simultaneous && prints '^  close/simultaneous\[6\]$'
expect 0 list --filter slow && prints '\[slow\]'
expect 4 list --filter no-such-tag && says 'matches nothing'
expect 0 show close/simultaneous && prints '^ *10 |<- FIN-ACK unseen -*|$'
prints 'other runs: close/simultaneous\[6\]'
expect 0 show 'close/simultaneous[6]' && prints '^close/simultaneous\[6\]  '
expect 2 show 'close/simultaneous[5]' && says 'matches no run'
expect 2 show close/simultanous && says 'similar name exists: `close/simultaneous`'

expect 0 check "$2/scenarios" && prints '^ok: ' && says_nothing
mkdir empty mine
expect 2 check "$folder/empty" && says 'no scenario in the folder'
: >"mine/nothing.yaml"
expect 2 check "mine/nothing.yaml" && says 'error: ' && prints_nothing
printf 'name: x\nstpes:\n  - send: SYN\n' >"mine/key.yaml"
expect 2 check "mine/key.yaml" && says 'key.yaml:2:1: error: ' && says '`steps`' && says '^ *^^^^^$'
expect 2 check "$folder/mine" && says 'nothing.yaml' && says 'key.yaml' && says 'errors\{0,1\} in 2 files'
printf 'name: \033[31mred\nsteps: 5\n' >"mine/escape.yaml"
expect 2 check "mine/escape.yaml"
if grep -q "$(printf '\033')" err; then complain "$what: an escape sequence reached the terminal"; fi
chmod 000 mine/escape.yaml
expect 2 check mine/escape.yaml && says 'escape.yaml'
chmod 600 mine/escape.yaml
ln -s nowhere "mine/dangling.yaml"
expect 2 check "mine/dangling.yaml" && says 'dangling.yaml'
mkdir "mine/folder.yaml"
expect 2 check "mine/folder.yaml" && says 'no scenario in the folder'
expect 2 check -- -no-such-file && says 'names no file, folder or scenario'

printf 'name: x\nsteps:\n  - send: SYN\n  - expect: RST-ACK\n' >"$folder/good.yaml"
expect 0 check "$folder/good.yaml" && prints '^ok: 1 scenario, 2 runs$'
"$program" check - <"$folder/good.yaml" >"$folder/out" 2>"$folder/err" || complain 'check -: exit code'
printf 'name: [\n' | "$program" check - >"$folder/out" 2>"$folder/err"
[ $? -eq 2 ] || complain 'check - with a broken file: exit code'
what='check -' && says '^standard input:'

# Output that nobody takes: a full disk is an error, a reader that has seen enough is none.
"$program" list >/dev/full 2>"$folder/err"
[ $? -eq 3 ] || complain 'list >/dev/full: exit code'
what='list >/dev/full' && says 'No space left'
"$program" list >&- 2>"$folder/err"
[ $? -eq 3 ] || complain 'list with standard output closed: exit code'
{ "$program" list --all 2>"$folder/err"; echo $? >"$folder/code"; } | head -n 1 >"$folder/out"
[ "$(cat "$folder/code")" -eq 0 ] || complain 'list | head: exit code'

# Installed, the program finds the scenarios beside itself; the environment goes before.
mkdir -p "$folder/bin" "$folder/share/shakedown/scenarios/mine"
cp "$program" "$folder/bin/shakedown"
cp "$folder/good.yaml" "$folder/share/shakedown/scenarios/mine/only.yaml"
built=$program
program=$folder/bin/shakedown
expect 0 list && prints '^close/simultaneous '
unset SHAKEDOWN_SCENARIOS
expect 0 list && prints '^mine/only ' && says '1 scenario, 2 runs'
program=$built
expect 0 list && prints '^close/simultaneous '
SHAKEDOWN_SCENARIOS=$folder/none
export SHAKEDOWN_SCENARIOS
expect 2 list && says 'no scenario in the folder'

# No letter beyond ASCII unless the locale has it.
printf 'name: caf\303\251\nsteps:\n  - send: SYN\n  - expect: RST-ACK\n' >"$folder/cafe.yaml"
LC_ALL=C expect 0 list "$folder/cafe.yaml" && prints 'caf\\u{e9}'
LC_ALL=C.UTF-8 expect 0 list "$folder/cafe.yaml" && prints "$(printf 'caf\303\251')"
exit "$bad"
