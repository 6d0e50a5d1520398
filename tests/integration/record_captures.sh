# More of `shakedown record`, with tools that not every machine has: tcpdump captures two kernels on links of
# several kinds; comments are taken out of a capture; a run of a minute; Wireshark's numbers of streams.
#     sh record_captures.sh PROGRAM CHECKOUT
# Needs tcpdump, ip, tshark with editcap, and Debian's python3.
. "$2/tests/integration/cli_common.sh"
checkout=$2
export SHAKEDOWN_SCENARIOS="$checkout/scenarios" LC_ALL=C.UTF-8
unset NO_COLOR COLUMNS
cd "$folder" || exit 1
export HOME="$folder"  # no preferences of anybody's
talk=$checkout/tests/integration/two_kernels.sh

# numbers_of CAPTURE: each stream and its segments, as tshark has them; or as `record` lists them.
numbers_of() {
  tshark -r "$1" -T fields -e tcp.stream 2>/dev/null | sort -n | uniq -c | awk '{ print $2, $1 }'
}
listed() { awk '/^ +[0-9]+ / { print $1, $5 }' err; }

mkdir live
while IFS='|' read -r name end address arguments; do
  # shellcheck disable=SC2086
  sh "$talk" "$name.pcap" "$end" "$address" $arguments || complain "no capture: $name"
  expect 2 record "$name.pcap"
  listed >ours
  numbers_of "$name.pcap" >theirs
  cmp -s ours theirs || complain "$what: streams: $(diff ours theirs)"
  [ "$(wc -l <ours)" -eq 7 ] || complain "$what: $(wc -l <ours) streams"
  for stream in 0 1 2 3 4 5 6; do
    for as in client server; do
      expect 0 record "$name.pcap" --stream "$stream" --as "$as" -o "live/$name-$stream-$as.yaml"
      says_nothing
    done
  done
done <<'CAPTURES'
ethernet|client|192.0.2.2|
ethernet-v6|server|2001:db8::2|
cooked-2|server|192.0.2.2|-i any
cooked|client|2001:db8::2|-i any -y LINUX_SLL
cut-short|client|192.0.2.2|-s 100
nanoseconds|server|192.0.2.2|--time-stamp-precision=nano
CAPTURES
[ "$(find live -name '*.yaml' | wc -l)" -eq 84 ] || complain 'not every connection was recorded'
expect 0 run live -q
prints '^84 passed in '

# Captures of its own without comments, as pcap, say the same. One of them holds two connections in one pair
# of ports.
expect 0 run close handshake/hello-7456 reset/abort --all --artifacts kept --artifacts-all
find kept -name '*.pcapng' >list
mkdir stripped own
while IFS= read -r capture; do
  name=$(printf '%s' "${capture#kept/}" | tr '/[],' '____')
  bare=stripped/$(basename "$capture")
  editcap -F nsecpcap "$capture" "$bare" 2>>tools.err || complain "editcap: $capture"
  if grep -q 'step [0-9]' "$bare"; then complain "$bare: has comments"; fi
  as=client streams=$(numbers_of "$capture" | cut -d ' ' -f 1)
  case $capture in *right-after-handshake*) as=server ;; esac
  for stream in $streams; do
    expect 0 record "$capture" --as $as --stream "$stream" -o "own/$name-$stream.yaml"
    expect 0 record "$bare" --as $as --stream "$stream"
    cmp -s out "own/$name-$stream.yaml" || complain "$capture: another recording without its comments"
  done
done <list
found=$(find own -name '*.yaml' | wc -l)
[ "$found" -eq 32 ] || complain "$found recordings, not 32"
expect 0 run own -q
prints '^32 passed in '
exit "$bad"
