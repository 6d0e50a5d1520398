# --report junit against the schema of its strictest reader: the golden runs, and what a real kernel gives.
#     sh junit_test.sh PROGRAM CHECKOUT
. "$2/tests/integration/cli_common.sh"
export SHAKEDOWN_SCENARIOS="$2/scenarios"
schema=$2/tests/schemas/junit-10.xsd
golden=$2/tests/unit/golden
cd "$folder" || exit 1

valid() { xmllint --noout --schema "$schema" "$1" >said 2>&1; }
fits() { valid "$1" || wrong "$1 does not fit the schema: $(cat said)"; }
fits_not() { ! valid "$1" || wrong "$1 fits the schema"; }

for file in "$golden"/*.junit; do fits "$file"; done
sed 's/ classname=/ class=/' "$golden/report.junit" >attribute.xml && fits_not attribute.xml
sed 's/<skipped /<left-out /' "$golden/report.junit" >element.xml && fits_not element.xml
sed 's/<testcase name="[^"]*"/<testcase/' "$golden/report.junit" >nameless.xml && fits_not nameless.xml

# scenario NAME LAST_STEP [KEY]
scenario() { printf 'name: %s\n%s\nsteps:\n  - send: SYN\n  - %s\n' "$1" "${3-}" "$2" >"$1.yaml"; }
scenario right 'expect: RST-ACK'
scenario wrong 'expect: RST-ACK win=5'
scenario known 'expect: RST-ACK win=5' 'known: {linux: "RFC 9293 <3.10> & more"}'
scenario trouble 'target: send 5'
expect 1 run right.yaml wrong.yaml known.yaml trouble.yaml --repeat 2 --report junit=all.xml
fits all.xml

# count EXPRESSION: what XPath makes of it.
count() { xmllint --xpath "count($1)" all.xml; }
# has NUMBER EXPRESSION
has() { [ "$(count "$2")" = "$1" ] || wrong "$(count "$2") of $2, not $1"; }
has 16 //testcase
has 4 '//testcase[contains(@file, "wrong.yaml")]/failure'
has 4 '//testcase[contains(@file, "known.yaml")]/skipped[contains(@message, "<3.10> & more")]'
has 4 '//testcase[contains(@file, "trouble.yaml")]/error'
has 0 '//testcase[contains(@file, "right.yaml")]/*'
expect 4 run --filter no-such-tag --report junit=none.xml
[ ! -e none.xml ] || fits none.xml

exit "$bad"
