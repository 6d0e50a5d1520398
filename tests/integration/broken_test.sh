# Each bundled scenario with something broken fails, and says what: broken.txt is the table.
#     sh broken_test.sh PROGRAM CHECKOUT [--all]
# All broken copies run at once, so that it takes about the longest wait of one; --all takes in those that
# are very-slow.
checkout=$2
all=${3-}
export SHAKEDOWN_SCENARIOS="$checkout/scenarios"
. "$checkout/tests/integration/cli_common.sh"
tab=$(printf '\t')
table=$checkout/tests/integration/broken.txt
copies=$folder/copies
mkdir "$copies"


# --- a copy for each row: close__half-close-27.yaml is what line 27 of the table makes ---
line=0
while IFS=$tab read -r id runs expression fragment; do
  line=$((line + 1))
  case $id in '' | \#*) continue ;; esac
  original=$checkout/scenarios/$id.yaml
  if [ -z "$fragment" ]; then
    wrong "broken.txt:$line: not four columns"
    continue
  elif [ ! -f "$original" ]; then
    wrong "broken.txt:$line: there is no scenario $id"
    continue
  fi
  echo "$id" >>"$folder/ids"
  if [ "$all" != --all ] && grep -q '^tags:.*very-slow' "$original"; then continue; fi
  name=$(echo "$id" | sed 's,/,__,g')-$line
  sed -e "$expression" "$original" >"$copies/$name.yaml" || wrong "broken.txt:$line: sed refuses it"
  if cmp -s "$original" "$copies/$name.yaml"; then
    wrong "broken.txt:$line: changes nothing in $id"
    continue
  fi
  printf '%s\t%s\t%s\t%s\n' "$name" "$line" "$runs" "$fragment" >>"$folder/rows"
done <"$table"

find_ids() {
  cd "$checkout/scenarios" && find . -name '*.yaml' ! -path './given/*' | sed 's,^\./,,; s,\.yaml$,,'
}
for file in $(find_ids); do
  grep -qx "$file" "$folder/ids" || wrong "broken.txt: no row for $file"
done

# --- one run of all of them ---
# Where a fail hangs on time and the machine stalled in all attempts, the verdict is an error: such are run
# again, with less beside them.
for again in 1 2 3 4; do
  "$program" run "$copies" --all -q --json "$folder/report.json" >"$folder/out" 2>"$folder/err"
  code=$?
  case $again-$code in *-1 | [234]-3) ;; *) complain "run: exit code $code, not 1" ;; esac
  awk -f "$checkout/tests/load/verdicts.awk" "$folder/report.json" >"$folder/latest"
  cat "$folder/latest" >>"$folder/verdicts"
  stalled=$(sed -n 's/^\([^[]*\)\[[^]]*\]\terror\t.*the machine stalled.*/\1/p' "$folder/latest" | sort -u)
  [ -n "$stalled" ] || break
  [ "$again" -lt 4 ] || break
  mkdir "$folder/again-$again"
  for name in $stalled; do
    echo "$name: the machine stalled, once more"
    mv "$copies/$name.yaml" "$folder/again-$again/"
  done
  copies=$folder/again-$again
done

# The last verdict of each run counts. A run's variant is what stands behind the family: x[4,late-ack].
awk -F '\t' '
  function complain(what) { print "broken.txt:" line[name] ": " what }
  function holds(text, wanted, parts, i) {
    for (i = split(wanted, parts, " [|] "); i > 0; i--)
      if (index(text, parts[i])) return 1
    return 0
  }
  NR == FNR { line[$1] = $2; runs[$1] = $3; fragment[$1] = $4; next }
  { verdict[$1] = $2; reason[$1] = $6 }
  END {
    for (run in verdict) {
      name = variant = run
      sub(/\[.*/, "", name)
      sub(/^[^\[]*\[[46],?/, "", variant)
      sub(/\]$/, "", variant)
      if (runs[name] == "all" || (variant != "" && index("," runs[name] ",", "," variant ","))) {
        judged[name]++
        if (verdict[run] != "fail") complain(run " is " verdict[run] ", not fail: " reason[run])
        else if (!holds(reason[run], fragment[name]))
          complain(run " fails with: " reason[run] "; which lacks: " fragment[name])
      } else if (verdict[run] != "pass" && verdict[run] != "known") {
        complain(run " is " verdict[run] ", though another variant is meant: " reason[run])
      }
    }
    for (name in line)
      if (judged[name] < 2) complain("fewer than two runs are meant by: " runs[name])
  }' "$folder/rows" "$folder/verdicts" | sort >"$folder/findings"
if [ -s "$folder/findings" ]; then
  wrong 'a scenario did not notice what is broken:'
  sed 's/^/  /' "$folder/findings"
fi
echo "$(wc -l <"$folder/rows") broken copies, $(cut -f 1 "$folder/verdicts" | sort -u | wc -l) runs"
exit "$bad"
