#include "segment/base64.h"

#include <nettle/base64.h>

namespace shakedown {

std::string to_base64(std::string_view octets) {
  std::string text(BASE64_ENCODE_RAW_LENGTH(octets.size()), '\0');
  base64_encode_raw(text.data(), octets.size(), reinterpret_cast<const uint8_t*>(octets.data()));
  return text;
}

}  // namespace shakedown
