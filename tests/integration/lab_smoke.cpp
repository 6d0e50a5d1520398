// Measures the local lab: what a lab costs, and what a handshake with data and a close costs in it.
//     lab_smoke [RUNS]

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "lab_peer.h"
#include "shakedown/local_lab.h"

using namespace lab_test;

namespace {

using Clock = std::chrono::steady_clock;

struct Times {
  std::vector<double> make, run, answer, all;
};

double microseconds(Duration duration) { return static_cast<double>(duration.count()) / 1000; }

std::string quantiles(std::vector<double> values) {
  if (values.empty()) return "none";
  std::sort(values.begin(), values.end());
  const auto at = [&](double part) {
    return values[static_cast<size_t>(part * static_cast<double>(values.size() - 1))];
  };
  return fmt::format("median {:7.1f}  p10 {:7.1f}  p90 {:7.1f}  p99 {:7.1f}", at(0.5), at(0.1), at(0.9),
                     at(0.99));
}

void one_run(LabFactory& factory, Family family, bool quickack, Times& times) {
  const auto begin = Clock::now();
  LabRequest wanted;
  wanted.family = family;
  wanted.quickack = quickack;
  std::unique_ptr<Lab> lab = must(factory.make(wanted));
  const auto made = Clock::now();
  const SocketRef listener = listen_on(*lab, 8080);
  LabPeer peer(*lab, 8080);
  const Instant sent = peer.send(LabPeer::syn);
  peer.expect(LabPeer::syn | LabPeer::ack);
  times.answer.push_back(microseconds(peer.last_arrival - sent));
  peer.send(LabPeer::ack);
  const SocketRef connection = accept_from(*lab, listener);
  peer.send(LabPeer::ack | LabPeer::psh, pattern(0, 100));
  if (quickack) peer.expect(LabPeer::ack);
  CallRequest read = request(CallKind::read, connection, 100);
  if (std::get<CallEnd::Data>(call(*lab, read).what).octets != pattern(0, 100))
    throw std::runtime_error("wrong data");
  peer.send(LabPeer::fin | LabPeer::ack);
  peer.expect(LabPeer::ack);
  call(*lab, request(CallKind::close, connection));
  peer.expect(LabPeer::fin | LabPeer::ack);
  peer.send(LabPeer::ack);
  if (must(lab->driver().state(peer.tuple())) != TcpState::closed)
    throw std::runtime_error("not CLOSED at the end");
  const auto run = Clock::now();
  lab.reset();
  times.make.push_back(microseconds(made - begin));
  times.run.push_back(microseconds(run - made));
  times.all.push_back(microseconds(Clock::now() - begin));
}

void measure(Keeper& keeper, const StopSwitch& stop, const char* what, Family family, bool quickack,
             unsigned workers, int runs) {
  std::vector<Times> times(workers);
  std::vector<std::thread> threads;
  std::vector<double> seconds(workers);
  for (unsigned n = 0; n < workers; ++n)
    threads.emplace_back([&, n] {
      try {
        const std::unique_ptr<LabFactory> factory = must(keeper.worker(n, stop));
        const auto begin = Clock::now();
        for (int i = 0; i < runs; ++i) one_run(*factory, family, quickack, times[n]);
        seconds[n] = microseconds(Clock::now() - begin) / 1e6;
      } catch (const std::exception& error) {
        fmt::print("worker {}: {}\n", n, error.what());
      }
    });
  for (std::thread& thread : threads) thread.join();
  Times sum;
  for (const Times& part : times) {
    for (auto member : {&Times::make, &Times::run, &Times::answer, &Times::all})
      (sum.*member).insert((sum.*member).end(), (part.*member).begin(), (part.*member).end());
  }
  fmt::print("{}: {} workers, {} runs, {:.0f} per second\n", what, workers, sum.all.size(),
             static_cast<double>(sum.all.size()) / *std::max_element(seconds.begin(), seconds.end()));
  fmt::print("  make a lab   {}\n  run          {}\n  SYN->SYN-ACK {}\n  whole        {}\n",
             quantiles(sum.make), quantiles(sum.run), quantiles(sum.answer), quantiles(sum.all));
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = argc > 1 ? std::atoi(argv[1]) : 500;
  KeeperOptions options;
  options.realtime = argc <= 2;
  Outcome<std::unique_ptr<Keeper>> keeper = Keeper::start(options);
  if (!keeper) {
    fmt::print("{}\n", keeper.error().what);
    return 1;
  }
  const KeeperFacts& facts = (*keeper)->facts();
  fmt::print("kernel {}, tick {} ms, rootless {}, realtime {}, sysctls {}, IPv6 {}, {} settings pinned\n",
             facts.release, facts.tick / 1ms, facts.rootless, facts.realtime, facts.sysctls, facts.ipv6,
             facts.pinned.size());
  StopSwitch stop;
  measure(**keeper, stop, "IPv4 quickack", Family::v4, true, 1, runs);
  measure(**keeper, stop, "IPv6 quickack", Family::v6, true, 1, runs);
  measure(**keeper, stop, "IPv4 as it is", Family::v4, false, 1, runs);
  measure(**keeper, stop, "IPv4 quickack", Family::v4, true, 4, runs);
  measure(**keeper, stop, "IPv4 as it is", Family::v4, false, 4, runs);
}
