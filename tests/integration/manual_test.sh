# The manual is true: what it calls runnable runs, what it calls wrong is refused with the complaint that it
# shows, and each word of the language occurs in one of its examples.
#     sh manual_test.sh PROGRAM CHECKOUT
# The words are read out of the sources' own tables, so that a new one asks for an example.
checkout=$2
export SHAKEDOWN_SCENARIOS="$checkout/scenarios"
. "$checkout/tests/integration/cli_common.sh"
manual=$checkout/scenarios/README.md
mkdir "$folder/run" "$folder/check" "$folder/wrong"


# --- the blocks, each a file that is named after its line; a complaint is the block behind a wrong one ---
awk -v folder="$folder" '
  /^```/ && inside { inside = 0; next }
  /^```/ {
    inside = 1
    kind = substr($0, 4)
    file = ""
    if (kind ~ /^yaml (run|check|wrong)$/) {
      sub(/^yaml /, "", kind)
      if (kind == "wrong") refused = folder "/wrong/line-" NR
      file = folder "/" kind "/line-" NR ".yaml"
      if (open) print "line " open ": no complaint follows"
      open = kind == "wrong" ? NR : 0
    } else if (kind == "text" && open) {
      file = refused ".text"
      open = 0
    } else if (kind !~ /^(sh|text)$/) {
      print "line " NR ": a block of no known kind: " $0
    }
    if (file != "") printf "" >file
    next
  }
  inside && file != "" { print >file }
  END {
    if (inside) print "a block has no end"
    if (open) print "line " open ": no complaint follows"
  }' "$manual" >"$folder/findings"
[ ! -s "$folder/findings" ] || wrong "$manual: $(cat "$folder/findings")"
for kind in run check wrong; do
  found=$(find "$folder/$kind" -name '*.yaml' | wc -l)
  echo "$found blocks: $kind"
  [ "$found" -gt 0 ] || wrong "no block says $kind"
done

# --- run and check ---
expect 0 check "$folder/check" "$folder/run"
expect 0 run "$folder/run" -q --json "$folder/report.json"
awk -f "$checkout/tests/load/verdicts.awk" "$folder/report.json" >"$folder/verdicts"
awk -F '\t' '
  $2 != "pass" && $2 != "known" { print "FAIL: " $1 " is " $2 ": " $6; bad = 1 }
  END { exit bad }' "$folder/verdicts" || bad=1
for file in "$folder"/run/*.yaml; do
  name=$(basename "$file" .yaml)
  grep -q "^$name\[" "$folder/verdicts" || wrong "the block at $name was not run"
done

# --- wrong: each refused, in exactly these words but for the count at the end ---
mkdir "$folder/here"
cd "$folder/here" || exit 1
for file in "$folder"/wrong/*.yaml; do
  cp "$file" scenario.yaml
  expect 2 check scenario.yaml
  sed '$ { /^shakedown: [0-9]* errors\{0,1\} in [0-9]* files\{0,1\}$/d; }' "$folder/err" >"$folder/complaint"
  diff "${file%.yaml}.text" "$folder/complaint" >"$folder/difference" ||
    wrong "$manual, $(basename "$file" .yaml): < shown, > said
$(cat "$folder/difference")"
done

# --- every word in an example: names, prose and comments do not count ---
sed -e 's/^\( *\(- \)\{0,1\}name:\).*/\1/' -e '/^about:/,/^[a-z]*:/ { /^  /d; s/^about:.*/about:/; }' \
  -e 's/  *#.*//' "$folder"/run/*.yaml "$folder"/check/*.yaml >"$folder/examples"

# words FILE START: the quoted words of the table that begins at START.
words() {
  awk -v start="$2" '
    index($0, start) { on = 1 }
    on {
      rest = $0
      while (match(rest, /"[^"]*"/)) {
        print substr(rest, RSTART + 1, RLENGTH - 2)
        rest = substr(rest, RSTART + RLENGTH)
      }
    }
    on && /};$/ { exit }' "$checkout/src/scenario/$1"
}

