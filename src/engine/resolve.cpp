// From what is written to what is wanted: every value worked out as things stand.
#include <fmt/format.h>

#include "engine/expect.h"

namespace shakedown {

namespace {

Progress<uint32_t> timestamp_side(Session& session, const Connection& connection,
                                  const TimestampSpec::Side& side, bool& free) {
  if (std::holds_alternative<TimestampSpec::Any>(side)) {
    free = true;
    return 0;
  }
  if (const auto* now = std::get_if<TimestampSpec::Now>(&side))
    return session.clock_ms(session.lab.now()) - now->minus;
  if (std::holds_alternative<TimestampSpec::Last>(side)) return connection.peer.newest_its_ts().value_or(0);
  return evaluate_number(session, connection, std::get<Value>(side));
}

struct OptionResolver {
  Session& session;
  const Connection& connection;
  bool from_target;

  Progress<WantedOption> number(const std::optional<Value>& value, auto make) const {
    if (!value) {
      WantedOption wanted{make(0u), true, false, {}};
      return wanted;
    }
    const Progress<uint32_t> n = evaluate_number(session, connection, *value);
    if (!n) return tl::unexpected(n.error());
    return WantedOption{make(*n), false, false, {}};
  }
  Progress<WantedOption> operator()(const MssSpec& spec) const {
    if (spec.link)
      return WantedOption{MssOption{static_cast<uint16_t>(session.link_mss())}, false, false, {}};
    return number(spec.value, [](uint32_t n) { return Option(MssOption{static_cast<uint16_t>(n)}); });
  }
  Progress<WantedOption> operator()(const WindowScaleSpec& spec) const {
    return number(spec.value, [](uint32_t n) { return Option(WindowScaleOption{static_cast<uint8_t>(n)}); });
  }
  Progress<WantedOption> operator()(const SackPermittedOption& option) const {
    return WantedOption{option, false, false, {}};
  }
  Progress<WantedOption> operator()(const NopOption& option) const {
    return WantedOption{option, false, false, {}};
  }
  Progress<WantedOption> operator()(const EolOption& option) const {
    return WantedOption{option, false, false, {}};
  }
  Progress<WantedOption> operator()(const SackSpec& spec) const {
    WantedOption wanted{SackOption{}, spec.any, false, {}};
    // Blocks name the octets of whoever receives the option: the peer's in the target's segments.
    const Seq base = from_target ? connection.peer.our_base() : connection.peer.its_base();
    for (const auto& [left, right] : spec.blocks) {
      const Progress<Seq> l = evaluate_seq(session, connection, left, base);
      if (!l) return tl::unexpected(l.error());
      const Progress<Seq> r = evaluate_seq(session, connection, right, base);
      if (!r) return tl::unexpected(r.error());
      std::get<SackOption>(wanted.option).blocks.push_back({*l, *r});
    }
    return wanted;
  }
  Progress<WantedOption> operator()(const TimestampSpec& spec) const {
    WantedOption wanted{TimestampsOption{}, false, false, {}};
    const Progress<uint32_t> value = timestamp_side(session, connection, spec.value, wanted.first_free);
    if (!value) return tl::unexpected(value.error());
    const Progress<uint32_t> echo = timestamp_side(session, connection, spec.echo, wanted.second_free);
    if (!echo) return tl::unexpected(echo.error());
    wanted.option = TimestampsOption{*value, *echo};
    return wanted;
  }
  Progress<WantedOption> operator()(const FastOpenSpec& spec) const {
    WantedOption wanted{FastOpenOption{}, spec.any, false, {}};
    if (!spec.cookie) return wanted;
    if (const auto* octets = std::get_if<Bytes>(&*spec.cookie)) {
      wanted.option = FastOpenOption{*octets};
      return wanted;
    }
    Value name;
    name.terms.push_back({false, std::get<NamedSegmentField>(*spec.cookie)});
    const Progress<Quantity> cookie = evaluate(session, connection, name);
    if (!cookie) return tl::unexpected(cookie.error());
    if (!std::holds_alternative<Bytes>(*cookie)) return trouble("tfo wants a cookie");
    wanted.option = FastOpenOption{std::get<Bytes>(*cookie)};
    return wanted;
  }
  Progress<WantedOption> operator()(const Md5Spec& spec) const {
    return WantedOption{Md5Option{Bytes(16, 0)}, !spec.key, false, spec.key};
  }
  Progress<WantedOption> operator()(const RawSpec& spec) const {
    return WantedOption{RawOption{spec.kind, spec.length, spec.body}, false, false, {}};
  }
};

}  // namespace

Progress<WantedOption> resolve_option(Session& session, const Connection& connection, const OptionSpec& spec,
                                      bool from_target) {
  return std::visit(OptionResolver{session, connection, from_target}, spec.what);
}

Address resolve_address(const Session& session, AddressName name) {
  const LabFacts& facts = session.lab.facts();
  switch (name) {
    case AddressName::peer:
      return facts.peer;
    case AddressName::peer2:
      return facts.peer2;
    case AddressName::target:
      return facts.target;
    case AddressName::target2:
      return facts.target2;
    case AddressName::broadcast:
      return facts.broadcast;
    case AddressName::multicast:
      return facts.multicast;
    case AddressName::loopback:
      return facts.loopback;
    case AddressName::unspecified:
      return facts.unspecified;
  }
  return facts.peer;
}

Seq its_base_for(const Connection& connection, const Segment& segment) {
  return !connection.model.spoke() && segment.flags.has(Flag::syn) ? segment.seq
                                                                   : connection.model.its_base();
}

SeqBase base_of(const Connection& connection, const Packet& arrived) {
  const auto* segment = std::get_if<Segment>(&arrived);
  // A SYN of ours that the model has not been shown yet counts here: the peer knows it.
  const Seq ours = connection.model.heard_us() ? connection.model.our_base() : connection.peer.our_base();
  return {segment != nullptr ? its_base_for(connection, *segment) : connection.model.its_base(), ours};
}

Progress<Wanted> resolve(Session& session, const Connection& connection, const TcpSpec& spec, Seq its_base) {
  Wanted wanted;
  wanted.any = spec.any;
  wanted.flags = spec.flags;
  wanted.link_mss = session.link_mss();
  wanted.md5_key = connection.md5_key;
  for (const FieldSpec& field : spec.fields) {
    WantedField worked{field.field, field.comparison, 0, 0};
    const auto number = [&](const Value& value) -> Progress<uint32_t> {
      if (field.field == Field::seq || field.field == Field::ack) {
        const Seq base = field.field == Field::seq ? its_base : connection.model.our_base();
        const Progress<Seq> seq = evaluate_seq(session, connection, value, base);
        if (!seq) return tl::unexpected(seq.error());
        return seq->raw();
      }
      return evaluate_number(session, connection, value);
    };
    if (field.comparison != Comparison::any) {
      const Progress<uint32_t> low = number(field.value);
      if (!low) return tl::unexpected(low.error());
      worked.low = worked.high = *low;
    }
    if (field.high) {
      const Progress<uint32_t> high = number(*field.high);
      if (!high) return tl::unexpected(high.error());
      worked.high = *high;
    }
    wanted.fields.push_back(worked);
  }
  if (spec.data) wanted.data = spec.data->octets;
  if (spec.options) {
    WantedOptions options{spec.options->open, {}, spec.options->absent};
    for (const OptionSpec& option : spec.options->options) {
      Progress<WantedOption> worked = resolve_option(session, connection, option, true);
      if (!worked) return tl::unexpected(worked.error());
      options.options.push_back(std::move(*worked));
    }
    wanted.options = std::move(options);
  }
  wanted.source = connection.tuple.target;
  wanted.destination = connection.tuple.peer;
  if (spec.source) wanted.source.address = resolve_address(session, *spec.source);
  if (spec.destination) wanted.destination.address = resolve_address(session, *spec.destination);
  return wanted;
}

}  // namespace shakedown
