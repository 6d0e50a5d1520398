# What zsh offers behind a line that is typed to a shell in a terminal of its own.
#     zsh -f ask.zsh SCRIPT LINE
# Works in the current folder, and ends in failure when nothing was completed within 20 s.
zmodload zsh/zpty
cat >inner.zsh <<'END'
PS1= PS2= RPS1=
autoload -Uz compinit && compinit -u -D
source $SCRIPT
# Every match goes to a file, too.
compadd() {
  local -a hits
  builtin compadd -A hits "$@" 2>/dev/null
  (( $#hits )) && print -rl -- $hits >>offered.zsh
  builtin compadd "$@"
}
ended() { touch asked.zsh; exit }
comppostfuncs=(ended)
bindkey '^I' complete-word
END
rm -f asked.zsh
: >offered.zsh
export SCRIPT=$1
zpty -b shell zsh -f -i
zpty -w shell 'source ./inner.zsh; print rea""dy'
zpty -r -m shell reply '*ready*'
zpty -w -n shell "$2"$'\t'
for ((i = 0; i < 400; i++)); do
  [[ -e asked.zsh ]] && break
  zpty -r -t shell reply
  sleep 0.05
done
zpty -d shell
[[ -e asked.zsh ]] || exit 1
cat offered.zsh
