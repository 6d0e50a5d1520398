// Segment -> octets. libtins lays out the fixed header. It never lets a wrong checksum or data offset out,
// drops options it finds odd and cannot pad with EOL, so options are laid out here and travel as its payload;
// data offset and checksum are then put into the finished octets.
#include <tins/rawpdu.h>
#include <tins/tcp.h>

#include <algorithm>

#include "segment/ip.h"
#include "segment/md5.h"
#include "segment/octets.h"
#include "segment/options.h"

namespace shakedown {

namespace {

constexpr size_t fixed_header = 20, offset_at = 12, checksum_at = 16;

Bytes base_header(const Segment& segment, Bytes behind) {
  Tins::TCP tcp(segment.destination_port, segment.source_port);
  tcp.seq(segment.seq.raw());
  tcp.ack_seq(segment.ack.raw());
  tcp.flags(static_cast<uint16_t>((segment.flags.bits & 0x1ff) | (segment.reserved & 7) << 9));
  tcp.window(segment.window);
  tcp.urg_ptr(segment.urgent);
  tcp.inner_pdu(new Tins::RawPDU(std::move(behind)));
  return tcp.serialize();
}

// Where the digest of the first MD5 option lies in the header; 0: there is none.
size_t digest_at(const Segment& segment) {
  Bytes before(fixed_header);
  for (const Option& option : segment.options) {
    if (std::holds_alternative<Md5Option>(option)) return before.size() + 2;
    append_option(before, option);
  }
  return 0;
}

void sign(const Segment& segment, const CraftOptions& options, size_t header, Bytes& octets) {
  const size_t at = digest_at(segment);
  if (at == 0 || at + md5_octets > octets.size()) return;
  if (options.md5_key) {
    const auto digest = md5_signature(segment.ip, octets, header, *options.md5_key);
    std::copy(digest.begin(), digest.end(), octets.begin() + static_cast<ptrdiff_t>(at));
  }
  if (options.md5_bad) octets[at] ^= 0xff;
}

// A checksum that no receiver takes. 0 and 0xffff are the same number in one's complement, so neither is
// used.
uint16_t spoil(uint16_t good) { return good >= 0xfffe ? 0x5555 : static_cast<uint16_t>(good + 1); }

}  // namespace

std::vector<Bytes> craft(const Segment& segment, const CraftOptions& options) {
  Bytes behind = option_block(segment);
  const size_t header = fixed_header + behind.size();
  append(behind, segment.payload);
  Bytes octets = base_header(segment, std::move(behind));

  const unsigned words =
      segment.data_offset != 0 ? segment.data_offset & 15u : std::min<size_t>(15, header / 4);
  octets[offset_at] = static_cast<uint8_t>((octets[offset_at] & 0x0f) | words << 4);
  put16(&octets[checksum_at], 0);
  if (options.md5_key || options.md5_bad) sign(segment, options, header, octets);
  if (options.checksum != ChecksumMode::zero) {
    const uint16_t good = transport_checksum(segment.ip, protocol::tcp, octets);
    put16(&octets[checksum_at], options.checksum == ChecksumMode::good ? good : spoil(good));
  }
  return craft_ip(segment.ip, protocol::tcp, octets, options.fragment_octets);
}

}  // namespace shakedown
