#include "lab/pinned.h"

namespace shakedown {
namespace {

// Values are the defaults of the upstream kernel on a machine with plenty of memory, unless a comment gives
// another reason. A setting that a kernel does not have is left out; one that a namespace may only read is
// recorded as it is.
constexpr PinnedSetting settings[] = {
    // Sending: how much at once, how fast, what a loss does.
    // The host may forbid namespaces cubic (tcp_allowed_congestion_control).
    {"net/ipv4/tcp_congestion_control", "cubic|reno"},
    {"net/ipv4/tcp_wmem", "4096 16384 4194304"},
    {"net/ipv4/tcp_notsent_lowat", "4294967295"},
    {"net/ipv4/tcp_autocorking", "1"},
    {"net/ipv4/tcp_limit_output_bytes", "4194304"},
    {"net/ipv4/tcp_min_tso_segs", "2"},
    {"net/ipv4/tcp_tso_win_divisor", "3"},
    {"net/ipv4/tcp_tso_rtt_log", "9"},
    {"net/ipv4/tcp_pacing_ss_ratio", "200"},
    {"net/ipv4/tcp_pacing_ca_ratio", "120"},
    {"net/ipv4/tcp_slow_start_after_idle", "1"},
    {"net/ipv4/tcp_no_metrics_save", "0"},
    {"net/ipv4/tcp_no_ssthresh_metrics_save", "1"},
    {"net/ipv4/tcp_min_rtt_wlen", "300"},
    {"net/ipv4/tcp_workaround_signed_windows", "0"},
    {"net/ipv4/tcp_plb_enabled", "0"},
    {"net/core/txrehash", "1"},

    // Receiving: buffers decide the window and its scale.
    {"net/ipv4/tcp_rmem", "4096 131072 6291456"},
    {"net/ipv4/tcp_moderate_rcvbuf", "1"},
    {"net/ipv4/tcp_adv_win_scale", "1"},
    {"net/ipv4/tcp_app_win", "31"},
    {"net/ipv4/tcp_shrink_window", "0"},
    {"net/ipv4/tcp_backlog_ack_defer", "1"},
    {"net/ipv4/tcp_pingpong_thresh", "1"},
    {"net/ipv4/tcp_comp_sack_delay_ns", "1000000"},
    {"net/ipv4/tcp_comp_sack_slack_ns", "100000"},
    {"net/ipv4/tcp_comp_sack_nr", "44"},

    // Options that it offers and answers.
    {"net/ipv4/tcp_sack", "1"},
    {"net/ipv4/tcp_dsack", "1"},
    {"net/ipv4/tcp_timestamps", "1"},
    {"net/ipv4/tcp_window_scaling", "1"},
    {"net/ipv4/tcp_ecn", "2"},
    {"net/ipv4/tcp_ecn_fallback", "1"},
    {"net/ipv4/tcp_ecn_option", "2"},
    {"net/ipv4/tcp_ecn_option_beacon", "3"},
    {"net/ipv4/tcp_fastopen", "1"},
    {"net/ipv4/tcp_fastopen_blackhole_timeout_sec", "0"},
    {"net/ipv4/tcp_stdurg", "0"},
    {"net/ipv4/tcp_reflect_tos", "0"},

    // Retransmission and its timers.
    {"net/ipv4/tcp_rto_min_us", "200000"},
    {"net/ipv4/tcp_rto_max_ms", "120000"},
    {"net/ipv4/tcp_retries1", "3"},
    {"net/ipv4/tcp_retries2", "15"},
    {"net/ipv4/tcp_orphan_retries", "0"},
    {"net/ipv4/tcp_syn_retries", "6"},
    {"net/ipv4/tcp_synack_retries", "5"},
    {"net/ipv4/tcp_syn_linear_timeouts", "4"},
    {"net/ipv4/tcp_early_retrans", "3"},
    {"net/ipv4/tcp_recovery", "1"},
    {"net/ipv4/tcp_reordering", "3"},
    {"net/ipv4/tcp_max_reordering", "300"},
    {"net/ipv4/tcp_frto", "2"},
    {"net/ipv4/tcp_retrans_collapse", "1"},
    {"net/ipv4/tcp_thin_linear_timeouts", "0"},
    {"net/ipv4/tcp_keepalive_time", "7200"},
    {"net/ipv4/tcp_keepalive_intvl", "75"},
    {"net/ipv4/tcp_keepalive_probes", "9"},
    {"net/ipv4/tcp_fin_timeout", "60"},

    // Opening, closing, being attacked.
    {"net/ipv4/tcp_syncookies", "1"},
    {"net/core/somaxconn", "4096"},
    {"net/ipv4/tcp_abort_on_overflow", "0"},
    {"net/ipv4/tcp_migrate_req", "0"},
    {"net/ipv4/tcp_tw_reuse", "2"},
    {"net/ipv4/tcp_tw_reuse_delay", "1000"},
    {"net/ipv4/tcp_rfc1337", "0"},
    {"net/ipv4/tcp_invalid_ratelimit", "500"},
    {"net/ipv4/tcp_challenge_ack_limit", "2147483647"},

    // Path MTU and segment size.
    {"net/ipv4/tcp_mtu_probing", "0"},
    {"net/ipv4/tcp_base_mss", "1024"},
    {"net/ipv4/tcp_min_snd_mss", "48"},
    {"net/ipv4/ip_no_pmtu_disc", "0"},
    {"net/ipv4/route/min_pmtu", "552"},
    {"net/ipv4/route/min_adv_mss", "256"},
    {"net/ipv4/route/mtu_expires", "600"},
    {"net/ipv6/route/mtu_expires", "600"},
    {"net/ipv6/route/min_adv_mss", "1220"},

    // IP below it.
    {"net/ipv4/ip_default_ttl", "64"},
    {"net/ipv4/ip_local_port_range", "32768\t60999"},
    // Who makes the target's calls has no capability, and a server may want a port below 1024.
    {"net/ipv4/ip_unprivileged_port_start", "0"},
    {"net/ipv4/ip_nonlocal_bind", "0"},
    {"net/ipv4/ip_autobind_reuse", "0"},
    {"net/ipv4/ip_early_demux", "1"},
    {"net/ipv4/tcp_early_demux", "1"},
    {"net/ipv4/tcp_l3mdev_accept", "0"},
    {"net/ipv4/icmp_ratelimit", "1000"},
    {"net/ipv4/icmp_ratemask", "6168"},
    {"net/ipv4/icmp_msgs_per_sec", "1000"},
    {"net/ipv4/icmp_msgs_burst", "50"},
    {"net/ipv4/icmp_errors_use_inbound_ifaddr", "0"},
    {"net/ipv4/ip_forward", "0"},
    {"net/ipv4/conf/all/rp_filter", "0"},
    {"net/ipv4/conf/default/rp_filter", "0"},
    {"net/ipv4/conf/all/accept_local", "0"},
    {"net/ipv4/conf/default/accept_local", "0"},
    {"net/ipv4/conf/all/route_localnet", "0"},
    {"net/ipv4/conf/default/route_localnet", "0"},
    {"net/ipv4/conf/all/accept_source_route", "0"},
    {"net/ipv4/conf/default/accept_source_route", "1"},
    {"net/ipv4/conf/all/drop_unicast_in_l2_multicast", "0"},
    {"net/ipv4/conf/default/drop_unicast_in_l2_multicast", "0"},
    // A spoofed source must not write to the host's log.
    {"net/ipv4/conf/all/log_martians", "0"},
    {"net/ipv4/conf/default/log_martians", "0"},
    {"net/ipv4/conf/all/arp_ignore", "0"},
    {"net/ipv4/conf/all/arp_announce", "0"},
    {"net/ipv4/conf/all/arp_filter", "0"},
    {"net/ipv6/bindv6only", "0"},
    {"net/ipv6/auto_flowlabels", "1"},
    {"net/ipv6/flowlabel_reflect", "0"},
    {"net/ipv6/icmp/ratelimit", "1000"},
    {"net/ipv6/conf/all/disable_ipv6", "0"},
    {"net/ipv6/conf/default/disable_ipv6", "0"},
    {"net/ipv6/conf/all/forwarding", "0"},
    {"net/ipv6/conf/default/forwarding", "0"},
    {"net/ipv6/conf/default/hop_limit", "64"},
    {"net/ipv6/conf/all/accept_source_route", "0"},
    {"net/ipv6/conf/default/accept_source_route", "0"},
    {"net/ipv6/conf/default/seg6_enabled", "0"},
};

}  // namespace

std::span<const PinnedSetting> pinned_settings() { return settings; }

}  // namespace shakedown
