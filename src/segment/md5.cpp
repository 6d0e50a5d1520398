#include "segment/md5.h"

#include <nettle/md5.h>

#include "segment/octets.h"

namespace shakedown {

std::array<uint8_t, md5_octets> md5_signature(const IpHeader& ip, std::span<const uint8_t> tcp,
                                              size_t header_octets, const std::string& key) {
  const Family family = ip.source.family;
  const size_t address = address_octets(family);
  const auto length = static_cast<uint32_t>(tcp.size());
  Bytes head(ip.source.octets.data(), ip.source.octets.data() + address);
  append(head, {ip.destination.octets.data(), address});
  if (family == Family::v4) {
    append16(head, protocol::tcp);
    append16(head, length);
  } else {
    append32(head, length);
    append32(head, protocol::tcp);
  }
  append(head, tcp.first(20));  // the options are left out
  put16(&head[head.size() - 4], 0);

  const std::span<const uint8_t> payload = tcp.subspan(header_octets);
  md5_ctx context;
  md5_init(&context);
  md5_update(&context, head.size(), head.data());
  md5_update(&context, payload.size(), payload.data());
  md5_update(&context, key.size(), reinterpret_cast<const uint8_t*>(key.data()));
  std::array<uint8_t, md5_octets> digest{};
  md5_digest(&context, digest.size(), digest.data());
  return digest;
}

}  // namespace shakedown
