#include "scenario/vocabulary.h"

#include <cstring>
#include <sstream>

namespace shakedown {

namespace {

std::vector<std::string> split(const std::string& words) {
  std::istringstream stream(words);
  std::vector<std::string> all;
  for (std::string word; stream >> word;) all.push_back(std::move(word));
  return all;
}

}  // namespace

const std::vector<std::string>& top_level_keys() {
  static const std::vector<std::string> keys{"name",        "about",    "covers",   "tags",
                                             "family",      "given",    "with",     "isn",
                                             "connections", "lab",      "sysctl",   "sysctl-where-known",
                                             "matrix",      "variants", "known",    "needs",
                                             "service",     "steps",    "shakedown"};
  return keys;
}

const std::vector<std::string>& connection_keys() {
  static const std::vector<std::string> keys{"sport", "dport", "isn", "with", "given", "same-tuple"};
  return keys;
}

const std::vector<std::string>& branch_keys() {
  static const std::vector<std::string> keys{"name", "steps"};
  return keys;
}

const WordTable<Flag>& flag_words() {
  static const WordTable<Flag> table{{"SYN", Flag::syn}, {"ACK", Flag::ack}, {"FIN", Flag::fin},
                                     {"RST", Flag::rst}, {"PSH", Flag::psh}, {"URG", Flag::urg},
                                     {"ECE", Flag::ece}, {"CWR", Flag::cwr}, {"AE", Flag::ae}};
  return table;
}

const WordTable<Field>& field_words() {
  static const WordTable<Field> table{{"seq", Field::seq}, {"ack", Field::ack}, {"win", Field::win},
                                      {"wnd", Field::wnd}, {"urg", Field::urg}, {"len", Field::len},
                                      {"psh", Field::psh}, {"ttl", Field::ttl}, {"tos", Field::tos},
                                      {"ecn", Field::ecn}, {"df", Field::df},   {"id", Field::id}};
  return table;
}

const WordTable<AddressName>& address_words() {
  using A = AddressName;
  static const WordTable<A> table{{"peer", A::peer},           {"peer2", A::peer2},
                                  {"target", A::target},       {"target2", A::target2},
                                  {"broadcast", A::broadcast}, {"multicast", A::multicast},
                                  {"loopback", A::loopback},   {"unspecified", A::unspecified}};
  return table;
}

const WordTable<Variable>& variable_words() {
  using V = Variable;
  static const WordTable<V> table{{"SND.NXT", V::snd_nxt}, {"SND.UNA", V::snd_una}, {"SND.WND", V::snd_wnd},
                                  {"SND.MSS", V::snd_mss}, {"RCV.NXT", V::rcv_nxt}, {"RCV.WND", V::rcv_wnd},
                                  {"RCV.MSS", V::rcv_mss}, {"PMTU", V::pmtu}};
  return table;
}

const WordTable<NamedField>& named_field_words() {
  using N = NamedField;
  static const WordTable<N> table{{"seq", N::seq},         {"seq.abs", N::seq_abs}, {"ack", N::ack},
                                  {"ack.abs", N::ack_abs}, {"win", N::win},         {"wnd", N::wnd},
                                  {"len", N::len},         {"mss", N::mss},         {"wscale", N::wscale},
                                  {"tsval", N::tsval},     {"tsecr", N::tsecr},     {"cookie", N::cookie},
                                  {"time", N::time}};
  return table;
}

const WordTable<IcmpKind>& icmp_words() {
  using I = IcmpKind;
  static const WordTable<I> table{{"unreachable-net", I::unreachable_net},
                                  {"unreachable-host", I::unreachable_host},
                                  {"unreachable-protocol", I::unreachable_protocol},
                                  {"unreachable-port", I::unreachable_port},
                                  {"unreachable-prohibited", I::unreachable_prohibited},
                                  {"too-big", I::too_big},
                                  {"source-quench", I::source_quench},
                                  {"time-exceeded", I::time_exceeded},
                                  {"reassembly-time-exceeded", I::reassembly_time_exceeded},
                                  {"parameter-problem", I::parameter_problem}};
  return table;
}

const WordTable<TcpState>& state_words() {
  static const WordTable<TcpState> table = [] {
    WordTable<TcpState> states;
    for (int i = 0; i <= static_cast<int>(TcpState::time_wait); ++i)
      states.emplace_back(to_string(static_cast<TcpState>(i)), static_cast<TcpState>(i));
    return states;
  }();
  return table;
}

const WordTable<CallKind>& call_words() {
  using C = CallKind;
  static const WordTable<C> table{{"socket", C::socket},
                                  {"bind", C::bind},
                                  {"listen", C::listen},
                                  {"accept", C::accept},
                                  {"connect", C::connect},
                                  {"send", C::send},
                                  {"read", C::read},
                                  {"shutdown", C::shutdown},
                                  {"close", C::close},
                                  {"abort", C::abort},
                                  {"setsockopt", C::setsockopt},
                                  {"getsockopt", C::getsockopt},
                                  {"error", C::error},
                                  {"poll", C::poll},
                                  {"atmark", C::atmark},
                                  {"errqueue", C::errqueue},
                                  {"crash", C::crash},
                                  {"forget", C::forget}};
  return table;
}

const WordTable<Need>& need_words() {
  static const WordTable<Need> table{
      {"state", Need::state}, {"info", Need::info}, {"agent", Need::agent}, {"privilege", Need::privilege}};
  return table;
}

const WordTable<uint8_t>& option_kind_words() {
  static const WordTable<uint8_t> table{{"eol", 0},  {"nop", 1}, {"mss", 2},  {"wscale", 3}, {"sackOK", 4},
                                        {"sack", 5}, {"ts", 8},  {"md5", 19}, {"tfo", 34}};
  return table;
}

const WordTable<bool>& info_words() {
  static const WordTable<bool> table = [] {
    WordTable<bool> all;
    for (std::string& word :
         split("state ca_state retransmits probes backoff options snd_wscale rcv_wscale "
               "delivery_rate_app_limited fastopen_client_fail snd_mss rcv_mss unacked sacked lost "
               "retrans fackets pmtu rcv_ssthresh snd_ssthresh snd_cwnd advmss reordering rcv_space "
               "total_retrans pacing_rate max_pacing_rate bytes_acked bytes_received segs_out segs_in "
               "notsent_bytes data_segs_in data_segs_out delivery_rate delivered delivered_ce bytes_sent "
               "bytes_retrans dsack_dups reord_seen rcv_ooopack snd_wnd rcv_wnd rehash total_rto "
               "total_rto_recoveries received_ce delivered_e1_bytes delivered_e0_bytes "
               "delivered_ce_bytes received_e1_bytes received_e0_bytes received_ce_bytes "
               "accecn_fail_mode accecn_opt_seen"))
      all.emplace_back(std::move(word), false);
    for (std::string& word :
         split("rto ato last_data_sent last_ack_sent last_data_recv last_ack_recv rtt rttvar rcv_rtt "
               "min_rtt busy_time rwnd_limited sndbuf_limited total_rto_time timer"))
      all.emplace_back(std::move(word), true);
    return all;
  }();
  return table;
}

const std::vector<std::string>& errno_words() {
  static const std::vector<std::string> words = [] {
    constexpr int largest = 133;  // Linux's
    std::vector<std::string> names;
    for (int number = 1; number <= largest; ++number)
      if (const char* name = strerrorname_np(number)) names.emplace_back(name);
    return names;
  }();
  return words;
}

const std::vector<std::string>& socket_option_words() {
  static const std::vector<std::string> words = split(
      "SO_REUSEADDR SO_REUSEPORT SO_KEEPALIVE SO_LINGER SO_SNDBUF SO_RCVBUF SO_OOBINLINE "
      "SO_RCVLOWAT SO_PRIORITY SO_MARK SO_ERROR SO_ACCEPTCONN SO_DONTROUTE SO_MAX_PACING_RATE "
      "SO_BUSY_POLL SO_INCOMING_CPU SO_TXREHASH TCP_NODELAY TCP_MAXSEG TCP_CORK TCP_KEEPIDLE "
      "TCP_KEEPINTVL TCP_KEEPCNT TCP_SYNCNT TCP_LINGER2 TCP_DEFER_ACCEPT TCP_WINDOW_CLAMP "
      "TCP_QUICKACK TCP_CONGESTION TCP_MD5SIG TCP_USER_TIMEOUT TCP_FASTOPEN "
      "TCP_FASTOPEN_CONNECT TCP_FASTOPEN_KEY TCP_FASTOPEN_NO_COOKIE TCP_TIMESTAMP "
      "TCP_NOTSENT_LOWAT TCP_SAVE_SYN TCP_SAVED_SYN TCP_INQ TCP_TX_DELAY "
      "TCP_THIN_LINEAR_TIMEOUTS TCP_THIN_DUPACK TCP_RTO_MAX_MS TCP_RTO_MIN_US TCP_DELACK_MAX_US "
      "IP_TOS IP_TTL IP_OPTIONS IP_MTU IP_MTU_DISCOVER IP_RECVERR IP_MINTTL IP_FREEBIND "
      "IP_TRANSPARENT IPV6_TCLASS IPV6_UNICAST_HOPS IPV6_MTU IPV6_MTU_DISCOVER IPV6_RECVERR "
      "IPV6_MINHOPCOUNT IPV6_V6ONLY IPV6_FREEBIND IPV6_DSTOPTS IPV6_HOPOPTS IPV6_RTHDR "
      "IPV6_AUTOFLOWLABEL IPV6_DONTFRAG IPV6_FLOWINFO_SEND IPV6_RTHDRDSTOPTS "
      "IP_BIND_ADDRESS_NO_PORT IP_LOCAL_PORT_RANGE SO_BROADCAST SO_DOMAIN SO_PEEK_OFF "
      "SO_PROTOCOL SO_RCVTIMEO SO_SNDTIMEO SO_SNDLOWAT SO_TYPE SO_ZEROCOPY TCP_ULP");
  return words;
}

const std::vector<std::string>& service_words() {
  static const std::vector<std::string> words{"echo", "discard", "chargen", "daytime", "http"};
  return words;
}

const std::vector<std::string>& lab_words() {
  static const std::vector<std::string> words{"quickack", "rto-min", "mtu"};
  return words;
}

const std::vector<std::string>& poll_words() {
  static const std::vector<std::string> words{"in", "out", "pri", "hup", "err", "rdhup", "none"};
  return words;
}

const std::vector<std::string>& backoff_words() {
  static const std::vector<std::string> words{"first", "factor", "count", "cap", "since"};
  return words;
}

const WordTable<Acknowledge>& acknowledge_words() {
  static const WordTable<Acknowledge> table{
      {"each", Acknowledge::each}, {"last", Acknowledge::last}, {"none", Acknowledge::none}};
  return table;
}

const WordTable<ShutdownHow>& shutdown_words() {
  static const WordTable<ShutdownHow> table{
      {"read", ShutdownHow::read}, {"write", ShutdownHow::write}, {"both", ShutdownHow::both}};
  return table;
}

const WordTable<bool CallSpec::*>& send_words() {
  static const WordTable<bool CallSpec::*> table{
      {"oob", &CallSpec::oob}, {"more", &CallSpec::more}, {"nodelay", &CallSpec::nodelay}};
  return table;
}

}  // namespace shakedown
