#include "engine/fill.h"

#include <fmt/format.h>

#include "engine/expect.h"

namespace shakedown {

namespace {

struct Filler {
  Session& session;
  Connection& connection;
  const TargetModel& model;  // with all that was sent and has arrived
  const TcpSpec& spec;
  Filled filled;

  Progress<void> headers();
  Progress<void> numbers();
  Progress<void> window();
  Progress<void> payload();
  Progress<void> options();
  Progress<void> written_options(const OptionListSpec& list);
  Progress<std::vector<Option>> usual_options();
  Progress<std::vector<Option>> syn_options();

  Progress<std::optional<uint32_t>> number(Field field) {
    const FieldSpec* written = spec.find(field);
    if (written == nullptr) return std::optional<uint32_t>();
    const Progress<uint32_t> value = evaluate_number(session, connection, written->value);
    if (!value) return tl::unexpected(value.error());
    return std::optional<uint32_t>(*value);
  }
};

Progress<void> Filler::headers() {
  Segment& s = filled.segment;
  s.flags = spec.flags;
  s.ip.source = spec.source ? resolve_address(session, *spec.source) : connection.tuple.peer.address;
  s.ip.destination =
      spec.destination ? resolve_address(session, *spec.destination) : connection.tuple.target.address;
  s.source_port = connection.tuple.peer.port;
  s.destination_port = connection.tuple.target.port;
  s.ip.id = static_cast<uint16_t>(session.random());
  const struct {
    Field field;
    void (*set)(Segment&, uint32_t);
  } plain[] = {
      {Field::ttl, [](Segment& t, uint32_t v) { t.ip.ttl = static_cast<uint8_t>(v); }},
      {Field::tos, [](Segment& t, uint32_t v) { t.ip.dscp = static_cast<uint8_t>(v >> 2); }},
      {Field::ecn, [](Segment& t, uint32_t v) { t.ip.ecn = static_cast<uint8_t>(v); }},
      {Field::df, [](Segment& t, uint32_t v) { t.ip.dont_fragment = v != 0; }},
      {Field::id, [](Segment& t, uint32_t v) { t.ip.id = v; }},
      {Field::urg, [](Segment& t, uint32_t v) { t.urgent = static_cast<uint16_t>(v); }},
  };
  for (const auto& entry : plain) {
    const auto value = number(entry.field);
    if (!value) return tl::unexpected(value.error());
    if (*value) entry.set(s, **value);
  }
  if (spec.ip_options) s.ip.options = *spec.ip_options;
  if (spec.data_offset)
    s.data_offset = *spec.data_offset == 0 ? 16 : *spec.data_offset;  // 16 is a 0 on the wire
  if (spec.reserved) s.reserved = *spec.reserved;
  if (spec.fragment_octets) {
    filled.craft.fragment_octets = *spec.fragment_octets;
    s.ip.dont_fragment = false;
  }
  filled.craft.checksum = spec.checksum;
  s.checksum_good = spec.checksum == ChecksumMode::good;
  // Between other addresses it is no segment of this connection; the SYN that opens it may choose its own.
  const LabFacts& facts = session.lab.facts();
  const bool may_open = !model.heard_us() && s.flags.has(Flag::syn) &&
                        (s.ip.source == facts.peer || s.ip.source == facts.peer2) &&
                        (s.ip.destination == facts.target || s.ip.destination == facts.target2);
  const bool ours = may_open || (s.ip.source == connection.tuple.peer.address &&
                                 s.ip.destination == connection.tuple.target.address);
  filled.well_formed = spec.checksum == ChecksumMode::good && !spec.data_offset && ours;
  return {};
}

Progress<void> Filler::numbers() {
  Segment& s = filled.segment;
  const bool syn = s.flags.has(Flag::syn);
  const Seq our_base = syn ? connection.peer.isn() : connection.peer.our_base();
  s.seq = syn ? connection.peer.isn() : connection.peer.snd_nxt();
  if (const FieldSpec* written = spec.find(Field::seq)) {
    const Progress<Seq> seq = evaluate_seq(session, connection, written->value, our_base);
    if (!seq) return tl::unexpected(seq.error());
    s.seq = *seq;
  }
  s.ack = s.flags.has(Flag::ack) ? connection.peer.rcv_nxt() : Seq(0);
  if (const FieldSpec* written = spec.find(Field::ack)) {
    const Progress<Seq> ack = evaluate_seq(session, connection, written->value, connection.peer.its_base());
    if (!ack) return tl::unexpected(ack.error());
    s.ack = *ack;
  }
  return {};
}

Progress<void> Filler::window() {
  filled.segment.window = connection.peer.window_raw();
  const auto raw = number(Field::win);
  if (!raw) return tl::unexpected(raw.error());
  const auto scaled = number(Field::wnd);
  if (!scaled) return tl::unexpected(scaled.error());
  if (*raw) {
    filled.window = static_cast<uint16_t>(**raw);
  } else if (*scaled) {
    const uint8_t shift = filled.segment.flags.has(Flag::syn) ? 0 : model.our_shift();
    if ((**scaled >> shift) > 65535)
      return trouble(fmt::format("wnd={} does not fit the window field", **scaled));
    filled.window = static_cast<uint16_t>(**scaled >> shift);
  }
  if (filled.window) filled.segment.window = *filled.window;
  return {};
}

Progress<void> Filler::payload() {
  Segment& s = filled.segment;
  if (spec.data) {
    s.payload = spec.data->octets;
    return {};
  }
  const auto length = number(Field::len);
  if (!length) return tl::unexpected(length.error());
  if (!*length) return {};
  if (**length > 65495) return trouble(fmt::format("len={} is longer than a packet", **length));
  const Seq first = s.flags.has(Flag::syn) ? s.seq + 1 : s.seq;
  const uint32_t offset = first - (connection.peer.isn() + 1);
  s.payload = pattern(offset, **length);
  return {};
}

Progress<std::vector<Option>> Filler::syn_options() {
  std::vector<Option> list;
  const OptionListSpec* with =
      connection.with && connection.with->options ? &*connection.with->options : nullptr;
  if (with == nullptr) {
    list.push_back(MssOption{static_cast<uint16_t>(session.link_mss())});
    return list;
  }
  // Our SYN-ACK carries the list less what the target's SYN did not offer (RFC 7323 2.2, 3.2; RFC 2018 2).
  const bool answers = filled.segment.flags.has(Flag::ack);
  const SynOffer theirs = model.its_offer().value_or(SynOffer{});
  for (const OptionSpec& option : with->options) {
    Progress<WantedOption> worked = resolve_option(session, connection, option, false);
    if (!worked) return tl::unexpected(worked.error());
    if (answers && std::holds_alternative<WindowScaleOption>(worked->option) && !theirs.window_scale)
      continue;
    if (answers && std::holds_alternative<SackPermittedOption>(worked->option) && !theirs.sack) continue;
    if (answers && std::holds_alternative<FastOpenOption>(worked->option) && !theirs.fast_open) continue;
    if (auto* ts = std::get_if<TimestampsOption>(&worked->option); ts != nullptr && answers) {
      if (!theirs.timestamps) continue;
      ts->echo = connection.peer.its_ts_seen_with(filled.segment.ack).value_or(0);
    }
    if (worked->md5_key) filled.craft.md5_key = worked->md5_key;
    list.push_back(std::move(worked->option));
  }
  return list;
}

Progress<std::vector<Option>> Filler::usual_options() {
  if (filled.segment.flags.has(Flag::syn)) return syn_options();
  std::vector<Option> list;
  if (model.timestamps()) {
    const bool ack = filled.segment.flags.has(Flag::ack);
    const uint32_t echo = ack ? connection.peer.its_ts_seen_with(filled.segment.ack).value_or(0) : 0;
    list = {NopOption{}, NopOption{}, TimestampsOption{session.clock_ms(session.lab.now()), echo}};
  }
  if (connection.md5_key) {  // RFC 2385: on every segment of the connection
    list.push_back(Md5Option{});
    if (!filled.craft.md5_key) filled.craft.md5_key = connection.md5_key;
  }
  return list;
}

Progress<void> Filler::written_options(const OptionListSpec& written) {
  std::vector<Option>& list = filled.segment.options;
  for (const OptionSpec& option : written.options) {
    Progress<WantedOption> worked = resolve_option(session, connection, option, false);
    if (!worked) return tl::unexpected(worked.error());
    if (const auto* md5 = std::get_if<Md5Spec>(&option.what)) {
      filled.craft.md5_key = md5->key.value_or("");
      filled.craft.md5_bad = !md5->key;
    }
    list.push_back(std::move(worked->option));
  }
  return {};
}

Progress<void> Filler::options() {
  if (spec.options) {
    if (auto written = written_options(*spec.options); !written) return written;
    if (!spec.options->open) return {};
  }
  Progress<std::vector<Option>> usual = usual_options();
  if (!usual) return tl::unexpected(usual.error());
  std::vector<Option>& list = filled.segment.options;
  const size_t own = list.size();
  for (Option& option : *usual) {
    bool have = false;
    for (size_t i = 0; i < own; ++i)
      have = have || (kind_of(list[i]) == kind_of(option) && kind_of(option) != 1);
    if (!have) list.push_back(std::move(option));
  }
  return {};
}

}  // namespace

Progress<Filled> fill(Session& session, Connection& connection, const TargetModel& model,
                      const TcpSpec& spec) {
  Filler filler{session, connection, model, spec, {}};
  if (auto done = filler.headers(); !done) return tl::unexpected(done.error());
  if (auto done = filler.numbers(); !done) return tl::unexpected(done.error());
  if (auto done = filler.window(); !done) return tl::unexpected(done.error());
  if (auto done = filler.payload(); !done) return tl::unexpected(done.error());
  if (auto done = filler.options(); !done) return tl::unexpected(done.error());
  return std::move(filler.filled);
}

}  // namespace shakedown
