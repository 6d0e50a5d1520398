// Socket options, TCP_INFO, the error queue and waiting, on a real kernel.

#include <doctest/doctest.h>

#include "lab_bench.h"

namespace {

using namespace lab_test;

void options(Family family) {
  Bench bench(plain(family));
  demand(is_ok(bench.set("TCP_USER_TIMEOUT", "2s")) && bench.get("TCP_USER_TIMEOUT") == "2000",
         "TCP_USER_TIMEOUT");
  demand(is_ok(bench.set("TCP_KEEPIDLE", "7")) && bench.get("TCP_KEEPIDLE") == "7", "TCP_KEEPIDLE");
  demand(is_ok(bench.set("SO_RCVTIMEO", "1500ms")) && bench.get("SO_RCVTIMEO") == "1500ms", "SO_RCVTIMEO");
  demand(is_ok(bench.set("TCP_CONGESTION", "reno")) && bench.get("TCP_CONGESTION") == "reno",
         "TCP_CONGESTION");
  demand(error_in(bench.set("TCP_MAXSEG", "1")) == EINVAL, "TCP_MAXSEG 1");
  CallRequest unknown = request(CallKind::setsockopt, bench.connection);
  unknown.option = "TCP_NONSENSE";
  unknown.value = "1";
  demand(!bench.lab->driver().start(unknown), "an option that does not exist was set");
  unknown.option = "SO_KEEPALIVE";
  unknown.value = "yes";
  demand(!bench.lab->driver().start(unknown), "an option took a word for a number");
}

// These options need CAP_NET_RAW, which only the keeper has.
void privileged_options(Family family) {
  Bench bench(plain(family));
  if (family == Family::v4) {
    const int refused = error_in(bench.set("IP_OPTIONS", "hex:820b00000000000000000000"));
    demand(refused == 0, "a security option was refused: " + errno_name(refused));
    demand(bench.get("IP_OPTIONS") == "hex:820b00000000000000000000", "the security option is not there");
    demand(error_in(bench.set("IP_OPTIONS", "hex:8201")) == EINVAL, "a broken option was taken");
  } else {
    demand(is_ok(bench.set("IPV6_HOPOPTS", "hex:0000010400000000")), "hop-by-hop options were refused");
  }
  demand(is_ok(bench.set("SO_MARK", "7")) && bench.get("SO_MARK") == "7", "SO_MARK");
  demand(error_in(bench.set("SO_RCVBUF", "1")) == 0, "SO_RCVBUF");
}

void info_and_timer(Family family) {
  Bench bench(plain(family));
  CallRequest send = request(CallKind::send, bench.connection);
  send.data = octets("x");
  bench.call(send);
  bench.peer.expect(psh | ack);
  InfoMap info = must(bench.lab->driver().info(bench.peer.tuple(), bench.connection));
  demand(std::get<uint64_t>(info.at("unacked")) == 1 && std::get<uint64_t>(info.at("state")) == 1, "info");
  demand(std::get<Duration>(info.at("rto")) >= 200ms, "rto");
  demand(std::get<Duration>(info.at("timer")) > 0ms && std::get<Duration>(info.at("timer")) <= 400ms,
         "timer");
  bench.peer.send(rst | ack);
  demand(must(bench.lab->driver().info(bench.peer.tuple(), bench.connection)).count("total_retrans") == 1,
         "no info of a connection that is gone");
}

void queued_errors(Family family) {
  Bench bench(plain(family), false);
  bench.connection = open_socket(*bench.lab);
  demand(text_in(bench.call(CallKind::errqueue)) == "empty", "an error before there was one");
  demand(is_ok(bench.set(family == Family::v4 ? "IP_RECVERR" : "IPV6_RECVERR", "1")), "RECVERR");
  CallRequest connect = request(CallKind::connect, bench.connection);
  connect.to = bench.peer.tuple().peer;
  const CallRef connecting = bench.start(connect);
  const std::optional<Arrival> first = must(bench.lab->link().receive());
  demand(first.has_value(), "no SYN");
  IcmpMessage unreachable;
  unreachable.ip.source = bench.lab->facts().peer;
  unreachable.ip.destination = bench.lab->facts().target;
  unreachable.type = family == Family::v4 ? 3 : 1;
  unreachable.code = family == Family::v4 ? 3 : 4;
  unreachable.quote = first->octets;
  must(bench.lab->link().send(craft(unreachable).front()));
  demand(error_in(*must(bench.lab->driver().progress(connecting))) == ECONNREFUSED, "connect");
  demand(text_in(bench.call(CallKind::errqueue)) == "ECONNREFUSED", "errqueue");
  demand(text_in(bench.call(CallKind::errqueue)) == "empty", "errqueue is not empty in the end");
}

void waits(Family family) {
  Bench bench(plain(family));
  const Instant begin = bench.lab->now();
  demand(!bench.lab->wait(begin + 30ms, {}), "something woke the wait");
  const Duration slept = bench.lab->now() - begin;
  demand(slept >= 30ms && slept < 60ms, "slept " + std::to_string(slept / 1us) + " us instead of 30 ms");
  const CallRef reading = bench.start(request(CallKind::read, bench.connection));
  bench.peer.send(psh | ack, octets("x"));
  bench.peer.expect(ack);
  demand(bench.lab->wait(bench.lab->now() + 1s, std::span(&reading, 1)),
         "a readable socket does not wake the wait");
  demand(!bench.lab->stopping(), "stops by itself");
  bench.stop.request();
  demand(bench.lab->wait(bench.lab->now() + 1h, {}) && bench.lab->stopping(),
         "the switch does not wake the wait");
  demand(bench.lab->clock_step() == 0ns, "the clock was stepped");
}

constexpr Body bodies[] = {
    {"options", options},
    {"options that need privilege", privileged_options},
    {"TCP_INFO and the timer", info_and_timer},
    {"errqueue", queued_errors},
    {"wait", waits},
};

TEST_CASE("options, information and waiting") {
  for (const Body& body : bodies)
    for (const Family family : {Family::v4, Family::v6}) {
      const std::string name = std::string(body.name) + (family == Family::v4 ? ", IPv4" : ", IPv6");
      SUBCASE(name.c_str()) {
        CHECK(apart([&] { body.run(family); }) == "");
      }
    }
}

}  // namespace
