# Captures of real runs, opened by tshark and compared with the JSON report of the same call: every packet's
# time, direction, addresses, TCP fields, octets and comments; every section's and interface's names.
#     sh pcapng.sh PROGRAM CHECKOUT
# Needs tshark, capinfos (which comes with it) and jq.
. "$2/tests/integration/cli_common.sh"
checkout=$2
export SHAKEDOWN_SCENARIOS="$checkout/scenarios" LC_ALL=C.UTF-8
unset NO_COLOR COLUMNS
cd "$folder" || exit 1
export HOME="$folder"  # no preferences of anybody's


# What the bundled scenarios lack: fragments, something lost, something refused, odd text.
cat >fragments.yaml <<'YAML'
name: "Fragments, a \"quoted\" name, ünïcode"
given: ESTABLISHED
steps:
  - send: PSH-ACK len=100 frag=40
  - expect: ACK
  - lose: PSH-ACK data="lost\r\n"
  - send: PSH-ACK data="\\ ^\x00\xff tab\t" checksum=bad
  - silence: 5ms
YAML
cat >refused.yaml <<'YAML'
name: Refused
given: ESTABLISHED
steps:
  - send: PSH-ACK data="hello" as x
  - expect: ACK ack=5
YAML
cat >allowed.yaml <<'YAML'
name: Allowed
given: ESTABLISHED
steps:
  - allow: ACK
  - send: PSH-ACK data="hello"
  - target: read = "hello"
YAML
cat >nothing-came.yaml <<'YAML'
name: Nothing came
steps:
  - send: SYN
  - expect: RST-ACK
  - expect: RST-ACK within 20ms
YAML
cat >no-packet.yaml <<'YAML'
name: No packet at all
steps:
  - target: listen
  - state: ESTABLISHED within 10ms
YAML
expect 1 run close handshake reset retransmission/fast retransmission/fast-sack window/limit \
  fragments.yaml refused.yaml allowed.yaml nothing-came.yaml no-packet.yaml \
  --exclude close/time-wait-ends --artifacts-all --artifacts kept --json report.json
[ ! -s err ] || complain "$what: said something"

# as_fields FILE: one line a packet, as pcapng.jq writes it. Checksums are computed, fragments left apart.
as_fields() {
  tshark -r "$1" -n -o ip.defragment:FALSE -o ipv6.defragment:FALSE -o tcp.desegment_tcp_streams:FALSE \
    -o tcp.check_checksum:TRUE -T fields -E occurrence=a -E aggregator=^ \
    -e frame.time_epoch -e frame.interface_name -e frame.packet_flags_direction \
    -e ip.src -e ipv6.src -e ip.dst -e ipv6.dst \
    -e ip.flags.mf -e ip.frag_offset -e ipv6.fraghdr.nxt -e icmp.type -e icmpv6.type \
    -e tcp.srcport -e tcp.dstport -e tcp.flags -e tcp.seq_raw -e tcp.ack_raw -e tcp.len \
    -e tcp.window_size_value -e tcp.urgent_pointer -e tcp.checksum.status -e frame.comment 2>>tshark.err |
    awk -F '\t' -v OFS='\t' '
      function first(text) { sub(/\^.*/, "", text); return text }
      {
        whole_tcp = $8 !~ /1/ && $9 + 0 == 0 && $10 == "" && $11 == "" && $12 == ""
        tcp = ""
        for (i = 13; i <= 21; ++i) tcp = tcp (whole_tcp ? $i : "") OFS
        sub(/^0x0+/, "", $3)
        print $1, $2, $3, first($4 $5), first($6 $7), tcp $22
      }'
}

# compare CAPTURE RUN: the packets of one run, of all when RUN is empty. tshark 4.0 gives every section the
# interface name of the first, so that field is compared in captures of one section alone.
compare() {
  fields=1-
  [ -n "$2" ] || fields=1,3-
  as_fields "$1" | cut -f "$fields" >got
  jq -r --arg name "$2" -f "$checkout/tests/integration/pcapng.jq" report.json | cut -f "$fields" >wanted
  cmp -s wanted got && return
  wrong "$1: the report (<) and tshark (>) differ"
  diff wanted got | head -20
}

jq -r '.runs[] | [.run, .verdict, .name, .reason, .peer, .target] | join("^")' report.json >runs
while IFS=^ read -r run verdict name reason peer target; do
  cat "kept/$run.pcapng" >>all.pcapng
  capinfos -M "kept/$run.pcapng" >about 2>>tshark.err || wrong "$run: capinfos failed"
  for line in "run $run" "$name" "verdict $verdict${reason:+: $reason}" "Name = $run" \
    "Description = peer $peer, target $target" 'Encapsulation = Raw IP' 'Time precision = nanoseconds (9)'; do
    grep -qF "$line" about || wrong "$run: capinfos does not say: $line"
  done
done <runs
[ "$(wc -l <runs)" -ge 60 ] || wrong "only $(wc -l <runs) runs"
[ "$(find kept -name '*.pcapng' | wc -l)" -eq "$(wc -l <runs)" ] || wrong 'captures and runs differ in number'

# Captures by themselves, and all of them as one capture of many sections.
for run in 'fragments[4]' 'refused[6]' 'nothing-came[4]' 'no-packet[6]' 'close/simultaneous[6]'; do
  compare "kept/$run.pcapng" "$run"
done
compare all.pcapng ''
mv got lines
[ "$(wc -l <lines)" -ge 400 ] || wrong "only $(wc -l <lines) packets"

tshark -r all.pcapng -n -T jsonraw -J frame 2>>tshark.err | jq -r '.[]._source.layers.frame_raw[0]' >got
jq -r '.runs[].trace | map(select(.kind == "segment") | {at: .timestamp_ns, raw}, (.fragments // [] | .[]
  | {at: .timestamp_ns, raw})) | sort_by(.at)[].raw' report.json >wanted
cmp -s wanted got || wrong "octets differ: $(diff wanted got | head -5)"

# The comparison must have met each kind.
for said in ', sent: ' ', lost, it never left: ' ', matched: ' ', matched, unseen: ' ', allowed beside it: ' \
  ', refused: expect: ACK ack=5 ' 'ack: expected 5, got 6' 'fragment 3 of 3' \
  'after, at .* step failed: expect: RST-ACK within 20ms' 'before, at .* call .* = ok'; do
  grep -q "$said" lines || wrong "no packet says: $said"
done
if grep -v 'Running as user' tshark.err | grep -q .; then wrong "tshark: $(head -5 tshark.err)"; fi
exit "$bad"
