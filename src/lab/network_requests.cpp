#include "lab/network_requests.h"

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>

#include "lab/addresses.h"
#include "lab/protocol.h"

namespace shakedown {
namespace {

constexpr uint8_t mode_none = 1;  // IN6_ADDR_GEN_MODE_NONE
constexpr uint8_t operational_up = 6;

template <typename T>
T* put(nlmsghdr* header) {
  return static_cast<T*>(mnl_nlmsg_put_extra_header(header, sizeof(T)));
}

uint8_t kernel_family(Family family) { return family == Family::v4 ? AF_INET : AF_INET6; }

void put_address(nlmsghdr* header, uint16_t attribute, const Address& address) {
  mnl_attr_put(header, attribute, octets_of(address.family), address.octets.data());
}

}  // namespace

void add_veth(NetlinkBatch& batch, const VethPlan& plan) {
  nlmsghdr* header = batch.add(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
  put<ifinfomsg>(header)->ifi_index = target_index;
  mnl_attr_put_strz(header, IFLA_IFNAME, target_interface);
  mnl_attr_put_u32(header, IFLA_MTU, plan.mtu);
  mnl_attr_put(header, IFLA_ADDRESS, keeper::target_mac.size(), keeper::target_mac.data());
  nlattr* info = mnl_attr_nest_start(header, IFLA_LINKINFO);
  mnl_attr_put_strz(header, IFLA_INFO_KIND, "veth");
  nlattr* data = mnl_attr_nest_start(header, IFLA_INFO_DATA);
  nlattr* peer = mnl_attr_nest_start(header, VETH_INFO_PEER);
  put<ifinfomsg>(header)->ifi_index = static_cast<int>(plan.tester_index);
  mnl_attr_put_u32(header, IFLA_MTU, plan.mtu);
  mnl_attr_put(header, IFLA_ADDRESS, keeper::peer_mac.size(), keeper::peer_mac.data());
  mnl_attr_put_u32(header, IFLA_NET_NS_FD, static_cast<uint32_t>(plan.tester_namespace));
  mnl_attr_nest_end(header, peer);
  mnl_attr_nest_end(header, data);
  mnl_attr_nest_end(header, info);
}

void add_link_up(NetlinkBatch& batch, int index, bool ipv6) {
  nlmsghdr* header = batch.add(RTM_NEWLINK, 0);
  auto* link = put<ifinfomsg>(header);
  link->ifi_index = index;
  link->ifi_flags = IFF_UP;
  link->ifi_change = IFF_UP;
  if (!ipv6) return;
  nlattr* spec = mnl_attr_nest_start(header, IFLA_AF_SPEC);
  nlattr* inet6 = mnl_attr_nest_start(header, AF_INET6);
  mnl_attr_put_u8(header, IFLA_INET6_ADDR_GEN_MODE, mode_none);
  mnl_attr_nest_end(header, inet6);
  mnl_attr_nest_end(header, spec);
}

void add_link_query(NetlinkBatch& batch, int index) {
  put<ifinfomsg>(batch.add(RTM_GETLINK, 0))->ifi_index = index;
}

bool link_is_up(const nlmsghdr* answer) {
  const auto* attribute = static_cast<const nlattr*>(mnl_nlmsg_get_payload_offset(answer, sizeof(ifinfomsg)));
  const auto* tail = static_cast<const char*>(mnl_nlmsg_get_payload_tail(answer));
  for (; mnl_attr_ok(attribute, static_cast<int>(tail - reinterpret_cast<const char*>(attribute)));
       attribute = mnl_attr_next(attribute))
    if (mnl_attr_get_type(attribute) == IFLA_OPERSTATE) return mnl_attr_get_u8(attribute) == operational_up;
  return false;
}

void add_address(NetlinkBatch& batch, const Address& address, const Address& broadcast, bool preferred) {
  nlmsghdr* header = batch.add(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL);
  auto* entry = put<ifaddrmsg>(header);
  entry->ifa_family = kernel_family(address.family);
  entry->ifa_prefixlen = prefix_length(address.family);
  entry->ifa_flags = address.family == Family::v6 ? IFA_F_NODAD : 0;
  entry->ifa_index = target_index;
  put_address(header, IFA_LOCAL, address);
  put_address(header, IFA_ADDRESS, address);
  if (address.family == Family::v4) put_address(header, IFA_BROADCAST, broadcast);
  if (preferred || address.family == Family::v4) return;
  // Deprecated: IPv6 then never chooses it as a source by itself. (IPv4 takes the address that came first.)
  const ifa_cacheinfo lifetimes{0, UINT32_MAX, 0, 0};
  mnl_attr_put(header, IFA_CACHEINFO, sizeof lifetimes, &lifetimes);
}

void add_neighbour(NetlinkBatch& batch, const Address& peer) {
  nlmsghdr* header = batch.add(RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE);
  auto* entry = put<ndmsg>(header);
  entry->ndm_family = kernel_family(peer.family);
  entry->ndm_ifindex = target_index;
  entry->ndm_state = NUD_PERMANENT;
  put_address(header, NDA_DST, peer);
  mnl_attr_put(header, NDA_LLADDR, keeper::peer_mac.size(), keeper::peer_mac.data());
}

void add_route(NetlinkBatch& batch, const Address& peer, bool quickack, uint32_t rto_min_ms) {
  nlmsghdr* header = batch.add(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL);
  auto* entry = put<rtmsg>(header);
  entry->rtm_family = kernel_family(peer.family);
  entry->rtm_dst_len = static_cast<uint8_t>(8 * octets_of(peer.family));
  entry->rtm_table = RT_TABLE_MAIN;
  entry->rtm_protocol = RTPROT_STATIC;
  entry->rtm_scope = peer.family == Family::v4 ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE;
  entry->rtm_type = RTN_UNICAST;
  put_address(header, RTA_DST, peer);
  mnl_attr_put_u32(header, RTA_OIF, target_index);
  nlattr* metrics = mnl_attr_nest_start(header, RTA_METRICS);
  if (quickack) mnl_attr_put_u32(header, RTAX_QUICKACK, 1);
  if (rto_min_ms != 0) {
    // Without its lock bit TCP ignores the metric.
    mnl_attr_put_u32(header, RTAX_LOCK, 1U << RTAX_RTO_MIN);
    mnl_attr_put_u32(header, RTAX_RTO_MIN, rto_min_ms);
  }
  mnl_attr_nest_end(header, metrics);
}

void add_route_query(NetlinkBatch& batch, const Address& address) {
  nlmsghdr* header = batch.add(RTM_GETROUTE, 0);
  auto* entry = put<rtmsg>(header);
  entry->rtm_family = kernel_family(address.family);
  entry->rtm_dst_len = static_cast<uint8_t>(8 * octets_of(address.family));
  put_address(header, RTA_DST, address);
}

bool route_is_local(const nlmsghdr* answer) {
  return static_cast<const rtmsg*>(mnl_nlmsg_get_payload(answer))->rtm_type == RTN_LOCAL;
}

}  // namespace shakedown
