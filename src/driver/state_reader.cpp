#include "driver/state_reader.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/inet_diag.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace shakedown {
namespace {

struct Request {
  nlmsghdr header;
  inet_diag_req_v2 body;
};

// The kernel's numbers for states (include/net/tcp_states.h), 1 to 12.
std::optional<TcpState> state_of(uint8_t number) {
  constexpr std::array<TcpState, 13> states = {
      TcpState::closed,      TcpState::established, TcpState::syn_sent,  TcpState::syn_received,
      TcpState::fin_wait_1,  TcpState::fin_wait_2,  TcpState::time_wait, TcpState::closed,
      TcpState::close_wait,  TcpState::last_ack,    TcpState::listen,    TcpState::closing,
      TcpState::syn_received};
  if (number >= states.size()) return std::nullopt;
  return states[number];
}

Request request_for(const FourTuple& tuple, uint32_t sequence) {
  Request request{};
  request.header.nlmsg_len = sizeof request;
  request.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  request.header.nlmsg_flags = NLM_F_REQUEST;
  request.header.nlmsg_seq = sequence;
  request.body.sdiag_family = tuple.target.address.family == Family::v4 ? AF_INET : AF_INET6;
  request.body.sdiag_protocol = IPPROTO_TCP;
  request.body.idiag_ext = 1 << (INET_DIAG_INFO - 1);
  request.body.idiag_states = ~0U;
  inet_diag_sockid& id = request.body.id;
  id.idiag_sport = htons(tuple.target.port);
  id.idiag_dport = htons(tuple.peer.port);
  std::memcpy(id.idiag_src, tuple.target.address.octets.data(), tuple.target.address.octets.size());
  std::memcpy(id.idiag_dst, tuple.peer.address.octets.data(), tuple.peer.address.octets.size());
  id.idiag_cookie[0] = INET_DIAG_NOCOOKIE;
  id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
  return request;
}

Bytes tcp_info_in(const char* attributes, size_t size) {
  while (size >= sizeof(rtattr)) {
    rtattr header{};
    std::memcpy(&header, attributes, sizeof header);
    if (header.rta_len < sizeof header || header.rta_len > size) break;
    if (header.rta_type == INET_DIAG_INFO) return {attributes + sizeof header, attributes + header.rta_len};
    const size_t step = std::min<size_t>(RTA_ALIGN(header.rta_len), size);
    attributes += step;
    size -= step;
  }
  return {};
}

std::optional<ConnectionLook> read_answer(const char* octets, size_t size) {
  inet_diag_msg body{};
  if (size < sizeof body) return std::nullopt;
  std::memcpy(&body, octets, sizeof body);
  const std::optional<TcpState> state = state_of(body.idiag_state);
  if (!state) return std::nullopt;
  ConnectionLook look;
  look.state = *state;
  if (body.idiag_timer != 0) look.timer = std::chrono::milliseconds(body.idiag_expires);
  look.tcp_info = tcp_info_in(octets + sizeof body, size - sizeof body);
  return look;
}

tl::unexpected<Trouble> trouble(int error) {
  return tl::unexpected(
      Trouble{fmt::format("cannot ask for the target's state: {}", std::strerror(error)), false});
}

}  // namespace

Outcome<std::optional<ConnectionLook>> StateReader::ask(const FourTuple& tuple) {
  const Request request = request_for(tuple, ++sequence_);
  if (send(system_.diag_socket(), &request, sizeof request, 0) < 0) return trouble(errno);
  for (;;) {
    alignas(nlmsghdr) std::array<char, 4096> answer{};
    // The kernel answers inside send(): what is not there now will never be.
    const ssize_t got = recv(system_.diag_socket(), answer.data(), answer.size(), MSG_DONTWAIT);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return trouble(errno);
    nlmsghdr header{};
    if (static_cast<size_t>(got) < sizeof header) return trouble(EPROTO);
    std::memcpy(&header, answer.data(), sizeof header);
    if (header.nlmsg_seq != sequence_) continue;
    if (header.nlmsg_type == NLMSG_ERROR) {
      nlmsgerr word{};
      if (static_cast<size_t>(got) < sizeof header + sizeof word) return trouble(EPROTO);
      std::memcpy(&word, answer.data() + sizeof header, sizeof word);
      if (word.error == -ENOENT) return std::nullopt;
      return trouble(-word.error);
    }
    const size_t length = std::min<size_t>(header.nlmsg_len, static_cast<size_t>(got));
    if (length < sizeof header) return trouble(EPROTO);
    return read_answer(answer.data() + sizeof header, length - sizeof header);
  }
}

// Where there is no such connection, the kernel answers with the listener on that port.
Outcome<std::optional<ConnectionLook>> StateReader::look(const FourTuple& tuple) {
  Outcome<std::optional<ConnectionLook>> answer = ask(tuple);
  if (answer && *answer && (*answer)->state == TcpState::listen) return std::nullopt;
  return answer;
}

Outcome<TcpState> StateReader::state(const FourTuple& tuple) {
  const Outcome<std::optional<ConnectionLook>> answer = look(tuple);
  if (!answer) return tl::unexpected(answer.error());
  return *answer ? (*answer)->state : TcpState::closed;
}

Outcome<TcpState> StateReader::listener_state(uint16_t port) {
  Endpoint any{system_.peer(), 0};
  const Outcome<std::optional<ConnectionLook>> answer = ask({any, {system_.target(), port}});
  if (!answer) return tl::unexpected(answer.error());
  return *answer && (*answer)->state == TcpState::listen ? TcpState::listen : TcpState::closed;
}

}  // namespace shakedown
