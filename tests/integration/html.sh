# A page of a real run in headless Chromium: nothing is fetched, hostile text stays text, the filter filters,
# a failure is unfolded by keyboard, and the capture that is downloaded is the one of --artifacts.
#     sh html.sh PROGRAM CHECKOUT
# Needs chromium, chromedriver, curl, jq and a font.
. "$2/tests/integration/cli_common.sh"
. "$2/tests/support/webdriver.sh"
export SHAKEDOWN_SCENARIOS="$2/scenarios" LC_ALL=C.UTF-8
unset NO_COLOR COLUMNS
trap 'browse_end; rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
cd "$folder" || exit 1

# is WHAT WANTED EXPRESSION: what the browser makes of it.
is() {
  got=$(evaluate "$3")
  [ "$got" = "$2" ] && return
  bad=1
  echo "FAIL: $1: $got, not $2"
}

hostile='</script></style><img src=x onerror="hacked=1"> &amp; <b>"'
cat >refused.yaml <<YAML
name: 'Hostile $hostile'
about: |
  $hostile
  <script>hacked=1</script>
given: ESTABLISHED
steps:
  - send: PSH-ACK data="</script><script>hacked=1</script>"     # <script>hacked=1</script>
  - expect: ACK ack=5
YAML
expect 1 run close/simultaneous retransmission/data-backoff refused.yaml \
  --report html=page.html --artifacts-all --artifacts kept
says_nothing
! grep -qi 'src="*http\|href="*http' page.html || complain 'the page names something elsewhere'

browse_begin || exit 1
go_to "$folder/page.html"
visible="[...document.querySelectorAll('details.run')].filter(run => run.checkVisibility())"
is 'the title' '2 of 8 runs failed – Shakedown' 'document.title'
is 'runs' 8 "$visible.length"
is 'unfolded at first' 0 "$visible.filter(run => run.open).length"
is 'what stands first' 'refused[4]' "document.querySelector('.run .id').textContent"
is 'what was fetched' 0 "performance.getEntriesByType('resource').length"
is 'hostile text that ran' undefined 'typeof hacked'
is 'hostile elements' 0 "document.querySelectorAll('img, .body script, .body b b').length"
is 'a hostile name' "Hostile $hostile" "document.querySelector('.run .name').textContent"
is 'a hostile purpose' "$hostile" "document.querySelector('.run .about').textContent"

# --- the filter, by keyboard ---
type_text '/'
is 'what / reaches' words 'document.activeElement.id'
type_text 'backoff sack'
is 'runs found' 2 "$visible.length"
is 'how many are said to be shown' '2 of 8 shown' "document.getElementById('shown').value"
press Escape
is 'runs behind Escape' 8 "$visible.length"
type_text 'no such thing'
is 'that nothing is found' true "document.getElementById('none').checkVisibility()"
press Escape
evaluate "document.querySelector('.totals .pass').focus()" >/dev/null
press Enter
is 'runs that passed' 6 "$visible.length"
press Enter
is 'all runs' 8 "$visible.length"

# --- a failure, unfolded by keyboard ---
evaluate "document.getElementById('fold').focus()" >/dev/null
press Tab
is 'what Tab reaches' true "document.activeElement === document.querySelector('.run summary')"
press Enter
is 'that it is unfolded' true "document.querySelector('.run').open"
body="document.querySelector('.run .body')"
is 'the marked line' '- expect: ACK ack=5' "$body.querySelector('mark').childNodes[1].textContent.trim()"
is 'rows that differ' ack "$body.querySelector('.fields .bad th').textContent"
is 'that the ladder is drawn' true "$body.querySelector('.ladder').getBoundingClientRect().height > 100"
is 'the arrow that was expected' 1 "$body.querySelectorAll('.ladder .missing').length"
is 'sideways scrolling' false 'document.documentElement.scrollWidth > innerWidth'

# --- the download ---
evaluate "$body.querySelector('.capture a').focus()" >/dev/null
press Enter
waited=0
until [ -s 'downloads/refused[4].pcapng' ] || [ "$waited" -gt 100 ]; do
  waited=$((waited + 1))
  sleep 0.1
done
cmp 'downloads/refused[4].pcapng' 'kept/refused[4].pcapng' || complain 'the download is another capture'

# --- plots and bars, on a narrow screen ---
ask window/rect '{"width": 500, "height": 844}' >/dev/null
evaluate "document.getElementById('unfold').click()" >/dev/null
is 'time-sequence plots' 4 "document.querySelectorAll('.plot').length"
is 'intervals that were measured' true "document.querySelectorAll('.bars .bar').length >= 12"
is 'repeats that are marked' true "document.querySelectorAll('.plot .again').length >= 12"
is 'sideways scrolling on a narrow screen' false 'document.documentElement.scrollWidth > innerWidth'
is 'hostile text that ran at last' undefined 'typeof hacked'
exit "$bad"
