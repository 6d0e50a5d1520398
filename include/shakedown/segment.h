#pragma once
// One TCP segment with its IP header, as decoded from, or to be serialized to, the octets of an IP packet.
// Raw octets are the truth; the decoded fields stand beside them (RFC 9293 3.1, RFC 791 3.1, RFC 8200 3).

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "shakedown/address.h"
#include "shakedown/seq.h"

namespace shakedown {

using Bytes = std::vector<uint8_t>;

// The nine control bits of RFC 9293 and RFC 9768 (AE is the lowest bit of what was reserved).
enum class Flag : uint16_t {
  fin = 0x001,
  syn = 0x002,
  rst = 0x004,
  psh = 0x008,
  ack = 0x010,
  urg = 0x020,
  ece = 0x040,
  cwr = 0x080,
  ae = 0x100
};

struct Flags {
  uint16_t bits = 0;  // 0 .. 0x1ff
  constexpr bool has(Flag f) const { return bits & static_cast<uint16_t>(f); }
  constexpr Flags with(Flag f) const { return {static_cast<uint16_t>(bits | static_cast<uint16_t>(f))}; }
  constexpr Flags without(Flag f) const { return {static_cast<uint16_t>(bits & ~static_cast<uint16_t>(f))}; }
  friend constexpr bool operator==(Flags, Flags) = default;
};
// "SYN-ACK", "FIN-PSH-ACK", "NOFLAGS": SYN FIN RST PSH URG ECE CWR AE, ACK last.
std::string to_string(Flags flags);

// --- options (RFC 9293 3.2) -------------------------------------------------------------------
struct EolOption {
  friend bool operator==(const EolOption&, const EolOption&) = default;
};
struct NopOption {
  friend bool operator==(const NopOption&, const NopOption&) = default;
};
struct MssOption {
  uint16_t mss = 0;
  friend bool operator==(const MssOption&, const MssOption&) = default;
};
struct WindowScaleOption {
  uint8_t shift = 0;
  friend bool operator==(const WindowScaleOption&, const WindowScaleOption&) = default;
};
struct SackPermittedOption {
  friend bool operator==(const SackPermittedOption&, const SackPermittedOption&) = default;
};
struct SackBlock {
  Seq left, right;  // right is the first octet not covered
  friend bool operator==(const SackBlock&, const SackBlock&) = default;
};
struct SackOption {
  std::vector<SackBlock> blocks;
  friend bool operator==(const SackOption&, const SackOption&) = default;
};
struct TimestampsOption {
  uint32_t value = 0, echo = 0;  // TSval, TSecr
  friend bool operator==(const TimestampsOption&, const TimestampsOption&) = default;
};
struct FastOpenOption {
  Bytes cookie;  // empty: a request
  friend bool operator==(const FastOpenOption&, const FastOpenOption&) = default;
};
struct Md5Option {
  Bytes digest;  // 16 octets
  friend bool operator==(const Md5Option&, const Md5Option&) = default;
};
// Any other kind, or a known kind whose length is not its own. `length` is the length octet as on the
// wire, which may lie; `body` is what was really there behind it.
struct RawOption {
  uint8_t kind = 0;
  uint8_t length = 0;
  Bytes body;
  friend bool operator==(const RawOption&, const RawOption&) = default;
};
using Option = std::variant<EolOption, NopOption, MssOption, WindowScaleOption, SackPermittedOption,
                            SackOption, TimestampsOption, FastOpenOption, Md5Option, RawOption>;

uint8_t kind_of(const Option& option);

struct IpHeader {
  Address source, destination;
  uint8_t ttl = 64;           // hop limit
  uint8_t dscp = 0;           // 0 .. 63; the language's `tos` is the whole octet less the ECN bits: dscp << 2
  uint8_t ecn = 0;            // 0 not-ECT, 1 ECT(1), 2 ECT(0), 3 CE
  bool dont_fragment = true;  // IPv4 only
  bool more_fragments = false;   // this is a fragment that others follow
  uint16_t fragment_offset = 0;  // octets
  uint32_t id = 0;               // IPv4 identification; IPv6: fragment header's, else 0
  // IPv4 options, or IPv6 extension headers before TCP, raw. The first octet of an extension header is its
  // own type here (on the wire it is the next one's), so that the list says what it holds.
  Bytes options;
};

// How a serialized checksum is to be.
enum class ChecksumMode : uint8_t { good, bad, zero };

struct Segment {
  IpHeader ip;
  uint16_t source_port = 0, destination_port = 0;
  Seq seq, ack;             // real numbers
  uint8_t data_offset = 0;  // in 32-bit words as on the wire; when crafting 0 means the right one, 16 a 0
  uint8_t reserved = 0;     // 0 .. 7, the three bits left between data offset and AE
  Flags flags;
  uint16_t window = 0;  // raw 16 bits
  uint16_t urgent = 0;
  uint16_t checksum = 0;      // as on the wire (received) ...
  bool checksum_good = true;  // ... and whether it was right, over the pseudo header
  bool ip_checksum_good = true;
  std::vector<Option> options;  // in order; ends at EOL
  Bytes option_padding;         // octets behind EOL, or left by trouble, up to the data offset
  std::string option_trouble;   // non-empty: the option list could not be read to its end, and why
  Bytes payload;

