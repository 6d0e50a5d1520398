#pragma once
// A lab with its keeper and, where wanted, a connection; and what a test of a call asks of its end.

#include "lab_apart.h"
#include "lab_peer.h"
#include "shakedown/local_lab.h"

namespace lab_test {

inline void demand(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error(what);
}

// A lab with its keeper; the target listens on 8080 and has accepted one connection when `connected`.
struct Bench {
  explicit Bench(const LabRequest& wanted, bool connected = true)
      : keeper(must(Keeper::start({}))),
        factory(must(keeper->worker(0, stop))),
        lab(must(factory->make(wanted))),
        peer(*lab, 8080) {
    if (!connected) return;
    listener = listen_on(*lab, 8080);
    peer.handshake();
    connection = accept_from(*lab, listener);
  }
  CallEnd call(const CallRequest& wanted) { return lab_test::call(*lab, wanted); }
  CallEnd call(CallKind kind, std::optional<uint64_t> number = {}) {
    return call(request(kind, connection, number));
  }
  CallRef start(const CallRequest& request) { return must(lab->driver().start(request)); }
  TcpState state() { return must(lab->driver().state(peer.tuple())); }
  CallEnd set(const std::string& option, const std::string& value) {
    CallRequest request = lab_test::request(CallKind::setsockopt, connection);
    request.option = option;
    request.value = value;
    return call(request);
  }
  std::string get(const std::string& option) {
    CallRequest request = lab_test::request(CallKind::getsockopt, connection);
    request.option = option;
    return std::get<CallEnd::Text>(call(request).what).text;
  }

  StopSwitch stop;
  std::unique_ptr<Keeper> keeper;
  std::unique_ptr<LabFactory> factory;
  std::unique_ptr<Lab> lab;
  LabPeer peer;
  SocketRef listener{}, connection{};
};

inline bool is_ok(const CallEnd& end) { return std::holds_alternative<CallEnd::Ok>(end.what); }
inline int error_in(const CallEnd& end) {
  const auto* error = std::get_if<CallEnd::Error>(&end.what);
  return error != nullptr ? error->number : 0;
}
inline std::string text_in(const CallEnd& end) { return std::get<CallEnd::Text>(end.what).text; }
inline Bytes data_in(const CallEnd& end) { return std::get<CallEnd::Data>(end.what).octets; }
inline Bytes octets(const std::string& text) { return {text.begin(), text.end()}; }

constexpr uint16_t fin = LabPeer::fin, rst = LabPeer::rst, psh = LabPeer::psh, ack = LabPeer::ack,
                   syn = LabPeer::syn;

inline LabRequest plain(Family family) {
  LabRequest wanted;
  wanted.family = family;
  wanted.quickack = true;
  return wanted;
}

// One body of a test for each family, each in a process of its own.
struct Body {
  const char* name;
  void (*run)(Family);
};

}  // namespace lab_test
