# Completion as bash gives it, and the manual page: what help knows of is in both.
#     sh completion_test.sh PROGRAM CHECKOUT
# The other shells are asked by shells.sh.
. "$2/tests/integration/cli_common.sh"
export SHAKEDOWN_SCENARIOS="$2/scenarios"
cd "$folder" || exit 1
mkdir mine 'with blank'
touch first.yaml notes.txt mine/second.yaml 'with blank/third.yaml' report.json

wrong() {
  bad=1
  echo "FAIL: $1"
}

expect 2 completion && says 'needs the name of a shell'
expect 2 completion tcsh && says 'expected bash, zsh or fish'
expect 2 man run && says 'takes no `run`'
expect 0 completion ids && prints '^close/simultaneous$'
expect 0 completion runs && prints '^close/simultaneous\[4\]$'
expect 0 completion tags && prints '^very-slow$'
SHAKEDOWN_SCENARIOS=/none expect 0 completion ids && prints_nothing && says_nothing
expect 0 completion bash
cp out completion.bash

# ask WORD...: what bash offers in the place of the last one. Words are split as readline does, at `=` too.
cat >ask.bash <<'END'
. ./completion.bash || exit 1
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
piece=${COMP_WORDS[COMP_CWORD]}
[[ $piece == = ]] && piece=
_shakedown "$1" "$piece" "${COMP_WORDS[COMP_CWORD - 1]}"
for word in "${COMPREPLY[@]}"; do printf '%s\n' "$word"; done
END
ask() {
  asked=$*
  bash --norc --noprofile ask.bash "$program" "$@" </dev/null >offered 2>err ||
    wrong "bash: $asked: exit code $?"
  if [ -s err ]; then wrong "bash: $asked: $(cat err)"; fi
}
# offers WORD...: these and no others; offered WORD...: these among others.
offers() {
  for word in "$@"; do printf '%s\n' "$word"; done | sort >wanted
  sort offered | cmp -s wanted - || wrong "bash: $asked: offers $(tr '\n' ' ' <offered), not $*"
}
offered() {
  for word in "$@"; do grep -qxF -- "$word" offered || wrong "bash: $asked: does not offer $word"; done
}

ask ru && offers run
ask '' && offered run check list new completion man help --version
ask run --fam && offers --family
ask run -q --fam && offers --family
ask run --family '' && offers 4 6 both
ask run --family = && offers 4 6 both
ask run --family = b && offers both
ask run --color a && offers auto always
ask run --report '' && offered json= junit= tap= pcapng=
ask run --report j && offers json= junit=
ask run --report json = rep && offers report.json
ask run --report = json = rep && offers report.json
ask run --json rep && offers report.json
ask run --artifacts mi && offers mine
ask run --filter very && offers very-slow
ask run --filter close/sim && offers close/simultaneous
ask run close/sim && offers close/simultaneous
ask run clo && offers close/
ask run '' && offered close/ handshake/ mine 'with blank' first.yaml
ask run "'close/sim" && offers close/simultaneous
ask run 'close/simultaneous[' && offers 'close/simultaneous[4]' 'close/simultaneous[6]'
ask run firs && offers first.yaml
ask run mi && offers mine
ask check with && offers 'with blank'
ask check mine/ && offers mine/second.yaml
ask run --jobs '' && offers
ask run -- --fam && offers
ask list --last && offers --last-failed
ask completion '' && offers bash zsh fish
ask help sh && offers show
ask man '' && offers
ask none '' && offers
ask none --x && offers

# Every command, and every option of it, is where help has it.
"$program" help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p' >commands
[ -s commands ] || wrong 'help names no command'
"$program" man >page || wrong 'man: exit code'
while IFS= read -r name; do
  [ "$name" != help ] || continue
  ask "$name" -
  "$program" help "$name" | sed -n 's/^  \(-[a-z], \)\{0,1\} *\(--[a-z-]*\).*/\2/p' | sort >wanted
  grep '^--' offered | sort | cmp -s wanted - || wrong "bash: $name -: not the options of \`help $name\`"
  grep -q "^.fB$name.fR" page || wrong "man: no command $name"
  while IFS= read -r option; do
    escaped=$(printf '%s' "$option" | sed 's/-/\\-/g')
    grep -qF -- "$escaped" page || wrong "man: no option $option"
  done <wanted
done <commands
exit "$bad"
