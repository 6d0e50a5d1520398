#include "lab/socket_reaper.h"

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <sys/socket.h>

#include <cstring>
#include <vector>

namespace shakedown {
namespace {

struct Request {
  nlmsghdr header;
  inet_diag_req_v2 body;
};

Request request(uint16_t type, uint16_t flags, Family family) {
  Request result{};
  result.header.nlmsg_len = sizeof result;
  result.header.nlmsg_type = type;
  result.header.nlmsg_flags = static_cast<uint16_t>(NLM_F_REQUEST | flags);
  result.body.sdiag_family = family == Family::v4 ? AF_INET : AF_INET6;
  result.body.sdiag_protocol = IPPROTO_TCP;
  result.body.idiag_states = ~0U;
  result.body.id.idiag_cookie[0] = INET_DIAG_NOCOOKIE;
  result.body.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
  return result;
}

void destroy(int diag, Family family, const inet_diag_sockid& id) {
  Request order = request(SOCK_DESTROY, 0, family);
  order.body.id = id;
  // What is gone already is answered with an error that nobody needs.
  [[maybe_unused]] const ssize_t sent = send(diag, &order, sizeof order, 0);
}

void drain(int diag) {
  std::array<char, 4096> answer{};
  while (recv(diag, answer.data(), answer.size(), MSG_DONTWAIT) > 0) {
  }
}

// One message of the answer to a dump; false at its end.
bool collect(const char* octets, size_t size, std::vector<inet_diag_sockid>& found) {
  int left = static_cast<int>(size);
  for (auto* header = reinterpret_cast<const nlmsghdr*>(octets); mnl_nlmsg_ok(header, left);
       header = mnl_nlmsg_next(header, &left)) {
    if (header->nlmsg_type == NLMSG_DONE || header->nlmsg_type == NLMSG_ERROR) return false;
    if (header->nlmsg_type == SOCK_DIAG_BY_FAMILY &&
        mnl_nlmsg_get_payload_len(header) >= sizeof(inet_diag_msg))
      found.push_back(static_cast<const inet_diag_msg*>(mnl_nlmsg_get_payload(header))->id);
  }
  return true;
}

}  // namespace

void destroy_connections(int diag, Family family, std::span<const keeper::TupleOnWire> tuples) {
  for (const keeper::TupleOnWire& tuple : tuples) {
    inet_diag_sockid id = request(SOCK_DESTROY, 0, family).body.id;
    id.idiag_sport = htons(tuple.target_port);
    id.idiag_dport = htons(tuple.peer_port);
    std::memcpy(id.idiag_src, tuple.target.data(), tuple.target.size());
    std::memcpy(id.idiag_dst, tuple.peer.data(), tuple.peer.size());
    destroy(diag, family, id);
  }
  drain(diag);
}

void destroy_all_sockets(int diag, Family family) {
  const Request question = request(SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, family);
  if (send(diag, &question, sizeof question, 0) < 0) return;
  std::vector<inet_diag_sockid> found;
  std::vector<char> answer(32768);
  for (;;) {
    const ssize_t got = recv(diag, answer.data(), answer.size(), 0);
    if (got <= 0 || !collect(answer.data(), static_cast<size_t>(got), found)) break;
  }
  for (const inet_diag_sockid& id : found) destroy(diag, family, id);
  drain(diag);
}

}  // namespace shakedown
