#include "lab/local_link.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "lab/packet_fields.h"

namespace shakedown {
namespace {

constexpr size_t ethernet_header = 14;

struct Stamps {
  Duration time{};
  bool checksum_missing = false;
};

Stamps read_control(msghdr& message) {
  Stamps result;
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SO_TIMESTAMPNS) {
      timespec time{};
      std::memcpy(&time, CMSG_DATA(header), sizeof time);
      result.time = std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
    } else if (header->cmsg_level == SOL_PACKET && header->cmsg_type == PACKET_AUXDATA) {
      tpacket_auxdata data{};
      std::memcpy(&data, CMSG_DATA(header), sizeof data);
      result.checksum_missing = (data.tp_status & TP_STATUS_CSUMNOTREADY) != 0;
    }
  }
  return result;
}

tl::unexpected<Trouble> trouble(const std::string& what) { return tl::unexpected(Trouble{what, false}); }

}  // namespace

Outcome<Instant> LocalLink::send(std::span<const uint8_t> packet) {
  note(packet, true);
  const std::array<uint8_t, 6> destination = frame_destination(packet);
  std::array<uint8_t, ethernet_header> header{};
  std::copy(destination.begin(), destination.end(), header.begin());
  std::copy(keeper::peer_mac.begin(), keeper::peer_mac.end(), header.begin() + 6);
  const uint16_t protocol = htons(!packet.empty() && packet[0] >> 4 == 6 ? ETH_P_IPV6 : ETH_P_IP);
  std::memcpy(header.data() + 12, &protocol, sizeof protocol);

  sockaddr_ll to{};
  to.sll_family = AF_PACKET;
  to.sll_protocol = protocol;
  to.sll_ifindex = interface_;
  std::array<iovec, 2> parts = {
      {{header.data(), header.size()}, {const_cast<uint8_t*>(packet.data()), packet.size()}}};
  msghdr message{};
  message.msg_name = &to;
  message.msg_namelen = sizeof to;
  message.msg_iov = parts.data();
  message.msg_iovlen = parts.size();
  const Instant left = clock_.now();
  if (sendmsg(packets_, &message, 0) < 0)
    return trouble(errno == EMSGSIZE
                       ? fmt::format("a packet of {} octets is longer than the link carries", packet.size())
                       : fmt::format("cannot send a frame: {}", std::strerror(errno)));
  return left;
}

Outcome<std::optional<Arrival>> LocalLink::receive() {
  for (;;) {
    alignas(cmsghdr) std::array<char, 256> control{};
    sockaddr_ll from{};
    iovec part{buffer_.data(), buffer_.size()};
    msghdr message{};
    message.msg_name = &from;
    message.msg_namelen = sizeof from;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t got = recvmsg(packets_, &message, MSG_DONTWAIT);
    if (got < 0) {
      if (errno == EINTR) continue;
      if (errno != EAGAIN) return trouble(fmt::format("cannot receive frames: {}", std::strerror(errno)));
      if (Outcome<void> complete = check_drops(); !complete) return tl::unexpected(complete.error());
      return std::nullopt;
    }
    // What an earlier lab of this worker said last may still lie in the queue.
    if (from.sll_ifindex != interface_ || static_cast<size_t>(got) <= ethernet_header) continue;
    const std::span<const uint8_t> packet = std::span<const uint8_t>(buffer_).subspan(
        ethernet_header, static_cast<size_t>(got) - ethernet_header);
    if (is_neighbour_traffic(packet)) continue;
    const Stamps stamps = read_control(message);
    if (stamps.checksum_missing) return trouble("the kernel left a checksum to the hardware");
    note(packet, false);
    return Arrival{clock_.correct(Instant(stamps.time)), Bytes(packet.begin(), packet.end())};
  }
}

void LocalLink::note(std::span<const uint8_t> packet, bool from_peer) {
  const auto tuple = tuple_of(packet, from_peer);
  if (!tuple) return;
  const auto same = [&tuple](const keeper::TupleOnWire& known) {
    return known.peer_port == tuple->peer_port && known.target_port == tuple->target_port &&
           known.peer == tuple->peer && known.target == tuple->target;
  };
  // The newest come first: a scenario mostly goes on with the connection that it has just used.
  if (std::none_of(connections_.rbegin(), connections_.rend(), same)) connections_.push_back(*tuple);
}

// A frame that found the queue full would look like one that the target never sent.
Outcome<void> LocalLink::check_drops() {
  tpacket_stats statistics{};
  socklen_t size = sizeof statistics;
  if (getsockopt(packets_, SOL_PACKET, PACKET_STATISTICS, &statistics, &size) == 0 && statistics.tp_drops > 0)
    return trouble(fmt::format("{} frames were lost in the tester's receive queue", statistics.tp_drops));
  return {};
}

}  // namespace shakedown
