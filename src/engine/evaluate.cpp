#include "engine/evaluate.h"

#include <fmt/format.h>

#include "shakedown/parse.h"

namespace shakedown {

namespace {

constexpr uint8_t no_shift = 0;

uint32_t option_octets(const TargetModel& model) { return model.timestamps() ? 12 : 0; }

uint32_t variable(const Session& session, const Connection& c, Variable which) {
  // What was negotiated is so from our own SYN on, judged or not.
  const TargetModel model = c.not_modelled.empty() ? c.model : session.model_now(c);
  const uint32_t headers = session.lab.facts().mtu - session.link_mss();
  const uint32_t path = model.path_mtu() != 0 ? model.path_mtu() : session.lab.facts().mtu;
  const uint32_t default_mss = session.lab.facts().family == Family::v4 ? 536 : 1220;  // RFC 9293 3.7.1
  const auto mss = [&](const std::optional<SynOffer>& offer) -> uint32_t {
    return offer && offer->mss ? *offer->mss : default_mss;
  };
  switch (which) {
    case Variable::snd_nxt:
      return c.peer.snd_nxt() - c.peer.our_base();
    case Variable::snd_una:
      return c.peer.snd_una() - c.peer.our_base();
    case Variable::snd_wnd:
      return c.peer.snd_wnd();
    case Variable::rcv_nxt:
      return c.peer.rcv_nxt() - c.peer.its_base();
    case Variable::rcv_wnd:
      return c.peer.rcv_wnd(model);
    case Variable::rcv_mss:
      return std::min(mss(model.our_offer()), path - headers) - option_octets(model);
    case Variable::snd_mss:
      return std::min(mss(model.its_offer()), session.link_mss()) - option_octets(model);
    case Variable::pmtu:
      return path;
  }
  return 0;
}

Progress<Quantity> named_field(const Session& session, const NamedSegmentField& wanted) {
  const auto found = session.names.find(wanted.segment);
  if (found == session.names.end()) return trouble(fmt::format("no segment is named {} yet", wanted.segment));
  if (const auto* call = std::get_if<NamedCall>(&found->second)) {
    if (wanted.field != NamedField::time)
      return trouble(fmt::format("{} names a call, which has a time alone", wanted.segment));
    return Quantity(Duration(call->started - session.trace.begin));
  }
  const auto& named = std::get<NamedSegment>(found->second);
  const Connection& c = session.connections[named.connection];
  const Segment& s = named.segment;
  const Seq ours = c.peer.our_base(), its = c.peer.its_base();
  const Seq seq_base = named.from_target ? its : ours, ack_base = named.from_target ? ours : its;
  const auto missing = [&](const char* option) {
    return trouble(fmt::format("{} has no {}", wanted.segment, option));
  };
  switch (wanted.field) {
    case NamedField::seq:
      return Quantity(s.seq - seq_base);
    case NamedField::seq_abs:
      return Quantity(s.seq.raw());
    case NamedField::ack:
      return Quantity(s.ack - ack_base);
    case NamedField::ack_abs:
      return Quantity(s.ack.raw());
    case NamedField::win:
      return Quantity(uint32_t{s.window});
    case NamedField::wnd: {
      const uint8_t shift = named.from_target ? c.model.its_shift() : c.model.our_shift();
      return Quantity(static_cast<uint32_t>(s.window) << (s.flags.has(Flag::syn) ? no_shift : shift));
    }
    case NamedField::len:
      return Quantity(static_cast<uint32_t>(s.payload.size()));
    case NamedField::mss: {
      const auto* mss = s.find<MssOption>();
      if (mss == nullptr) return missing("mss");
      return Quantity(uint32_t{mss->mss});
    }
    case NamedField::wscale: {
      const auto* scale = s.find<WindowScaleOption>();
      if (scale == nullptr) return missing("wscale");
      return Quantity(uint32_t{scale->shift});
    }
    case NamedField::tsval:
    case NamedField::tsecr: {
      const auto* ts = s.find<TimestampsOption>();
      if (ts == nullptr) return missing("ts");
      return Quantity(wanted.field == NamedField::tsval ? ts->value : ts->echo);
    }
    case NamedField::cookie: {
      const auto* tfo = s.find<FastOpenOption>();
      if (tfo == nullptr) return missing("tfo");
      return Quantity(tfo->cookie);
    }
    case NamedField::time:
      return Quantity(Duration(named.time - session.trace.begin));
  }
  return trouble("no such field");
}

Progress<Quantity> info_field(Session& session, const Connection& connection, const InfoField& wanted) {
  const Outcome<InfoMap> info = session.lab.driver().info(connection.tuple, connection.socket);
  if (!info) return tl::unexpected<RunEnd>(info.error());
  const auto found = info->find(wanted.name);
  if (found == info->end())
    return trouble(fmt::format("this kernel's TCP_INFO has no `{}` in this state", wanted.name), true);
  std::string text;
  Quantity quantity;
  if (const auto* time = std::get_if<Duration>(&found->second)) {
    quantity = *time;
    text = to_string_duration(*time);
  } else {
    quantity = static_cast<uint32_t>(std::get<uint64_t>(found->second));
    text = fmt::format("{}", std::get<uint64_t>(found->second));
  }
  session.record({session.lab.now(), InfoEvent{connection.name, wanted.name, text, session.step}});
  return quantity;
}

Progress<Quantity> atom(Session& session, const Connection& connection, const Term& term) {
  if (const auto* number = std::get_if<uint64_t>(&term.atom)) return Quantity(static_cast<uint32_t>(*number));
  if (const auto* time = std::get_if<Duration>(&term.atom)) return Quantity(*time);
  if (const auto* which = std::get_if<Variable>(&term.atom))
    return Quantity(variable(session, connection, *which));
  if (const auto* named = std::get_if<NamedSegmentField>(&term.atom)) return named_field(session, *named);
  return info_field(session, connection, std::get<InfoField>(term.atom));
}

std::string as_text(const Quantity& quantity) {
  if (const auto* number = std::get_if<uint32_t>(&quantity)) return fmt::format("{}", *number);
  if (const auto* time = std::get_if<Duration>(&quantity)) return to_string_duration(*time);
  return to_hex(std::get<Bytes>(quantity));
}

const char* sign_of(Comparison comparison) {
  switch (comparison) {
    case Comparison::equal:
      return "=";
    case Comparison::in_range:
      return "in";
    case Comparison::not_equal:
      return "!=";
    case Comparison::less:
      return "<";
    case Comparison::less_equal:
      return "<=";
    case Comparison::greater:
      return ">";
    case Comparison::greater_equal:
      return ">=";
    case Comparison::any:
      return "anything";
  }
  return "";
}

template <typename T>
bool holds(Comparison comparison, const T& left, const T& low, const T& high) {
  switch (comparison) {
    case Comparison::equal:
      return left == low;
    case Comparison::in_range:
      return low <= left && left <= high;
    case Comparison::not_equal:
      return left != low;
    case Comparison::less:
      return left < low;
    case Comparison::less_equal:
      return left <= low;
    case Comparison::greater:
      return left > low;
    case Comparison::greater_equal:
      return left >= low;
    case Comparison::any:
      return true;
  }
  return false;
}

}  // namespace

Progress<Quantity> evaluate(Session& session, const Connection& connection, const Value& value) {
  std::optional<Quantity> sum;
  for (const Term& term : value.terms) {
    const Progress<Quantity> part = atom(session, connection, term);
    if (!part) return part;
    if (!sum && !term.minus) {
      sum = *part;
      continue;
    }
    if (!sum)
      sum = std::holds_alternative<Duration>(*part) ? Quantity(Duration::zero()) : Quantity(uint32_t{0});
    if (auto* number = std::get_if<uint32_t>(&*sum);
        number != nullptr && std::holds_alternative<uint32_t>(*part)) {
      *number = term.minus ? *number - std::get<uint32_t>(*part) : *number + std::get<uint32_t>(*part);
    } else if (auto* time = std::get_if<Duration>(&*sum);
               time != nullptr && std::holds_alternative<Duration>(*part)) {
      *time = term.minus ? *time - std::get<Duration>(*part) : *time + std::get<Duration>(*part);
    } else {
      return trouble(fmt::format("`{}` adds numbers and times", value.text));
    }
  }
  if (!sum) return trouble(fmt::format("`{}` is no value", value.text));
  return *sum;
}

Progress<uint32_t> evaluate_number(Session& session, const Connection& connection, const Value& value) {
  const Progress<Quantity> quantity = evaluate(session, connection, value);
  if (!quantity) return tl::unexpected(quantity.error());
  if (const auto* number = std::get_if<uint32_t>(&*quantity)) return *number;
  return trouble(fmt::format("`{}` is not a number", value.text));
}

Progress<Duration> evaluate_duration(Session& session, const Connection& connection, const Value& value) {
  const Progress<Quantity> quantity = evaluate(session, connection, value);
  if (!quantity) return tl::unexpected(quantity.error());
  if (const auto* time = std::get_if<Duration>(&*quantity)) return *time;
  return trouble(fmt::format("`{}` is not a time", value.text));
}

Progress<TimeRange> evaluate_time(Session& session, const Connection& connection, const TimeSpec& time) {
  const Progress<Duration> nominal = evaluate_duration(session, connection, time.nominal);
  if (!nominal) return tl::unexpected(nominal.error());
  TimeRange range{*nominal, std::nullopt, time.percent};
  if (time.high) {
    const Progress<Duration> high = evaluate_duration(session, connection, *time.high);
    if (!high) return tl::unexpected(high.error());
    range.high = *high;
  }
  return range;
}

Progress<Seq> evaluate_seq(Session& session, const Connection& connection, const Value& value, Seq base) {
  const Progress<uint32_t> number = evaluate_number(session, connection, value);
  if (!number) return tl::unexpected(number.error());
  return value.absolute ? Seq(*number) : base + *number;
}

Progress<ConditionOutcome> evaluate_condition(Session& session, const Connection& connection,
                                              const Condition& condition) {
  const Progress<Quantity> left = evaluate(session, connection, condition.lhs);
  if (!left) return tl::unexpected(left.error());
  const Progress<Quantity> low = evaluate(session, connection, condition.rhs);
  if (!low) return tl::unexpected(low.error());
  Quantity high = *low;
  if (condition.high) {
    const Progress<Quantity> value = evaluate(session, connection, *condition.high);
    if (!value) return tl::unexpected(value.error());
    high = *value;
  }
  if (left->index() != low->index() || left->index() != high.index())
    return trouble(fmt::format("`{}` and `{}` are not of one kind", condition.lhs.text, condition.rhs.text));
  ConditionOutcome outcome;
  outcome.holds = holds(condition.comparison, *left, *low, high);
  outcome.left = as_text(*left);
  const std::string sign =
      condition.comparison == Comparison::equal ? "" : sign_of(condition.comparison) + std::string(" ");
  outcome.text = fmt::format("{} is {}, not {}{}", condition.lhs.text, as_text(*left), sign, as_text(*low)) +
                 (condition.high ? ".." + as_text(high) : "");
  return outcome;
}

}  // namespace shakedown
