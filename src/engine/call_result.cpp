#include "engine/call_result.h"

#include <fmt/format.h>

namespace shakedown {

namespace {
template <class... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;
}  // namespace

std::string text_of(const CallEnd& end) {
  return std::visit(Overloaded{[](const CallEnd::Ok&) { return std::string("ok"); },
                               [](const CallEnd::Error& e) { return errno_name(e.number); },
                               [](const CallEnd::Data& d) {
                                 return fmt::format("{} ({} octets)", quoted(d.octets, 40), d.octets.size());
                               },
                               [](const CallEnd::Eof&) { return std::string("eof"); },
                               [](const CallEnd::Accepted& a) {
                                 return fmt::format("a connection from {} {}", to_string(a.from.address),
                                                    a.from.port);
                               },
                               [](const CallEnd::Opened&) { return std::string("ok"); },
                               [](const CallEnd::Sent& s) { return fmt::format("{} octets sent", s.octets); },
                               [](const CallEnd::Text& t) { return t.text; }},
                    end.what);
}

std::string text_of(const ResultSpec& result, uint64_t octets) {
  return std::visit(
      Overloaded{[](const ResultOk&) { return std::string("ok"); },
                 [](const ResultErrno& e) { return e.name; },
                 [](const ResultBytes& b) { return quoted(b.octets, 40); },
                 [&](const ResultPattern&) { return fmt::format("{} octets of the pattern", octets); },
                 [](const ResultEof&) { return std::string("eof"); },
                 [](const ResultPending&) { return std::string("pending"); },
                 [](const ResultText& t) { return t.text; }},
      result);
}

bool is_error(const CallEnd& end) { return std::holds_alternative<CallEnd::Error>(end.what); }

namespace {

struct Satisfies {
  const CallEnd& end;
  uint64_t octets, offset;

  bool operator()(const ResultOk&) const {
    if (const auto* sent = std::get_if<CallEnd::Sent>(&end.what))
      return octets == 0 || sent->octets == octets;
    return !is_error(end) && !std::holds_alternative<CallEnd::Eof>(end.what);
  }
  bool operator()(const ResultErrno& wanted) const {
    const auto* error = std::get_if<CallEnd::Error>(&end.what);
    const auto* text = std::get_if<CallEnd::Text>(&end.what);
    return (error != nullptr && errno_name(error->number) == wanted.name) ||
           (text != nullptr && text->text == wanted.name);
  }
  bool operator()(const ResultBytes& wanted) const {
    const auto* data = std::get_if<CallEnd::Data>(&end.what);
    return data != nullptr && data->octets == wanted.octets;
  }
  bool operator()(const ResultPattern&) const {
    const auto* data = std::get_if<CallEnd::Data>(&end.what);
    return data != nullptr && data->octets.size() == octets &&
           data->octets == pattern(offset, data->octets.size());
  }
  bool operator()(const ResultEof&) const { return std::holds_alternative<CallEnd::Eof>(end.what); }
  bool operator()(const ResultPending&) const { return false; }
  bool operator()(const ResultText& wanted) const {
    if (const auto* text = std::get_if<CallEnd::Text>(&end.what)) return text->text == wanted.text;
    if (const auto* sent = std::get_if<CallEnd::Sent>(&end.what))
      return fmt::format("{}", sent->octets) == wanted.text;
    return false;
  }
};

}  // namespace

bool satisfies(const ResultSpec& result, const CallEnd& end, uint64_t octets, uint64_t stream_offset) {
  return std::visit(Satisfies{end, octets, stream_offset}, result);
}

}  // namespace shakedown
