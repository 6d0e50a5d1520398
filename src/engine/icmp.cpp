#include "engine/icmp.h"

#include <fmt/format.h>

#include "engine/evaluate.h"
#include "engine/expect.h"

namespace shakedown {

namespace {

std::string numbers_text(uint8_t type, uint8_t code) { return fmt::format("type {} code {}", type, code); }

}  // namespace

std::optional<std::pair<uint8_t, uint8_t>> icmp_numbers(IcmpKind kind, Family family) {
  constexpr uint8_t none = 255;
  static constexpr struct {
    IcmpKind kind;
    uint8_t type4, code4, type6, code6;
  } kinds[] = {
      {IcmpKind::unreachable_net, 3, 0, 1, 0},           {IcmpKind::unreachable_host, 3, 1, 1, 3},
      {IcmpKind::unreachable_protocol, 3, 2, 4, 1},      {IcmpKind::unreachable_port, 3, 3, 1, 4},
      {IcmpKind::unreachable_prohibited, 3, 13, 1, 1},   {IcmpKind::too_big, 3, 4, 2, 0},
      {IcmpKind::source_quench, 4, 0, none, 0},          {IcmpKind::time_exceeded, 11, 0, 3, 0},
      {IcmpKind::reassembly_time_exceeded, 11, 1, 3, 1}, {IcmpKind::parameter_problem, 12, 0, 4, 0},
  };
  for (const auto& known : kinds) {
    if (known.kind != kind) continue;
    if (family == Family::v4) return std::pair(known.type4, known.code4);
    if (known.type6 != none) return std::pair(known.type6, known.code6);
  }
  return std::nullopt;
}

Progress<IcmpMessage> fill_icmp(Session& session, const IcmpSpec& spec) {
  const auto found = session.names.find(spec.quote);
  const auto* quoted = found == session.names.end() ? nullptr : std::get_if<NamedSegment>(&found->second);
  if (quoted == nullptr) return trouble(fmt::format("no segment is named {} yet", spec.quote));
  Connection& connection = session.connections[quoted->connection];
  const Family family = session.lab.facts().family;
  const auto numbers = icmp_numbers(spec.kind, family);
  if (!numbers) return tl::unexpected<RunEnd>(Trouble{"IPv6 has no such ICMP message", true});
  IcmpMessage message;
  message.type = numbers->first;
  message.code = numbers->second;
  message.ip.source = connection.tuple.peer.address;
  message.ip.destination = connection.tuple.target.address;
  // RFC 1812 4.3.2.3: as much as fits into 576 octets; RFC 4443 2.4: into 1280.
  message.quote = quoted->raw;
  const size_t room = family == Family::v4 ? 548 : 1232;
  if (message.quote.size() > room) message.quote.resize(room);
  if (spec.mtu) {
    const Progress<uint32_t> mtu = evaluate_number(session, connection, *spec.mtu);
    if (!mtu) return tl::unexpected(mtu.error());
    message.rest = *mtu;
  }
  return message;
}

Progress<std::optional<Failure>> judge_icmp(Session& session, const SegmentSpec& spec, const Waiting& front,
                                            const Times* times) {
  const auto* wanted = std::get_if<IcmpSpec>(&spec.what);
  const auto* icmp = std::get_if<IcmpMessage>(&front.packet);
  std::vector<FieldRow> rows;
  if (wanted == nullptr || icmp == nullptr) {
    const auto kind = [](bool is_icmp) { return is_icmp ? "an ICMP message" : "a TCP segment"; };
    rows.push_back({"protocol", kind(wanted != nullptr), kind(icmp != nullptr), true});
  } else {
    const auto numbers = icmp_numbers(wanted->kind, session.lab.facts().family);
    if (!numbers) return tl::unexpected<RunEnd>(Trouble{"IPv6 has no such ICMP message", true});
    rows.push_back({"icmp", numbers_text(numbers->first, numbers->second),
                    numbers_text(icmp->type, icmp->code), *numbers != std::pair(icmp->type, icmp->code)});
    if (!icmp->checksum_good) rows.push_back({"checksum", "right", "wrong", true});
    const LabFacts& facts = session.lab.facts();
    if (icmp->ip.source != facts.target && icmp->ip.source != facts.target2)
      rows.push_back({"source", to_string(facts.target), to_string(icmp->ip.source), true});
    if (icmp->ip.destination != facts.peer && icmp->ip.destination != facts.peer2)
      rows.push_back({"destination", to_string(facts.peer), to_string(icmp->ip.destination), true});
    if (wanted->mtu) {
      const Progress<uint32_t> mtu = evaluate_number(session, session.connections.front(), *wanted->mtu);
      if (!mtu) return tl::unexpected(mtu.error());
      rows.push_back({"mtu", fmt::format("{}", *mtu), fmt::format("{}", icmp->rest), *mtu != icmp->rest});
    }
    const auto named = session.names.find(wanted->quote);
    const auto* quoted = named == session.names.end() ? nullptr : std::get_if<NamedSegment>(&named->second);
    if (quoted != nullptr) {
      const size_t length = std::min(icmp->quote.size(), quoted->raw.size());
      // The TTL and the IPv4 checksum change on the way; ports and numbers do not.
      const size_t ports = session.lab.facts().family == Family::v4 ? 20 : 40;
      const bool same =
          length >= ports + 8 && std::equal(icmp->quote.begin() + static_cast<std::ptrdiff_t>(ports),
                                            icmp->quote.begin() + static_cast<std::ptrdiff_t>(length),
                                            quoted->raw.begin() + static_cast<std::ptrdiff_t>(ports));
      rows.push_back({"quote", wanted->quote, same ? wanted->quote : "another segment", !same});
    }
  }
  if (times != nullptr && time_row(*times, front.time).differs) rows.push_back(time_row(*times, front.time));
  for (const FieldRow& row : rows) {
    if (!row.differs) continue;
    Failure failed = session.failure(mismatch(row));
    failed.expected_text = spec.text;
    failed.received_text = to_text(front.packet, SeqBase{});
    failed.event = front.event;
    failed.rows = rows;
    failed.time_or_repeat = row.field == "time";
    return std::optional<Failure>(std::move(failed));
  }
  return std::optional<Failure>();
}

}  // namespace shakedown
