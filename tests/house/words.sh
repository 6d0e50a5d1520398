# Rule: nothing unfinished is left in the tree, and nothing that only its makers could follow.
#     sh words.sh ROOT
# The patterns are written so that this file does not match them.
cd "$1" || exit 2
unfinished='\b([T]ODO|[F]IXME|[X]XX|[H]ACK)\b'
notes='/[w]ork/|\.\./[s]hared|\b[d]esign\.md|\b[l]anguage\.md|[p]rototype\.md|\b[i]ssue #?[0-9]'
makers='\b([c]hatgpt|[c]laude|[c]opilot|[a]nthropic|[o]penai|[l]anguage model|[A]I-generated)\b'
# One of these words is TAP's own, for what is expected to fail.
found=$(grep -rnE --binary-files=without-match --exclude='tap.*' --exclude='*.tap' "$unfinished" \
  CMakeLists.txt README.md CONTRIBUTING.md src include tests scenarios .ci .github 2>/dev/null
  grep -rniE --binary-files=without-match "$notes|$makers" \
    CMakeLists.txt README.md CONTRIBUTING.md src include tests scenarios .ci .github 2>/dev/null)
[ -n "$found" ] || exit 0
printf '%s\n' "$found" | sed 's/^\([^:]*:[0-9]*\):/\1: a banned word: /'
exit 1
