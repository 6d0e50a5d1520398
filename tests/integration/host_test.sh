# Verdicts do not hang on the host's settings: the suite runs in a namespace that stands for a host whose
# settings are odd, and says what it says on this one.
#     sh host_test.sh PROGRAM CHECKOUT
# What a new namespace takes from where: Linux gives it the compiled-in values, but for congestion control,
# tcp_rmem and tcp_wmem, and net.ipv4.conf.*, which come from the machine's first namespace, and the size
# of the connection table (tcp_child_ehash_entries), which comes from the namespace that makes it, with what
# is computed from it: tcp_max_syn_backlog and tcp_max_tw_buckets. So this reaches the last of them and
# whatever the program itself may read or do in the namespace that it is started in. The settings of the
# machine's first namespace are nobody's to change for a test: of these it looks whether the lab has written
# its own values, by the report and by what a socket of the target says.
checkout=$2
export SHAKEDOWN_SCENARIOS="$checkout/scenarios"
. "$checkout/tests/integration/cli_common.sh"
cd "$folder" || exit 1

if [ "$(id -u)" -eq 0 ]; then own='unshare -n'; else own='unshare -rn'; fi

# suite NAME [COMMAND...]: run id and verdict of every run in NAME.verdicts, the report in NAME.json.
suite() {
  name=$1
  shift
  "$@" "$program" run --exclude slow --exclude very-slow -q --json "$name.json" >"$name.out" 2>&1
  code=$?
  [ "$code" -eq 0 ] || wrong "$name: exit code $code"
  awk -f "$checkout/tests/load/verdicts.awk" "$name.json" | cut -f 1,2 | sort >"$name.verdicts"
  echo "$name: $(cut -f 2 "$name.verdicts" | sort | uniq -c | tr -s '\n ' ' ')"
}

# --- odd hosts: one with little and everything off, one with much and everything on ---
# A setting that this kernel lacks or refuses is passed over; how many were set is shown.
cat >odd.sh <<'SETTINGS'
while read -r setting value; do
  file=/proc/sys/net/$(echo "$setting" | tr . /)
  { echo "$value" >"$file"; } 2>/dev/null && set=$((set + 1))
