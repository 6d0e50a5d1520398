# Rule: shell scripts are plain POSIX sh, and shellcheck, where it is installed, has nothing to say.
#     sh shell.sh ROOT
cd "$1" || exit 2
bad=0
list=$(mktemp)
find .ci scenarios/run tests -type f \( -name run -o -name "*.sh" \) 2>/dev/null | sort >"$list"
while IFS= read -r script; do
  sh -n "$script" || bad=1
  if head -n 1 "$script" | grep -q '^#!.*bash'; then
    echo "$script:1: asks for bash"
    bad=1
  fi
  if command -v shellcheck >/dev/null; then
    # Not followed: sourced files (SC1091, SC2034, SC2154), calls by name (SC2317). Quotes mean it (SC2016).
    shellcheck --shell=sh --format=gcc --exclude=SC1091,SC2016,SC2317,SC2034,SC2154 "$script" || bad=1
  fi
done <"$list"
rm -f "$list"
exit "$bad"
