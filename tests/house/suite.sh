# Rule: the bundled scenarios with fixed ids are there, and every bundled file says what it shows and covers.
#     sh suite.sh ROOT
cd "$1" || exit 2
bad=0
complain() {
  echo "$1"
  bad=1
}

while read -r folder names; do
  for name in $names; do
    [ -f "scenarios/$folder/$name.yaml" ] || complain "scenarios/$folder/$name.yaml: is missing"
  done
done <<'IDS'
handshake passive-open active-open hello-7456 isn-wraps isn simultaneous-open closed-port no-answer
handshake syn-ack-lost stranger half-open-discovery
close target-first peer-first right-after-handshake half-close simultaneous third-ack-first
close fin-before-third-ack time-wait time-wait-ends port-reuse
reset target-crashes crashed-peer abort in-window
retransmission data-backoff fast fast-sack fin gives-up
keepalive answered dead-peer
window limit zero
IDS

list=$(mktemp)
find scenarios -name '*.yaml' | sort >"$list"
while IFS= read -r file; do
  for key in name about covers; do
    case $file in scenarios/given/*) [ "$key" = covers ] && continue ;; esac
    grep -q "^$key:" "$file" || complain "$file: no \`$key:\`"
  done
done <"$list"
rm -f "$list"
exit "$bad"
