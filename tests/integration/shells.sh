# zsh and fish take the completion scripts and offer what they should; mandoc has nothing to say of the manual
# page, and shows every option.
#     sh shells.sh PROGRAM CHECKOUT
checkout=$2
. "$checkout/tests/integration/cli_common.sh"
export SHAKEDOWN_SCENARIOS="$checkout/scenarios"
export HOME="$folder" XDG_CONFIG_HOME="$folder/config" XDG_DATA_HOME="$folder/data"
cd "$folder" || exit 1
mkdir bin mine
ln -s "$program" bin/shakedown
PATH=$folder/bin:$PATH
touch first.yaml report.json

wrong() {
  bad=1
  echo "FAIL: $1"
}
for shell in bash zsh fish; do
  shakedown completion "$shell" >"completion.$shell" || wrong "completion $shell: exit code"
  "$shell" -n "completion.$shell" || wrong "$shell -n: exit code"
done
shellcheck --shell=bash --format=gcc completion.bash || wrong 'shellcheck: exit code'

# offers WORD...: these are among what was offered.
offers() {
  for word in "$@"; do grep -qxF -- "$word" offered || wrong "$asked: does not offer $word"; done
}
only() { [ "$(grep -c . offered)" -eq "$1" ] || wrong "$asked: offers $(tr '\n' ' ' <offered)"; }

# --- fish ---
fish_asked() {
  asked="fish: $1"
  timeout 60 fish --no-config -c 'source completion.fish; complete -C $argv[1]' "$1" </dev/null 2>err |
    cut -f 1 >offered
  if [ -s err ]; then wrong "$asked: $(cat err)"; fi
}
fish_asked 'shakedown ru' && offers run && only 1
fish_asked 'shakedown ' && offers run check list show new completion man help
fish_asked 'shakedown run --fam' && offers --family && only 1
fish_asked 'shakedown run --family ' && offers 4 6 both && only 3
fish_asked 'shakedown run --family=b' && offers --family=both && only 1
fish_asked 'shakedown run --report j' && offers json= junit= && only 2
fish_asked 'shakedown run --report json=rep' && offers json=report.json && only 1
fish_asked 'shakedown run --report=json=rep' && offers --report=json=report.json && only 1
fish_asked 'shakedown run close/sim' && offers close/simultaneous
fish_asked 'shakedown run "close/simultaneous["' && offers 'close/simultaneous[4]'
fish_asked 'shakedown run fir' && offers first.yaml
fish_asked 'shakedown run --filter very' && offers very-slow
fish_asked 'shakedown run --artifacts mi' && offers mine/
fish_asked 'shakedown help sh' && offers show && only 1
fish_asked 'shakedown completion ' && offers bash zsh fish && only 3
fish_asked 'shakedown check --jo' && only 0

# --- zsh ---
zsh_asked() {
  asked="zsh: $1"
  timeout 60 zsh -f "$checkout/tests/integration/ask.zsh" ./completion.zsh "$1" </dev/null 2>err >all ||
    wrong "$asked: exit code $?"
  sort -u all >offered
  if [ -s err ]; then wrong "$asked: $(cat err)"; fi
}
zsh_asked 'shakedown ru' && offers run && only 1
zsh_asked 'shakedown ' && offers run check list show new completion man help
zsh_asked 'shakedown run --fam' && offers --family
zsh_asked 'shakedown run --family ' && offers 4 6 both && only 3
zsh_asked 'shakedown run --family=b' && offers both && only 1
zsh_asked 'shakedown run --report j' && offers json junit && only 2
zsh_asked 'shakedown run --report json=rep' && offers report.json && only 1
zsh_asked 'shakedown run close/sim' && offers close/simultaneous
zsh_asked "shakedown run 'close/simultaneous[" && offers 'close/simultaneous[4]'
zsh_asked 'shakedown run fir' && offers first.yaml && only 1
zsh_asked 'shakedown run --filter very' && offers very-slow && only 1
zsh_asked 'shakedown run --artifacts mi' && offers mine && only 1
zsh_asked 'shakedown help sh' && offers show && only 1
zsh_asked 'shakedown completion ' && offers bash zsh fish && only 3
zsh_asked 'shakedown check --jo' && only 0

# --- the manual page ---
shakedown man >shakedown.1 || wrong 'man: exit code'
mandoc -Tlint shakedown.1 >lint 2>&1 || wrong "mandoc -Tlint: $(cat lint)"
mandoc -Tascii shakedown.1 | col -b >shown
for command in $(shakedown help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p'); do
  for option in $(shakedown help "$command" | grep -o -- '^  [- ][a-z ]*[, ] *--[a-z-]*' | sed 's/.* //'); do
    grep -q -- "$option" shown || wrong "the manual page does not show $option"
  done
done
exit "$bad"
