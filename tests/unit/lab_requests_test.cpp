// What the keeper takes from the main process, and what it does not.

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>

#include "lab/lab_table.h"
#include "lab/requests.h"

namespace {

using namespace shakedown;

TEST_CASE("names of settings") {
  struct Row {
    std::string name, path;  // "": refused
  };
  const Row rows[] = {{"net.ipv4.tcp_ecn", "net/ipv4/tcp_ecn"},
                      {"net/ipv4/tcp_ecn", "net/ipv4/tcp_ecn"},
                      {"net.ipv4.conf.target.rp_filter", "net/ipv4/conf/target/rp_filter"},
                      {"kernel.hostname", ""},
                      {"net", ""},
                      {"", ""},
                      {"net.", ""},
                      {"net..", ""},
                      {"net/../kernel/hostname", ""},
                      {"net.ipv4.../../kernel", ""},
                      {"/net/ipv4/tcp_ecn", ""},
                      {"network.x", ""},
                      {"net.ipv4.tcp ecn", ""},
                      {std::string("net.ipv4.tcp\0ecn", 16), ""}};
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(setting_path(row.name).value_or("") == row.path);
  }
}

keeper::MakeRequest sound_request() {
  keeper::MakeRequest request{};
  request.kind = keeper::RequestKind::make;
  request.family = 6;
  request.mtu = 1500;
  request.setting_count = 1;
  std::strcpy(request.settings[0].name, "net.ipv4.tcp_ecn");
  std::strcpy(request.settings[0].value, "1");
  request.settings[0].required = 1;
  return request;
}

TEST_CASE("a sound request becomes a plan") {
  keeper::MakeRequest request = sound_request();
  request.quickack = 1;
  request.rto_min_ms = UINT32_MAX;
  const auto plan = read_plan(request);
  REQUIRE(plan);
  CHECK(plan->family == Family::v6);
  CHECK(plan->quickack);
  CHECK(plan->rto_min_ms == 120000);
  REQUIRE(plan->settings.size() == 1);
  CHECK(plan->settings[0].path == "net/ipv4/tcp_ecn");
  CHECK(plan->settings[0].value == "1");
  CHECK(plan->settings[0].required);
}

TEST_CASE("an unsound one does not") {
  struct Row {
    const char* name;
    void (*spoil)(keeper::MakeRequest&);
  };
  const Row rows[] = {
      {"no such family", [](keeper::MakeRequest& r) { r.family = 5; }},
      {"MTU too small for IPv6", [](keeper::MakeRequest& r) { r.mtu = 1279; }},
      {"MTU too large", [](keeper::MakeRequest& r) { r.mtu = 65536; }},
      {"more settings than fit", [](keeper::MakeRequest& r) { r.setting_count = keeper::max_settings + 1; }},
      {"a name without an end",
       [](keeper::MakeRequest& r) { std::memset(r.settings[0].name, 'n', sizeof r.settings[0].name); }},
      {"a value without an end",
       [](keeper::MakeRequest& r) { std::memset(r.settings[0].value, '1', sizeof r.settings[0].value); }},
      {"a name outside the network",
       [](keeper::MakeRequest& r) { std::strcpy(r.settings[0].name, "kernel.panic"); }},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.name));
    keeper::MakeRequest request = sound_request();
    row.spoil(request);
    CHECK_FALSE(read_plan(request));
  }
}

TEST_CASE("a request of another size is none") {
  const keeper::OpenSocketRequest request;
  const auto octets = std::as_bytes(std::span(&request, 1));
  CHECK(read_request<keeper::OpenSocketRequest>(octets));
  CHECK_FALSE(read_request<keeper::OpenSocketRequest>(octets.first(octets.size() - 1)));
  CHECK_FALSE(read_request<keeper::MakeRequest>(octets));
  CHECK_FALSE(read_request<keeper::OpenSocketRequest>({}));
}

TEST_CASE("options that the keeper sets") {
  CHECK(may_set_option(IPPROTO_IP, IP_OPTIONS));
  CHECK(may_set_option(SOL_SOCKET, SO_MARK));
  CHECK_FALSE(may_set_option(SOL_SOCKET, SO_RCVBUFFORCE));
  CHECK_FALSE(may_set_option(SOL_SOCKET, SO_ATTACH_FILTER));
  CHECK_FALSE(may_set_option(IPPROTO_TCP, 31));  // TCP_ULP loads modules
}

TEST_CASE("a worker speaks about its own labs alone") {
  LabTable table;
  const uint32_t one = table.add({Descriptor(), Family::v4, 1, 7});
  const uint32_t two = table.add({Descriptor(), Family::v6, 2, 8});
  REQUIRE(one != 0);
  REQUIRE(two != one);
  CHECK(table.find(one, 7));
  CHECK_FALSE(table.find(one, 8));
  CHECK_FALSE(table.take(two, 7));
  CHECK(table.take_all_of(7).size() == 1);
  CHECK_FALSE(table.find(one, 7));
  CHECK(table.take_all().size() == 1);
  CHECK_FALSE(table.take(two, 8));
}

}  // namespace
