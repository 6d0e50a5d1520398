#include "segment/options.h"

#include <fmt/format.h>

#include <algorithm>

#include "segment/octets.h"

namespace shakedown {

namespace {

struct Appender {
  Bytes& to;

  void head(uint8_t kind, size_t body) const {
    append8(to, kind);
    append8(to, static_cast<uint32_t>(body + 2));
  }
  void operator()(const EolOption&) const { append8(to, option_kind::eol); }
  void operator()(const NopOption&) const { append8(to, option_kind::nop); }
  void operator()(const MssOption& option) const {
    head(option_kind::mss, 2);
    append16(to, option.mss);
  }
  void operator()(const WindowScaleOption& option) const {
    head(option_kind::window_scale, 1);
    append8(to, option.shift);
  }
  void operator()(const SackPermittedOption&) const { head(option_kind::sack_permitted, 0); }
  void operator()(const SackOption& option) const {
    head(option_kind::sack, option.blocks.size() * 8);
    for (const SackBlock& block : option.blocks) {
      append32(to, block.left.raw());
      append32(to, block.right.raw());
    }
  }
  void operator()(const TimestampsOption& option) const {
    head(option_kind::timestamps, 8);
    append32(to, option.value);
    append32(to, option.echo);
  }
  void operator()(const FastOpenOption& option) const {
    head(option_kind::fast_open, option.cookie.size());
    append(to, option.cookie);
  }
  void operator()(const Md5Option& option) const {
    const size_t size = option.digest.empty() ? md5_octets : option.digest.size();
    head(option_kind::md5, size);
    append(to, option.digest);
    if (option.digest.empty()) to.resize(to.size() + size);
  }
  void operator()(const RawOption& option) const {
    append8(to, option.kind);
    append8(to, option.length);
    append(to, option.body);
  }
};

Option read_sack(std::span<const uint8_t> body) {
  SackOption sack;
  for (size_t at = 0; at < body.size(); at += 8)
    sack.blocks.push_back({Seq(get32(&body[at])), Seq(get32(&body[at + 4]))});
  return sack;
}

// The option with this kind and body; raw when the kind is not known or its length is not one of its own.
Option read_option(uint8_t kind, std::span<const uint8_t> body) {
  const size_t size = body.size();
  if (kind == option_kind::mss && size == 2) return MssOption{get16(body.data())};
  if (kind == option_kind::window_scale && size == 1) return WindowScaleOption{body[0]};
  if (kind == option_kind::sack_permitted && size == 0) return SackPermittedOption{};
  if (kind == option_kind::sack && size > 0 && size % 8 == 0) return read_sack(body);
  if (kind == option_kind::timestamps && size == 8)
    return TimestampsOption{get32(body.data()), get32(body.data() + 4)};
  // RFC 7413 4.1.1: none, or an even number of 4 to 16 octets.
  if (kind == option_kind::fast_open && (size == 0 || (size >= 4 && size <= 16 && size % 2 == 0)))
    return FastOpenOption{Bytes(body.begin(), body.end())};
  if (kind == option_kind::md5 && size == md5_octets) return Md5Option{Bytes(body.begin(), body.end())};
  return RawOption{kind, static_cast<uint8_t>(size + 2), Bytes(body.begin(), body.end())};
}

}  // namespace

void append_option(Bytes& to, const Option& option) { std::visit(Appender{to}, option); }

Bytes option_block(const Segment& segment) {
  Bytes octets;
  octets.reserve(40);
  for (const Option& option : segment.options) append_option(octets, option);
  append(octets, segment.option_padding);
  octets.resize((octets.size() + 3) / 4 * 4, option_kind::eol);
  return octets;
}

uint8_t implied_data_offset(const Segment& segment) {
  return static_cast<uint8_t>(std::min<size_t>(15, 5 + option_block(segment).size() / 4));
}

void read_options(std::span<const uint8_t> octets, Segment& segment) {
  const auto rest = [&](size_t from) {
    return Bytes(octets.begin() + static_cast<ptrdiff_t>(from), octets.end());
  };
  size_t at = 0;
  while (at < octets.size()) {
    const uint8_t kind = octets[at];
    if (kind == option_kind::eol) {
      segment.options.emplace_back(EolOption{});
      segment.option_padding = rest(at + 1);
      return;
    }
    if (kind == option_kind::nop) {
      segment.options.emplace_back(NopOption{});
      ++at;
      continue;
    }
    const size_t left = octets.size() - at;
    if (left < 2) {
      segment.option_trouble = fmt::format("option {} has no room for its length", kind);
      segment.option_padding = rest(at);
      return;
    }
    const uint8_t length = octets[at + 1];
    if (length < 2 || length > left) {
      segment.option_trouble =
          length < 2 ? fmt::format("option {} has length {}", kind, length)
                     : fmt::format("option {} has length {}, but {} octets are left", kind, length, left);
      segment.options.emplace_back(RawOption{kind, length, rest(at + 2)});
      return;
    }
    segment.options.emplace_back(read_option(kind, octets.subspan(at + 2, length - 2u)));
    at += length;
  }
}

uint32_t header_octets(const std::vector<Option>& options) {
  Bytes octets;
  for (const Option& option : options) append_option(octets, option);
  return 20 + static_cast<uint32_t>((octets.size() + 3) / 4 * 4);
}

uint8_t kind_of(const Option& option) {
  if (const auto* raw = std::get_if<RawOption>(&option)) return raw->kind;
  constexpr uint8_t kinds[] = {option_kind::eol,
                               option_kind::nop,
                               option_kind::mss,
                               option_kind::window_scale,
                               option_kind::sack_permitted,
                               option_kind::sack,
                               option_kind::timestamps,
                               option_kind::fast_open,
                               option_kind::md5};
  static_assert(std::size(kinds) + 1 == std::variant_size_v<Option>);
  return kinds[option.index()];
}

}  // namespace shakedown
