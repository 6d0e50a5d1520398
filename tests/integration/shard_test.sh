# --shard, merge and diff on real runs: the parts are the whole, and what is made of them is what one run
# makes.
#     sh shard_test.sh PROGRAM CHECKOUT
. "$2/tests/integration/cli_common.sh"
export SHAKEDOWN_SCENARIOS="$2/scenarios"
export LC_ALL=C
cd "$folder" || exit 1

same() { # same WHAT FILE FILE
  cmp -s "$2" "$3" && return
  what=$1
  diff "$2" "$3" >out 2>err
  complain "$1: $2 and $3 differ"
}
run_ids() { sed -n 's/^  //p' out; }

# --- list: the union is the whole, without an overlap ---
expect 0 list -v --all && run_ids | sort >whole
[ "$(wc -l <whole)" -gt 80 ] || complain "$what: a short list"
for of in 1 3 10; do
  : >parts
  for number in $(seq "$of"); do
    expect 0 list -v --all --shard "$number/$of"
    says "shard $number/$of of $(wc -l <whole) runs"
    run_ids >>parts
  done
  sort parts >sorted
  same "list --shard of $of" whole sorted
done
expect 4 list --filter no-such-tag --shard 1/2
expect 0 list close/simultaneous --shard 3/3 && prints_nothing
says "0 scenarios, 0 runs; shard 3/3 of 2 runs"

# --- words ---
for wrong in 0/4 5/4 1 /4 1/ 1/4/2 x; do
  expect 2 list --shard "$wrong" && says "cannot be .$wrong." && says 'I/N, with I from 1 to N'
done
expect 2 list --shard-times whole && says 'needs `--shard`'
expect 2 list --shard 1/2 --shard-times nothing.json && says '`nothing.json` cannot be read: No such file'
expect 2 list --shard 1/2 --shard-times whole && says '`whole` is no JSON: line 1, column 1'
expect 2 show close --shard 1/2 && says 'is no option of `show`'
expect 2 merge && says 'needs JSON reports'
expect 2 diff one && says 'needs two JSON reports'

# --- run in three parts, one of them empty; and as one ---
suite='close/target-first handshake/closed-port'
cat >wrong.yaml <<'Y'
name: x
steps:
  - send: SYN
  - expect: RST-ACK win=5
Y
# shellcheck disable=SC2086
part() { # part CODE NUMBER OF
  expect "$1" run $suite --family 4 --seed 7 --shard "$2/$3" --json "part-$2.json"
  prints "^shakedown .* (shard $2/$3 of 2 runs) against linux"
}
part 0 1 3
part 0 2 3
part 0 3 3 && prints 'nothing ran' && says_nothing
# shellcheck disable=SC2086
expect 0 run $suite --family 4 --seed 7 --json whole.json
expect 0 merge part-3.json part-1.json part-2.json --json merged.json --report junit=merged.xml \
  --report tap=merged.tap --report pcapng=merged.pcapng --report github=- --artifacts kept --artifacts-all
says '^2 passed in .*; seed 7$' && prints_nothing
[ -s kept/close/target-first'[4]'.pcapng ] || complain "$what: no capture"
grep -o '"run":"[^"]*"' whole.json >whole.ids
grep -o '"run":"[^"]*"' merged.json >merged.ids
same merge whole.ids merged.ids
grep -q '^1..2$' merged.tap || complain "$what: no plan of two in TAP"
grep -q '"shard"' merged.json && complain "$what: the whole is no shard"
expect 0 merge merged.json --json again.json --report junit=again.xml --report pcapng=again.pcapng -q
for kind in json xml pcapng; do same 'merge of one' "merged.$kind" "again.$kind"; done
expect 0 run close/target-first --family 4 --json one.json --report pcapng=one.pcapng --report tap=one.tap
expect 0 merge one.json --json one-again.json --report pcapng=one-again.pcapng --report tap=one-again.tap
for kind in json pcapng tap; do same 'a report of JSON' "one.$kind" "one-again.$kind"; done

# --- missing, twice, another's, a failure ---
expect 3 merge part-1.json part-3.json --json part.json && says '^shakedown: shard 2/3 is missing$'
prints '^1 passed, 1 not run in '
expect 2 merge part-1.json part-1.json && says 'are both shard 1/3' && prints_nothing
expect 2 merge part-1.json whole.json && says 'stands in both `part-1.json` and `whole.json`'
expect 1 run wrong.yaml --family 4 --json failed.json
expect 1 merge whole.json failed.json && prints '^fail   wrong\[4\]' && prints '^2 passed, 1 failed in '
expect 2 merge whole.json --json whole.json && says 'no place for a report'
expect 3 merge whole.json --json /dev/full && says 'No space left'
expect 3 merge whole.json --json "$folder" && says 'Is a directory'
[ "$(grep -c '"verdict"' whole.json)" -eq 2 ] || complain 'merge spoilt what it read'
"$program" merge - <whole.json >out 2>err || complain 'merge -: exit code'

# --- shard-times ---
for number in 1 2; do
  # shellcheck disable=SC2086
  expect 0 list -v --shard "$number/2" --shard-times whole.json $suite
  run_ids
done | sort >by-time
# shellcheck disable=SC2086
"$program" list -v $suite 2>err | sed -n 's/^  //p' | sort >all-ids
same 'list --shard-times' all-ids by-time

# --- diff ---
expect 0 diff whole.json merged.json
prints '^2 with the same verdict$' && prints '^old  whole.json: 2 runs against linux '
sed 's/"verdict":"pass"/"verdict":"fail"/' whole.json >bad.json
expect 1 diff whole.json bad.json && prints '^regressed:$'
prints '^  close/target-first\[4\]  pass -> fail$'
expect 0 diff bad.json whole.json && prints '^fixed:$'
expect 0 diff bad.json bad.json && prints '^still failing:$'
expect 1 diff whole.json part-1.json && prints 'pass -> missing$'
expect 0 diff part-1.json whole.json && prints '^new:$'
sed 's/"schema":1/"schema":9/' whole.json >schema.json
expect 2 diff whole.json schema.json && says 'has the schema 9' && prints_nothing
head -c 1000 whole.json >cut.json
expect 2 diff cut.json whole.json && says '`cut.json` is cut off' && [ "$(wc -l <err)" -eq 1 ]
expect 2 diff whole.json wrong.yaml && says '`wrong.yaml` is no JSON'
expect 2 diff "$folder" whole.json && says 'is a folder'
"$program" diff whole.json merged.json >/dev/full 2>err
[ $? -eq 3 ] || complain 'diff >/dev/full: exit code'
exit "$bad"
