# `shakedown record`: captures of real runs, and one that tcpdump has made of two kernels, become scenarios
# that pass.
#     sh record_test.sh PROGRAM CHECKOUT
. "$2/tests/integration/cli_common.sh"
checkout=$2
export SHAKEDOWN_SCENARIOS="$checkout/scenarios" LC_ALL=C.UTF-8
unset NO_COLOR COLUMNS
cd "$folder" || exit 1
captures=$checkout/tests/captures

# plays FOLDER COUNT: so many recordings are there, and all of them pass.
plays() {
  found=$(find "$1" -name '*.yaml' | wc -l)
  [ "$found" -eq "$2" ] || complain "$1: $found recordings, not $2"
  expect 0 run "$1"
  prints "^$2 passed in "
}

# --- its own captures: the end that the run has played is played again ---
expect 0 run close handshake/hello-7456 reset/abort --exclude close/time-wait-ends --artifacts kept \
  --artifacts-all
mkdir own
find kept -name '*.pcapng' >list
while IFS= read -r capture; do
  name=own/$(printf '%s' "${capture#kept/}" | tr '/[],' '____')
  as=client streams=0
  case $capture in
    *right-after-handshake*) as=server ;;
    *,reused*) streams='0 1' ;;
  esac
  for stream in $streams; do
    expect 0 record "$capture" --as $as --stream "$stream" -o "$name-$stream.yaml"
    prints_nothing && says_nothing
  done
done <list
plays own 30
hello='kept/handshake/hello-7456[4].pcapng'
expect 0 record "$hello" && prints '^  - send: PSH-ACK seq=1 ack=1 data="Hola server, are you bored?"$'
cp out once
grep -q 'step [0-9]\|hello-7456.yaml' out && complain "$what: something of the packets' comments is in it"
"$program" record - <"$hello" >out 2>err || complain 'record -: exit code'
sed 's/standard input/hello-7456[4].pcapng/; s/standard?input/hello-7456[4].pcapng/' out >again
cmp -s once again || complain "standard input: $(diff once again)"
# A peer that acts as a kernel does can be changed for one.
mkdir swapped
for family in 4 6; do
  expect 0 record "kept/handshake/hello-7456[$family].pcapng" --as server -o "swapped/hello-$family.yaml"
  expect 0 record "kept/close/right-after-handshake[$family].pcapng" -o "swapped/right-$family.yaml"
done
plays swapped 4

# --- two kernels, many connections: chosen by number ---
expect 2 record "$captures/two-kernels.pcap" && prints_nothing
says 'two-kernels.pcap: holds 7 connections; `--stream N` chooses one$'
says '^  stream  client > server  *segments    octets$'
says '^       2  192\.0\.2\.1:[0-9]* > 192\.0\.2\.2:9  *[0-9]*      2010$'
says '^       6  192\.0\.2\.1:[0-9]* > 192\.0\.2\.2:81  *2         0$'
mkdir kernels
for stream in 0 1 2 3 4 5 6; do
  for as in client server; do
    expect 0 record "$captures/two-kernels.pcap" --stream $stream --as $as \
      --output "kernels/$stream-$as.yaml"
    says_nothing
  done
done
plays kernels 14
expect 0 run kernels -q --repeat 5
grep -q '^  - wait: [0-9]*ms$' kernels/0-client.yaml || complain 'nobody waited'
grep -q '^# Left out: how offload had joined segments' kernels/2-client.yaml || complain 'nothing left out'

# --- what goes wrong ---
expect 2 record "$captures/two-kernels.pcap" --stream 7 && says 'has no stream 7, only 7 streams$'
expect 2 record "$captures/two-kernels.pcap" --stream x && says 'expected a number'
expect 2 record "$captures/two-kernels.pcap" --as peer && says 'expected client or server'
expect 2 record && says '`record` needs one CAPTURE'
expect 2 record nowhere.pcap && says '^shakedown: nowhere.pcap: No such file or directory$'
expect 2 record "$checkout/README.md" && says 'README.md: unknown file format$'
expect 2 record . && says '^shakedown: \.: '
: >empty.pcap
expect 2 record empty.pcap && says '^shakedown: empty.pcap: truncated dump file'
head -c 24 "$captures/two-kernels.pcap" >none.pcap
expect 2 record none.pcap && says '^shakedown: none.pcap: holds no TCP connection$'
head -c 800 "$captures/two-kernels.pcap" >short.pcap
expect 0 record short.pcap && says '^shakedown: short.pcap: ends early: packet [0-9]*: truncated dump file'
{ head -c 20 "$captures/two-kernels.pcap" && printf '\151\000\000\000'; } >wireless.pcap
expect 2 record wireless.pcap && says 'captured on a link of type 105 (802.11), which is not read$'
expect 0 record "$hello" -o mine.yaml
expect 3 record "$hello" -o mine.yaml && says '^shakedown: mine.yaml: File exists$'
expect 3 record "$hello" -o nowhere/mine.yaml && says 'No such file or directory$'
"$program" record "$hello" >/dev/full 2>err
code=$?
what='record >/dev/full'
[ "$code" -eq 3 ] || complain "$what: exit code $code"
says 'standard output: No space left on device$'
exit "$bad"
