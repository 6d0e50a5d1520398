// Socket options as text, errors by name, TCP_INFO by name.

#include <doctest/doctest.h>
#include <linux/tcp.h>

#include <cerrno>
#include <cstring>

#include "driver/socket_address.h"
#include "driver/socket_options.h"
#include "driver/tcp_info.h"
#include "shakedown/lab.h"

namespace {

using namespace shakedown;

TEST_CASE("values that options take, and how they show") {
  struct Row {
    std::string option, value, shown;  // "": refused
  };
  const Row rows[] = {{"SO_KEEPALIVE", "1", "1"},
                      {"SO_KEEPALIVE", "0x10", "16"},
                      {"SO_KEEPALIVE", "yes", ""},
                      {"SO_KEEPALIVE", "", ""},
                      {"SO_KEEPALIVE", "4294967296", ""},
                      {"TCP_LINGER2", "-1", "-1"},
                      {"TCP_KEEPIDLE", "2s", "2"},
                      {"TCP_KEEPIDLE", "2min", "120"},
                      {"TCP_KEEPIDLE", "7", "7"},
                      {"TCP_KEEPIDLE", "1500ms", ""},
                      {"TCP_USER_TIMEOUT", "2s", "2000"},
                      {"TCP_USER_TIMEOUT", "250", "250"},
                      {"SO_RCVTIMEO", "1500ms", "1500ms"},
                      {"SO_RCVTIMEO", "10us", "10us"},
                      {"SO_RCVTIMEO", "5", ""},
                      {"SO_LINGER", "off", "off"},
                      {"SO_LINGER", "0", "0"},
                      {"SO_LINGER", "5s", "5"},
                      {"TCP_CONGESTION", "reno", "reno"},
                      {"TCP_CONGESTION", "\"reno\"", "reno"},
                      {"IP_OPTIONS", "hex:8307", "hex:8307"},
                      {"IP_OPTIONS", "hex:", "hex:"},
                      {"IP_OPTIONS", "hex:830", ""},
                      {"IP_OPTIONS", "hex:8x", ""},
                      {"IP_OPTIONS", "8307", ""}};
  for (const Row& row : rows) {
    CAPTURE(row.option);
    CAPTURE(row.value);
    const SocketOption* option = find_socket_option(row.option);
    REQUIRE(option != nullptr);
    const auto octets = option_octets(*option, row.value, Address{});
    CHECK((octets ? option_text(*option, *octets) : "") == row.shown);
  }
  CHECK(find_socket_option("TCP_NONSENSE") == nullptr);
  CHECK(find_socket_option("") == nullptr);
}

TEST_CASE("a key is for the peer") {
  Address peer{Family::v4, {192, 0, 2, 1}};
  const SocketOption* option = find_socket_option("TCP_MD5SIG");
  REQUIRE(option != nullptr);
  const auto octets = option_octets(*option, "\"secret\"", peer);
  REQUIRE(octets);
  REQUIRE(octets->size() == sizeof(tcp_md5sig));
  tcp_md5sig key{};
  std::memcpy(&key, octets->data(), sizeof key);
  CHECK(key.tcpm_keylen == 6);
  CHECK(std::memcmp(key.tcpm_key, "secret", 6) == 0);
  SocketAddress address;
  std::memcpy(&address.storage, &key.tcpm_addr, sizeof address.storage);
  CHECK(address.endpoint() == Endpoint{peer, 0});
  CHECK_FALSE(option_octets(*option, std::string(81, 'x'), peer));
}

TEST_CASE("what getsockopt gave is shown even when it is too short") {
  const SocketOption* option = find_socket_option("SO_KEEPALIVE");
  const Bytes two = {1, 2};
  CHECK(option_text(*option, two) == "hex:0102");
  CHECK(option_text(*option, {}) == "hex:");
}

TEST_CASE("errors have names, both ways") {
  for (const int number :
       {EPERM, EPIPE, ECONNREFUSED, ECONNRESET, ETIMEDOUT, EHOSTUNREACH, EMSGSIZE, EAGAIN}) {
    CAPTURE(number);
    CHECK(errno_number(errno_name(number)) == number);
  }
  CHECK(errno_name(ECONNREFUSED) == "ECONNREFUSED");
  CHECK(errno_name(EAGAIN) == "EAGAIN");
  CHECK(errno_number("EWOULDBLOCK") == EAGAIN);
  CHECK_FALSE(errno_number("ENONSENSE"));
  CHECK(errno_name(4000) == "errno 4000");
}

TEST_CASE("TCP_INFO by name, as far as the kernel gave it") {
  tcp_info info{};
  info.tcpi_state = 1;
  info.tcpi_retransmits = 3;
  info.tcpi_rto = 200000;
  info.tcpi_last_data_sent = 7;
  info.tcpi_snd_wscale = 5;
  info.tcpi_rcv_wscale = 9;
  info.tcpi_bytes_acked = 1ULL << 40;
  Bytes octets(sizeof info);
  std::memcpy(octets.data(), &info, sizeof info);
  InfoMap fields;
  add_tcp_info(octets, fields);
  CHECK(std::get<uint64_t>(fields.at("retransmits")) == 3);
  CHECK(std::get<Duration>(fields.at("rto")) == 200ms);
  CHECK(std::get<Duration>(fields.at("last_data_sent")) == 7ms);
  CHECK(std::get<uint64_t>(fields.at("snd_wscale")) == 5);
  CHECK(std::get<uint64_t>(fields.at("rcv_wscale")) == 9);
  CHECK(std::get<uint64_t>(fields.at("bytes_acked")) == 1ULL << 40);
  for (size_t length = 0; length < octets.size(); ++length) {
    InfoMap part;
    add_tcp_info(std::span(octets).first(length), part);
    CHECK(part.size() <= fields.size());
  }
  InfoMap start;
  add_tcp_info(std::span(octets).first(8), start);
  CHECK(start.count("backoff") == 1);
  CHECK(start.count("rto") == 0);
}

}  // namespace
