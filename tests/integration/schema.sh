# `shakedown schema` by other people's programs: ruamel.yaml reads the files as YAML 1.2, as editors do, and
# jsonschema validates them. Every bundled scenario and every example of the manual holds, each misspelling
# does not.
#     sh schema.sh PROGRAM CHECKOUT
# Needs Debian's python3 with python3-jsonschema and python3-ruamel.yaml.
. "$2/tests/integration/cli_common.sh"
checkout=$2
cd "$folder" || exit 1
validate() { /usr/bin/python3 "$checkout/tests/integration/schema.py" schema.json "$@" >found 2>&1; }

expect 0 schema && says_nothing
[ "$bad" -eq 0 ] || exit 1
cp out schema.json

find "$checkout/scenarios" -name '*.yaml' >list
[ "$(wc -l <list)" -ge 40 ] || complain "only $(wc -l <list) bundled scenarios"
mkdir manual
awk '
  /^```/ && inside { inside = 0; next }
  /^```yaml (run|check)$/ { inside = 1; file = "manual/line-" NR ".yaml"; next }
  /^```/ { inside = 1; file = ""; next }
  inside && file != "" { print >file }' "$checkout/scenarios/README.md"
[ "$(find manual -name '*.yaml' | wc -l)" -ge 30 ] || complain 'too few examples in the manual'
find manual -name '*.yaml' >>list
# shellcheck disable=SC2046
validate $(cat list) || complain "refused: $(grep -v ': ok$' found)"
[ "$(grep -c ': ok$' found)" -eq "$(wc -l <list)" ] || complain "not all were validated: $(tail -3 found)"

# Each line: what is made of the good scenario by sed, and what must be said of it. First the good one itself.
cat >good.yaml <<'YAML'
name: Good
lab: [quickack, rto-min 10ms]
needs: [state]
service: discard
family: 4
covers: [RFC9293/3.5]
connections:
  a: {sport: 40000}
steps:
  - target: listen
  - send a: SYN <mss 1460>
  - expect a: SYN-ACK win>0 within 1s
  - send a: ACK
  - target a: accept = ok
  - target a: setsockopt TCP_NODELAY 1
  - target a: send 10 nodelay
  - receive a: 10 ack last
  - one-of:
      - name: one
        steps:
          - silence: 20ms
  - repeat: 2
    steps:
      - state a: ESTABLISHED or CLOSE-WAIT
      - info a: rto >= 200ms
      - wait: 1ms
YAML
validate good.yaml || complain "good.yaml is refused: $(cat found)"
tried=0
while IFS='|' read -r change place; do
  tried=$((tried + 1))
  sed "$change" good.yaml >"wrong-$tried.yaml"
  if cmp -s good.yaml "wrong-$tried.yaml"; then complain "$change: changes nothing"; fi
  printf '%s|wrong-%s.yaml: %s\n' "$change" "$tried" "$place" >>wanted
done <<'WRONG'
s/^steps:/stpes:/|:
s/^name:/nmae:/|:
s/^needs:/need:/|:
s/^  - target: listen/  - traget: listen/|steps/0:
s/expect a:/expcet a:/|steps/2:
s/send a: SYN/sned a: SYN/|steps/1:
s/send a: ACK/send a b: ACK/|steps/3:
s/target: listen/target: lisetn/|steps/0/target:
s/accept = ok/acept = ok/|steps/4/target a:
s/accept = ok/accept = okay/|steps/4/target a:
s/TCP_NODELAY/TCP_NODEALY/|steps/5/target a:
s/10 nodelay/10 nodeley/|steps/6/target a:
s/ack last/ack lsat/|steps/7/receive a:
s/SYN-ACK win/SYN-ACQ win/|steps/2/expect a:
s/ win>0/ wni>0/|steps/2/expect a:
s/within 1s/witin 1s/|steps/2/expect a:
s/within 1s/within 1/|steps/2/expect a:
s/quickack/quickcak/|lab
s/rto-min/rto-mni/|lab
s/sport/sprot/|connections/a:
s/\[state\]/[sttae]/|needs
s/discard/discrad/|service:
s/family: 4/family: 5/|family:
s/9293\/3.5/9293\/MUST-999/|covers
s/name: one/nmae: one/|steps/8/one-of/0:
s/repeat: 2/repaet: 2/|steps/9:
s/repeat: 2/wait: 2ms/|steps/9
s/ESTABLISHED or/ESTABLISHDE or/|steps/9/steps/0/state a:
s/info a: rto/info a: rot/|steps/9/steps/1/info a:
s/wait: 1ms/wait: 1/|steps/9/steps/2/wait:
WRONG
validate wrong-*.yaml && complain 'nothing misspelt is refused'
while IFS='|' read -r change said; do
  grep -q "^$said" found || complain "$change: $(grep "^${said%%:*}:" found)"
done <wanted
echo "$tried misspellings"
exit "$bad"
