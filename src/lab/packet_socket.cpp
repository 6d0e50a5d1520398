#include "lab/packet_socket.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "lab/protocol.h"

namespace shakedown {
namespace {

constexpr int receive_buffer = 8 << 20;

constexpr uint32_t ethernet = 14, protocol_igmp = 2, hop_by_hop = 0, link_local_group = 0xff02;

// IP frames of this slot's interfaces; no IGMP, and no MLD (it alone goes to a group with hop-by-hop
// options).
bool attach_filter(int socket, uint32_t slot) {
  std::array<sock_filter, 14> program = {{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<uint32_t>(SKF_AD_OFF + SKF_AD_IFINDEX)),
      BPF_STMT(BPF_ALU | BPF_AND | BPF_K, keeper::worker_slots - 1),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, slot, 0, 10),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<uint32_t>(SKF_AD_OFF + SKF_AD_PROTOCOL)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IPV6, 3, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IP, 0, 7),
      BPF_STMT(BPF_LD | BPF_B | BPF_ABS, ethernet + 9),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, protocol_igmp, 5, 4),
      BPF_STMT(BPF_LD | BPF_B | BPF_ABS, ethernet + 6),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, hop_by_hop, 0, 2),
      BPF_STMT(BPF_LD | BPF_H | BPF_ABS, ethernet + 24),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, link_local_group, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
      BPF_STMT(BPF_RET | BPF_K, 0),
  }};
  const sock_fprog filter{program.size(), program.data()};
  return setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0;
}

bool set(int socket, int level, int name, int value) {
  return setsockopt(socket, level, name, &value, sizeof value) == 0;
}

}  // namespace

Outcome<Descriptor> open_packet_socket(uint32_t slot) {
  static_assert((keeper::worker_slots & (keeper::worker_slots - 1)) == 0);
  Descriptor packets(socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, htons(ETH_P_ALL)));
  if (!packets || !attach_filter(packets.get(), slot) || !set(packets.get(), SOL_SOCKET, SO_TIMESTAMPNS, 1) ||
      !set(packets.get(), SOL_PACKET, PACKET_IGNORE_OUTGOING, 1) ||
      !set(packets.get(), SOL_PACKET, PACKET_AUXDATA, 1))
    return tl::unexpected(
        Trouble{fmt::format("cannot open a packet socket: {}", std::strerror(errno)), false});
  // A burst of the target's must fit whole: it is all there before our send() returns.
  if (!set(packets.get(), SOL_SOCKET, SO_RCVBUFFORCE, receive_buffer))
    set(packets.get(), SOL_SOCKET, SO_RCVBUF, receive_buffer);
  return packets;
}

}  // namespace shakedown