  // Sequence numbers it takes up: payload, and one each for SYN and FIN.
  uint32_t seq_length() const {
    return static_cast<uint32_t>(payload.size()) + (flags.has(Flag::syn) ? 1 : 0) +
           (flags.has(Flag::fin) ? 1 : 0);
  }
  Seq seq_end() const { return seq + seq_length(); }

  template <typename T>
  const T* find() const {
    for (const Option& option : options)
      if (const T* found = std::get_if<T>(&option)) return found;
    return nullptr;
  }
};

// An ICMP or ICMPv6 error with the IP packet that it quotes (as far as it was quoted).
struct IcmpMessage {
  IpHeader ip;
  uint8_t type = 0, code = 0;
  uint32_t rest = 0;  // the second 32-bit word: too-big's MTU (IPv4: its lower 16 bits)
  bool checksum_good = true;
  // Of the quoted TCP segment, in its own direction: .peer is its source, .target its destination, whoever
  // sent it. Without value when no TCP ports are quoted.
  std::optional<FourTuple> quoted;
  Bytes quote;
};

// What cannot be read as TCP or ICMP: still shown and judged.
struct Undecoded {
  std::string why;  // "data offset 4 is less than 5"
};

using Packet = std::variant<Segment, IcmpMessage, Undecoded>;

// --- octets <-> values ---------------------------------------------------------------------------
// Reads one IP packet; never throws and never reads past `octets`. Link-layer padding behind the IP
// length is ignored.
Packet read_packet(std::span<const uint8_t> octets);

struct CraftOptions {
  ChecksumMode checksum = ChecksumMode::good;
  uint16_t fragment_octets = 0;  // >0: IP fragments with so many payload octets each (multiple of 8); no DF
  std::optional<std::string> md5_key;  // sign: the Md5Option present gets its digest (RFC 2385)
  bool md5_bad = false;                // ... and is then spoilt
};

// The IP packets (one, or its fragments) that carry `segment`. Options are laid out in order; the header is
// filled to a multiple of four octets with NOP ahead of nothing: with EOL (0). segment.data_offset != 0 and
// every other field goes out as it stands, however wrong.
std::vector<Bytes> craft(const Segment& segment, const CraftOptions& options = {});
// Octets of TCP header that these options make it (20 .. 60; more: they do not fit).
uint32_t header_octets(const std::vector<Option>& options);

std::vector<Bytes> craft(const IcmpMessage& message);

// Octet n of a stream whose content a scenario does not write: a fixed pattern of prime period (251).
uint8_t pattern_octet(uint64_t n);
Bytes pattern(uint64_t offset, size_t octets);

// --- text ------------------------------------------------------------------------------------------
// What numbers in the text are relative to: this side's ISN for seq, the other side's for ack and SACK.
struct SeqBase {
  Seq seq, ack;
};
// One line in the language's notation: `SYN-ACK seq=0 ack=1 win=65160 <mss 1460, sackOK>`; len or data when
// there is any; whatever is out of the ordinary (urg, reserved, bad checksum, fragment, ttl not 64, ecn ...)
// follows.
std::string to_text(const Segment& segment, SeqBase base);
std::string to_text(const Packet& packet, SeqBase base);
std::string to_text(const Option& option, Seq sack_base);
std::string quoted(std::span<const uint8_t> octets,
                   size_t at_most = 64);  // "Hola\r\n\x00", shortened with ...
// Both, as far as shown from shortly before the octet at which they part: "octet 996 on: \"...\"".
struct QuotedPair {
  std::string expected, received;
};
QuotedPair quoted_apart(std::span<const uint8_t> expected, std::span<const uint8_t> received,
                        size_t at_most = 64);
std::string to_hex(std::span<const uint8_t> octets);

}  // namespace shakedown
