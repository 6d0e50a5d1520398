#include "record/capture_file.h"

#include <fmt/format.h>
#include <pcap/pcap.h>

#include <memory>
#include <optional>

namespace shakedown {
namespace {

std::optional<LinkLayer> link_layer(int type) {
  switch (type) {
    case DLT_EN10MB:
      return LinkLayer::ethernet;
    case DLT_RAW:
    case DLT_IPV4:
    case DLT_IPV6:
      return LinkLayer::raw_ip;
    case DLT_NULL:
    case DLT_LOOP:
      return LinkLayer::family_word;
    case DLT_LINUX_SLL:
      return LinkLayer::linux_cooked;
    case DLT_LINUX_SLL2:
      return LinkLayer::linux_cooked_2;
    default:
      return std::nullopt;
  }
}

}  // namespace

tl::expected<std::string, std::string> read_capture(std::FILE* file,
                                                    const std::function<void(const CapturedPacket&)>& sink) {
  char trouble[PCAP_ERRBUF_SIZE] = "";
  pcap_t* opened = pcap_fopen_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_NANO, trouble);
  if (opened == nullptr) {
    std::fclose(file);
    return tl::unexpected(std::string(trouble));
  }
  const std::unique_ptr<pcap_t, void (*)(pcap_t*)> capture(opened, pcap_close);
  const int type = pcap_datalink(opened);
  const std::optional<LinkLayer> link = link_layer(type);
  if (!link) {
    const char* name = pcap_datalink_val_to_description(type);
    return tl::unexpected(
        fmt::format("captured on a link of type {} ({}), which is not read", type, name ? name : "unknown"));
  }
  pcap_pkthdr* header = nullptr;
  const u_char* octets = nullptr;
  for (size_t number = 1;; ++number) {
    const int answer = pcap_next_ex(opened, &header, &octets);
    if (answer == PCAP_ERROR_BREAK) return "";
    if (answer != 1) return fmt::format("packet {}: {}", number, pcap_geterr(opened));
    constexpr auto last_second =
        4'000'000'000;  // a clock of 64 bits keeps the distance of any two such times
    if (header->ts.tv_sec < 0 || header->ts.tv_sec > last_second)
      return fmt::format("packet {}: its time is far out of range", number);
    // With nanoseconds asked for, libpcap keeps them where microseconds usually stand.
    const Duration since_epoch =
        std::chrono::seconds(header->ts.tv_sec) + std::chrono::nanoseconds(header->ts.tv_usec);
    sink({number, Instant(since_epoch), *link, {octets, header->caplen}});
  }
}

}  // namespace shakedown
