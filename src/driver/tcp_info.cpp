#include "driver/tcp_info.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstddef>
#include <cstring>

namespace shakedown {
namespace {

enum class Unit { none, microseconds, milliseconds };

struct FieldPlace {
  const char* name;
  size_t offset, size;
  Unit unit = Unit::none;
};

#define AT(field) #field, offsetof(tcp_info, tcpi_##field), sizeof(tcp_info::tcpi_##field)

// Fields that are younger than the headers stand by their offset, which never changes.
constexpr size_t behind = offsetof(tcp_info, tcpi_snd_wnd) + 4;

constexpr FieldPlace places[] = {
    {AT(state)},
    {AT(ca_state)},
    {AT(retransmits)},
    {AT(probes)},
    {AT(backoff)},
    {AT(options)},
    {AT(rto), Unit::microseconds},
    {AT(ato), Unit::microseconds},
    {AT(snd_mss)},
    {AT(rcv_mss)},
    {AT(unacked)},
    {AT(sacked)},
    {AT(lost)},
    {AT(retrans)},
    {AT(fackets)},
    {AT(last_data_sent), Unit::milliseconds},
    {AT(last_ack_sent), Unit::milliseconds},
    {AT(last_data_recv), Unit::milliseconds},
    {AT(last_ack_recv), Unit::milliseconds},
    {AT(pmtu)},
    {AT(rcv_ssthresh)},
    {AT(rtt), Unit::microseconds},
    {AT(rttvar), Unit::microseconds},
    {AT(snd_ssthresh)},
    {AT(snd_cwnd)},
    {AT(advmss)},
    {AT(reordering)},
    {AT(rcv_rtt), Unit::microseconds},
    {AT(rcv_space)},
    {AT(total_retrans)},
    {AT(pacing_rate)},
    {AT(max_pacing_rate)},
    {AT(bytes_acked)},
    {AT(bytes_received)},
    {AT(segs_out)},
    {AT(segs_in)},
    {AT(notsent_bytes)},
    {AT(min_rtt), Unit::microseconds},
    {AT(data_segs_in)},
    {AT(data_segs_out)},
    {AT(delivery_rate)},
    {AT(busy_time), Unit::microseconds},
    {AT(rwnd_limited), Unit::microseconds},
    {AT(sndbuf_limited), Unit::microseconds},
    {AT(delivered)},
    {AT(delivered_ce)},
    {AT(bytes_sent)},
    {AT(bytes_retrans)},
    {AT(dsack_dups)},
    {AT(reord_seen)},
    {AT(rcv_ooopack)},
    {AT(snd_wnd)},
    {"rcv_wnd", behind, 4},
    {"rehash", behind + 4, 4},
    {"total_rto", behind + 8, 2},
    {"total_rto_recoveries", behind + 10, 2},
    {"total_rto_time", behind + 12, 4, Unit::milliseconds},
};
#undef AT

// The two octets of bit fields behind tcpi_options.
constexpr size_t scales = offsetof(tcp_info, tcpi_options) + 1;

uint64_t number_at(std::span<const uint8_t> octets, size_t offset, size_t size) {
  const uint8_t* at = octets.data() + offset;
  uint64_t whole = 0;
  uint32_t half = 0;
  uint16_t quarter = 0;
  switch (size) {
    case 8:
      std::memcpy(&whole, at, sizeof whole);
      return whole;
    case 4:
      std::memcpy(&half, at, sizeof half);
      return half;
    case 2:
      std::memcpy(&quarter, at, sizeof quarter);
      return quarter;
    default:
      return *at;
  }
}

InfoValue value_of(uint64_t number, Unit unit) {
  if (unit == Unit::microseconds) return Duration(std::chrono::microseconds(number));
  if (unit == Unit::milliseconds) return Duration(std::chrono::milliseconds(number));
  return number;
}

}  // namespace

void add_tcp_info(std::span<const uint8_t> octets, InfoMap& fields) {
  for (const FieldPlace& place : places)
    if (place.offset + place.size <= octets.size())
      fields[place.name] = value_of(number_at(octets, place.offset, place.size), place.unit);
  if (octets.size() < scales + 2) return;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  fields["snd_wscale"] = uint64_t{octets[scales] & 0x0fU};
  fields["rcv_wscale"] = uint64_t{octets[scales]} >> 4;
  fields["delivery_rate_app_limited"] = uint64_t{octets[scales + 1] & 1U};
  fields["fastopen_client_fail"] = uint64_t{octets[scales + 1] >> 1 & 3U};
#else
  fields["snd_wscale"] = uint64_t{octets[scales]} >> 4;
  fields["rcv_wscale"] = uint64_t{octets[scales] & 0x0fU};
  fields["delivery_rate_app_limited"] = uint64_t{octets[scales + 1]} >> 7;
  fields["fastopen_client_fail"] = uint64_t{octets[scales + 1] >> 5 & 3U};
#endif
}

Bytes read_tcp_info(int socket) {
  Bytes octets(512);
  socklen_t size = static_cast<socklen_t>(octets.size());
  if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, octets.data(), &size) != 0) size = 0;
  octets.resize(size);
  return octets;
}

}  // namespace shakedown