done <"$1"
echo "$1: $set settings of $(wc -l <"$1")" >&2
[ "$set" -ge 30 ] || exit 99
shift
exec "$@"
SETTINGS
cat >meagre <<'SETTINGS'
ipv4.tcp_congestion_control cubic
ipv4.tcp_rmem 4096 4096 4096
ipv4.tcp_wmem 4096 4096 4096
ipv4.tcp_ecn 0
ipv4.tcp_sack 0
ipv4.tcp_dsack 0
ipv4.tcp_timestamps 0
ipv4.tcp_window_scaling 0
ipv4.tcp_moderate_rcvbuf 0
ipv4.tcp_adv_win_scale -2
ipv4.tcp_fastopen 0
ipv4.tcp_recovery 0
ipv4.tcp_early_retrans 0
ipv4.tcp_frto 0
ipv4.tcp_keepalive_time 10
ipv4.tcp_keepalive_intvl 1
ipv4.tcp_keepalive_probes 1
ipv4.tcp_fin_timeout 5
ipv4.tcp_retries1 1
ipv4.tcp_retries2 3
ipv4.tcp_orphan_retries 1
ipv4.tcp_syn_retries 1
ipv4.tcp_synack_retries 1
ipv4.tcp_syncookies 0
ipv4.tcp_max_syn_backlog 1
ipv4.tcp_max_tw_buckets 0
ipv4.tcp_child_ehash_entries 1
ipv4.tcp_tw_reuse 0
ipv4.tcp_reordering 1
ipv4.tcp_challenge_ack_limit 0
ipv4.tcp_invalid_ratelimit 60000
ipv4.tcp_min_snd_mss 500
ipv4.tcp_base_mss 500
ipv4.tcp_rto_min_us 10000
ipv4.ip_default_ttl 33
ipv4.ip_no_pmtu_disc 1
ipv4.ip_local_port_range 20000 20100
ipv4.icmp_ratelimit 60000
ipv4.conf.all.rp_filter 1
ipv4.conf.default.rp_filter 1
ipv6.conf.default.hop_limit 33
ipv6.conf.default.accept_dad 2
ipv6.auto_flowlabels 0
core.somaxconn 1
SETTINGS
cat >lavish <<'SETTINGS'
ipv4.tcp_congestion_control bbr
ipv4.tcp_rmem 65536 33554432 67108864
ipv4.tcp_wmem 65536 33554432 67108864
ipv4.tcp_ecn 1
ipv4.tcp_ecn_fallback 0
ipv4.tcp_timestamps 2
ipv4.tcp_adv_win_scale 3
ipv4.tcp_fastopen 1027
ipv4.tcp_early_retrans 4
ipv4.tcp_recovery 7
ipv4.tcp_keepalive_time 30000
ipv4.tcp_keepalive_probes 100
ipv4.tcp_fin_timeout 1000
ipv4.tcp_retries1 10
ipv4.tcp_retries2 30
ipv4.tcp_syn_retries 20
ipv4.tcp_synack_retries 20
ipv4.tcp_syncookies 2
ipv4.tcp_syn_linear_timeouts 10
ipv4.tcp_tw_reuse 1
ipv4.tcp_rfc1337 1
ipv4.tcp_abort_on_overflow 1
ipv4.tcp_stdurg 1
ipv4.tcp_reflect_tos 1
ipv4.tcp_mtu_probing 2
ipv4.tcp_slow_start_after_idle 0
ipv4.tcp_no_metrics_save 1
ipv4.tcp_shrink_window 1
ipv4.tcp_autocorking 0
ipv4.tcp_thin_linear_timeouts 1
ipv4.tcp_migrate_req 1
ipv4.tcp_reordering 100
ipv4.tcp_max_reordering 1000
ipv4.tcp_limit_output_bytes 1000
ipv4.tcp_min_tso_segs 16
ipv4.ip_default_ttl 255
ipv4.ip_forward 1
ipv4.ip_nonlocal_bind 1
ipv4.conf.all.log_martians 1
ipv6.bindv6only 1
ipv6.conf.all.forwarding 1
ipv6.conf.default.disable_ipv6 1
ipv6.flowlabel_reflect 7
core.txrehash 0
SETTINGS
suite plain
for host in meagre lavish; do
  # shellcheck disable=SC2086
  suite "$host" $own sh odd.sh "$folder/$host"
  grep 'settings of' "$host.out"
  diff plain.verdicts "$host.verdicts" >difference ||
    wrong "verdicts on the $host host differ (< here, > there)
$(cat difference)"
done

# --- what comes from the first namespace: written by the lab, recorded, and what the target has ---
recorded() { sed -n "1s/.*\"net\.ipv4\.$1\":\"\([^\"]*\)\".*/\1/p" plain.json; }
control=$(recorded tcp_congestion_control)
receive=$(recorded tcp_rmem | cut -d ' ' -f 2)
transmit=$(recorded tcp_wmem | cut -d ' ' -f 2)
buffers() { # buffers FILE CONTROL RECEIVE TRANSMIT [SYSCTL]: does a new socket have these?
  printf '%s\n' 'name: What a new socket has' "${5:-family: 4}" 'steps:' '  - target: socket' \
    "  - target: getsockopt TCP_CONGESTION = $2" "  - target: getsockopt SO_RCVBUF = $3" \
    "  - target: getsockopt SO_SNDBUF = $4" >"$1.yaml"
}
if [ -z "$control" ] || [ -z "$receive" ] || [ -z "$transmit" ]; then
  wrong "the report does not record them: '$control', '$receive', '$transmit'"
fi
buffers have "$control" "$receive" "$transmit"
expect 0 run have.yaml
# The same question does notice another value.
buffers changed "$control" "$receive" "$transmit" 'sysctl: {net.ipv4.tcp_rmem: 4096 9000 60000}'
expect 1 run changed.yaml && prints "SO_RCVBUF. is 9000, not $receive"
exit "$bad"