# shown PATTERN WORD...: PATTERN, its @ replaced by the word, occurs in an example.
shown() {
  pattern=$1
  shift
  [ $# -gt 0 ] || wrong "no word of the sources is looked for as \"$pattern\": has a table moved?"
  for word in "$@"; do
    safe=$(printf '%s' "$word" | sed 's/[.$]/\\&/g')
    grep -qE -- "$(printf '%s' "$pattern" | sed "s/@/$(printf '%s' "$safe" | sed 's/\\/&&/g')/")" \
      "$folder/examples" || wrong "the manual has no example of \`$word\`"
    total=$((total + 1))
  done
}
total=0
vocabulary=vocabulary.cpp
# The words have no blanks.
# shellcheck disable=SC2046
{
  shown '^ *- @( [A-Za-z0-9_]+)?:' $(words step_words.cpp 'WordTable<StepWord> table{')
  shown '^ *@:' $(words $vocabulary '& top_level_keys() {')
  shown '(^ *|[{] ?|, )@:' $(words $vocabulary '& connection_keys() {')
  shown '(^ *- |[ -])@([ -]|:|$)' $(words $vocabulary 'WordTable<Flag> table{')
  shown '^ *- .* @(=|!=|<|>)' $(words $vocabulary 'WordTable<Field> table{') \
    $(words field_notation.cpp 'names{"data"')
  shown ' (src|dst)=@( |$)' $(words $vocabulary 'WordTable<A> table{')
  shown '[ =+-]@([ +.-]|$)' $(words $vocabulary 'WordTable<V> table{')
  shown '[a-z0-9_]\.@([ +>-]|$)' $(words $vocabulary 'WordTable<N> table{')
  shown 'ICMP @ ' $(words $vocabulary 'WordTable<I> table{')
  shown '^ *- target[^:]*: .?@( |$)' $(words $vocabulary 'WordTable<C> table{')
  shown 'needs:.*[[ ]@[],]' $(words $vocabulary 'WordTable<Need> table{')
  shown '<([^>]* )?@[ ,>]' $(words $vocabulary 'WordTable<uint8_t> table{')
  shown 'service: @$' $(words $vocabulary 'words{"echo"')
  shown '^ *- [a-z].*[^:] @( |$)' $(words suffix.cpp 'SuffixEntry suffix_table')
  shown '^ *- backoff.* @ ' $(words $vocabulary '& backoff_words() {')
  shown 'receive.* ack @( |$)' $(words $vocabulary '& acknowledge_words() {')
  shown 'target[^:]*: send .* @( |$)' $(words $vocabulary '& send_words() {')
  shown 'target[^:]*: shutdown @' $(words $vocabulary '& shutdown_words() {')
  shown 'lab:.*[ [{]@([], ]|$)' $(words $vocabulary '& lab_words() {')
}
shown '(state[^:]*|given):.*[[ ]@([], ]|$)' LISTEN SYN-SENT SYN-RECEIVED ESTABLISHED 'ESTABLISHED active' \
  FIN-WAIT-1 FIN-WAIT-2 CLOSE-WAIT CLOSING LAST-ACK TIME-WAIT CLOSED
shown ' @( |$)' NOFLAGS ANY
shown ' = @( |$)' ok eof pending empty ECONNREFUSED
shown 'allow: @$' nothing again ACK
shown '<([^>]* )?@( [^>]*)?[,>]' 'no sack' 'mss link' 'mss *' 'md5 bad' 'ts now 0' ...

# What is no single word, as patterns.
while IFS= read -r pattern; do
  total=$((total + 1))
  grep -qE -- "$pattern" "$folder/examples" || wrong "the manual has no example of $pattern"
done <<'PATTERNS'
acked: all
acked: [0-9]+
repeat: until .* max [0-9]+
repeat: [0-9]+$
after [0-9a-z]+\.\.[0-9a-z]+
after [0-9a-z]+ (±|\+-)[0-9]+%
(check|info): .* in .*\.\.
(check|info): .* (<=|>=) [^ ]
(check|info): .* (<|>) [^ ]
(check|info): .* !?= [^ ]
seq=abs:
[a-z]=\*
quote=[a-z]
mtu=[0-9]
data="
data=hex:
checksum=bad
checksum=zero
poll = [a-z]
wait: [0-9]+us$
wait: [0-9]+ms$
wait: [0-9]+s$
with: .*\$[a-z]
state: [A-Z0-9-]+ or [A-Z]
expect [a-z]+:
target [a-z0-9]+:
 as [a-z0-9_]+$
[0-9]+:[0-9]+:[0-9a-f]*[,>]
0x[0-9a-f]+
PATTERNS
echo "$total words looked for"
exit "$bad"
