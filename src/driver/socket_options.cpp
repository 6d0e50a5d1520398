#include "driver/socket_options.h"

#include <fmt/format.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <cstring>

#include "shakedown/parse.h"

namespace shakedown {
namespace {

using Kind = OptionKind;
constexpr int tcp = IPPROTO_TCP, ip = IPPROTO_IP, ipv6 = IPPROTO_IPV6, sol = SOL_SOCKET;

#define OPTION(level, name, kind) \
  { #name, level, name, kind }

// Options younger than the headers of this system stand by their number.
constexpr SocketOption options[] = {
    OPTION(tcp, TCP_NODELAY, Kind::number),
    OPTION(tcp, TCP_MAXSEG, Kind::number),
    OPTION(tcp, TCP_CORK, Kind::number),
    OPTION(tcp, TCP_KEEPIDLE, Kind::seconds),
    OPTION(tcp, TCP_KEEPINTVL, Kind::seconds),
    OPTION(tcp, TCP_KEEPCNT, Kind::number),
    OPTION(tcp, TCP_SYNCNT, Kind::number),
    OPTION(tcp, TCP_LINGER2, Kind::seconds),
    OPTION(tcp, TCP_DEFER_ACCEPT, Kind::seconds),
    OPTION(tcp, TCP_WINDOW_CLAMP, Kind::number),
    OPTION(tcp, TCP_INFO, Kind::octets),
    OPTION(tcp, TCP_QUICKACK, Kind::number),
    OPTION(tcp, TCP_CONGESTION, Kind::text),
    OPTION(tcp, TCP_MD5SIG, Kind::md5_key),
    OPTION(tcp, TCP_THIN_LINEAR_TIMEOUTS, Kind::number),
    OPTION(tcp, TCP_THIN_DUPACK, Kind::number),
    OPTION(tcp, TCP_USER_TIMEOUT, Kind::milliseconds),
    OPTION(tcp, TCP_FASTOPEN, Kind::number),
    OPTION(tcp, TCP_TIMESTAMP, Kind::number),
    OPTION(tcp, TCP_NOTSENT_LOWAT, Kind::number),
    OPTION(tcp, TCP_CC_INFO, Kind::octets),
    OPTION(tcp, TCP_SAVE_SYN, Kind::number),
    OPTION(tcp, TCP_SAVED_SYN, Kind::octets),
    OPTION(tcp, TCP_FASTOPEN_CONNECT, Kind::number),
    OPTION(tcp, TCP_ULP, Kind::text),
    OPTION(tcp, TCP_FASTOPEN_KEY, Kind::octets),
    OPTION(tcp, TCP_FASTOPEN_NO_COOKIE, Kind::number),
    OPTION(tcp, TCP_INQ, Kind::number),
    OPTION(tcp, TCP_TX_DELAY, Kind::microseconds),
    {"TCP_RTO_MAX_MS", tcp, 44, Kind::milliseconds},
    {"TCP_RTO_MIN_US", tcp, 45, Kind::microseconds},
    {"TCP_DELACK_MAX_US", tcp, 46, Kind::microseconds},
    OPTION(sol, SO_REUSEADDR, Kind::number),
    OPTION(sol, SO_REUSEPORT, Kind::number),
    OPTION(sol, SO_KEEPALIVE, Kind::number),
    OPTION(sol, SO_OOBINLINE, Kind::number),
    OPTION(sol, SO_LINGER, Kind::linger),
    OPTION(sol, SO_SNDBUF, Kind::number),
    OPTION(sol, SO_RCVBUF, Kind::number),
    OPTION(sol, SO_RCVLOWAT, Kind::number),
    OPTION(sol, SO_SNDLOWAT, Kind::number),
    OPTION(sol, SO_RCVTIMEO, Kind::timeval),
    OPTION(sol, SO_SNDTIMEO, Kind::timeval),
    OPTION(sol, SO_PRIORITY, Kind::number),
    OPTION(sol, SO_MARK, Kind::number),
    OPTION(sol, SO_DONTROUTE, Kind::number),
    OPTION(sol, SO_BROADCAST, Kind::number),
    OPTION(sol, SO_ACCEPTCONN, Kind::number),
    OPTION(sol, SO_ERROR, Kind::number),
    OPTION(sol, SO_TYPE, Kind::number),
    OPTION(sol, SO_PROTOCOL, Kind::number),
    OPTION(sol, SO_DOMAIN, Kind::number),
    OPTION(sol, SO_PEERCRED, Kind::octets),
    OPTION(sol, SO_PEEK_OFF, Kind::number),
    OPTION(sol, SO_INCOMING_CPU, Kind::number),
    OPTION(sol, SO_BUSY_POLL, Kind::number),
    OPTION(sol, SO_MAX_PACING_RATE, Kind::number),
    OPTION(sol, SO_ZEROCOPY, Kind::number),
    OPTION(sol, SO_BINDTODEVICE, Kind::text),
    OPTION(sol, SO_TXREHASH, Kind::number),
    OPTION(sol, SO_MEMINFO, Kind::octets),
    OPTION(ip, IP_TOS, Kind::number),
    OPTION(ip, IP_TTL, Kind::number),
    OPTION(ip, IP_OPTIONS, Kind::octets),
    OPTION(ip, IP_MTU, Kind::number),
    OPTION(ip, IP_MTU_DISCOVER, Kind::number),
    OPTION(ip, IP_RECVERR, Kind::number),
    OPTION(ip, IP_MINTTL, Kind::number),
    OPTION(ip, IP_FREEBIND, Kind::number),
    OPTION(ip, IP_TRANSPARENT, Kind::number),
    OPTION(ip, IP_BIND_ADDRESS_NO_PORT, Kind::number),
    {"IP_LOCAL_PORT_RANGE", ip, 51, Kind::number},
    OPTION(ipv6, IPV6_V6ONLY, Kind::number),
    OPTION(ipv6, IPV6_TCLASS, Kind::number),
    OPTION(ipv6, IPV6_UNICAST_HOPS, Kind::number),
    OPTION(ipv6, IPV6_MTU, Kind::number),
    OPTION(ipv6, IPV6_MTU_DISCOVER, Kind::number),
    OPTION(ipv6, IPV6_RECVERR, Kind::number),
    OPTION(ipv6, IPV6_DONTFRAG, Kind::number),
    OPTION(ipv6, IPV6_HOPOPTS, Kind::octets),
    OPTION(ipv6, IPV6_DSTOPTS, Kind::octets),
    OPTION(ipv6, IPV6_RTHDR, Kind::octets),
    OPTION(ipv6, IPV6_RTHDRDSTOPTS, Kind::octets),
    OPTION(ipv6, IPV6_AUTOFLOWLABEL, Kind::number),
    {"IPV6_FLOWINFO_SEND", ipv6, 33, Kind::number},
    {"IPV6_MINHOPCOUNT", ipv6, 73, Kind::number},
    {"IPV6_FREEBIND", ipv6, 78, Kind::number},
};
#undef OPTION

template <typename T>
Bytes octets_of_value(const T& value) {
  Bytes octets(sizeof value);
  std::memcpy(octets.data(), &value, sizeof value);
  return octets;
}

std::optional<int> read_int(const std::string& text) {
  const bool minus = !text.empty() && text[0] == '-';
  const auto number = parse_number(minus ? text.substr(1) : text, minus ? 0x80000000U : 0xffffffffU);
  if (!number) return std::nullopt;
  return static_cast<int>(minus ? 0U - static_cast<uint32_t>(*number) : static_cast<uint32_t>(*number));
}

std::string unquoted(const std::string& text) {
  const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return quoted ? text.substr(1, text.size() - 2) : text;
}

std::optional<Bytes> read_hex(const std::string& text) {
  if (text.rfind("hex:", 0) != 0 || text.size() % 2 != 0) return std::nullopt;
  Bytes octets;
  for (size_t i = 4; i < text.size(); i += 2) {
    const auto octet = parse_number("0x" + text.substr(i, 2), 0xff);
    if (!octet) return std::nullopt;
    octets.push_back(static_cast<uint8_t>(*octet));
  }
  return octets;
}

tl::expected<Bytes, std::string> interval_octets(const std::string& value, Duration unit) {
  if (const auto duration = parse_duration(value)) {
    if (*duration % unit != Duration::zero() || *duration / unit > INT32_MAX)
      return tl::unexpected(fmt::format("{} is no whole number of its units", value));
    return octets_of_value(static_cast<int>(*duration / unit));
  }
  if (const auto number = read_int(value)) return octets_of_value(*number);
  return tl::unexpected(std::string("a number or a duration"));
}

tl::expected<Bytes, std::string> md5_octets(const std::string& value, const Address& peer) {
  const std::string key = unquoted(value);
  tcp_md5sig option{};
  if (key.size() > sizeof option.tcpm_key) return tl::unexpected(std::string("a key of at most 80 octets"));
  if (peer.family == Family::v4) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    std::memcpy(&to.sin_addr, peer.octets.data(), sizeof to.sin_addr);
    std::memcpy(&option.tcpm_addr, &to, sizeof to);
  } else {
    sockaddr_in6 to{};
    to.sin6_family = AF_INET6;
    std::memcpy(&to.sin6_addr, peer.octets.data(), sizeof to.sin6_addr);
    std::memcpy(&option.tcpm_addr, &to, sizeof to);
  }
  option.tcpm_keylen = static_cast<uint16_t>(key.size());
  std::memcpy(option.tcpm_key, key.data(), key.size());
  return octets_of_value(option);
}

std::string duration_text(Duration duration) {
  if (duration % 1s == Duration::zero()) return fmt::format("{}s", duration / 1s);
  if (duration % 1ms == Duration::zero()) return fmt::format("{}ms", duration / 1ms);
  return fmt::format("{}us", duration / 1us);
}

std::string hex_text(std::span<const uint8_t> octets) {
  std::string text = "hex:";
  for (const uint8_t octet : octets) text += fmt::format("{:02x}", octet);
  return text;
}

template <typename T>
std::optional<T> value_in(std::span<const uint8_t> octets) {
  if (octets.size() < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, octets.data(), sizeof value);
  return value;
}

}  // namespace

const SocketOption* find_socket_option(const std::string& name) {
  const auto found = std::find_if(std::begin(options), std::end(options),
                                  [&](const SocketOption& one) { return name == one.name; });
  return found != std::end(options) ? found : nullptr;
}

tl::expected<Bytes, std::string> option_octets(const SocketOption& option, const std::string& value,
                                               const Address& peer) {
  switch (option.kind) {
    case Kind::number:
      if (const auto number = read_int(value)) return octets_of_value(*number);
      return tl::unexpected(std::string("a number"));
    case Kind::seconds:
      return interval_octets(value, 1s);
    case Kind::milliseconds:
      return interval_octets(value, 1ms);
    case Kind::microseconds:
      return interval_octets(value, 1us);
    case Kind::timeval:
      if (const auto duration = parse_duration(value))
        return octets_of_value(timeval{static_cast<time_t>(*duration / 1s), (*duration % 1s) / 1us});
      return tl::unexpected(std::string("a duration"));
    case Kind::linger:
      if (value == "off") return octets_of_value(linger{0, 0});
      if (const auto duration = parse_duration(value))
        return octets_of_value(linger{1, static_cast<int>(*duration / 1s)});
      if (const auto number = read_int(value)) return octets_of_value(linger{1, *number});
      return tl::unexpected(std::string("seconds, or `off`"));
    case Kind::text: {
      const std::string text = unquoted(value);
      return Bytes(text.begin(), text.end());
    }
    case Kind::octets:
      if (const auto octets = read_hex(value)) return *octets;
      return tl::unexpected(std::string("octets, as hex:..."));
    case Kind::md5_key:
      return md5_octets(value, peer);
  }
  return tl::unexpected(std::string("nothing"));
}

std::string option_text(const SocketOption& option, std::span<const uint8_t> octets) {
  switch (option.kind) {
    case Kind::number:
    case Kind::seconds:
    case Kind::milliseconds:
    case Kind::microseconds:
      if (const auto number = value_in<int>(octets)) return fmt::format("{}", *number);
      break;
    case Kind::timeval:
      if (const auto time = value_in<timeval>(octets))
        return duration_text(std::chrono::seconds(time->tv_sec) + std::chrono::microseconds(time->tv_usec));
      break;
    case Kind::linger:
      if (const auto value = value_in<linger>(octets))
        return value->l_onoff != 0 ? fmt::format("{}", value->l_linger) : "off";
      break;
    case Kind::text:
      return {octets.begin(), std::find(octets.begin(), octets.end(), '\0')};
    case Kind::octets:
    case Kind::md5_key:
      break;
  }
  return hex_text(octets);
}

}  // namespace shakedown
