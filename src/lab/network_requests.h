#pragma once
// The routing requests that make up a lab, and the questions asked meanwhile.

#include "lab/netlink.h"
#include "shakedown/address.h"

namespace shakedown {

constexpr const char* target_interface = "target";
constexpr int target_index = 10;

struct VethPlan {
  uint32_t tester_index = 0;
  int tester_namespace = -1;
  uint32_t mtu = 1500;
};
void add_veth(NetlinkBatch& batch, const VethPlan& plan);
// Up, and, where the kernel has IPv6 at all, without addresses of the kernel's own making.
void add_link_up(NetlinkBatch& batch, int index, bool ipv6);
void add_link_query(NetlinkBatch& batch, int index);
bool link_is_up(const nlmsghdr* answer);

// `preferred`: the source of what the target sends first.
void add_address(NetlinkBatch& batch, const Address& address, const Address& broadcast, bool preferred);
// The peer's hardware address, for good: nobody is asked for it.
void add_neighbour(NetlinkBatch& batch, const Address& peer);
// A route to the peer alone that asks for quick acknowledgements or a shorter least timeout.
void add_route(NetlinkBatch& batch, const Address& peer, bool quickack, uint32_t rto_min_ms);
void add_route_query(NetlinkBatch& batch, const Address& address);
bool route_is_local(const nlmsghdr* answer);

}  // namespace shakedown
