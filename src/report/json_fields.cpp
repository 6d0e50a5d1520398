#include "report/json_fields.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace shakedown {

namespace {

using Json = JsonFields::Json;

constexpr double most_seconds = 9e6;  // 100 days: a double holds their nanoseconds

std::optional<uint8_t> nibble(char c) {
  if (c >= '0' && c <= '9') return static_cast<uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<uint8_t>(c - 'a' + 10);
  return std::nullopt;
}

std::optional<int64_t> whole_number(const Json& json) {
  if (!json.is_number_integer()) return std::nullopt;
  if (json.is_number_unsigned() && json.get<uint64_t>() > static_cast<uint64_t>(INT64_MAX))
    return std::nullopt;
  return json.get<int64_t>();
}

}  // namespace

JsonFields::JsonFields(const Json& object, std::string place, std::string& trouble)
    : object_(&object), place_(std::move(place)), trouble_(&trouble) {
  if (!object.is_object()) complain("", "is no object");
}

std::string JsonFields::place_of(const std::string& name) const {
  if (name.empty()) return place_;
  return place_.empty() ? name : place_ + "." + name;
}

void JsonFields::complain(const std::string& name, const std::string& what) const {
  if (trouble_->empty()) *trouble_ = fmt::format("`{}` {}", place_of(name), what);
}

const Json* JsonFields::find(const char* name) const {
  if (!object_->is_object()) return nullptr;
  const auto found = object_->find(name);
  return found == object_->end() || found->is_null() ? nullptr : &*found;
}

std::string JsonFields::text(const char* name) const {
  const Json* json = find(name);
  if (json == nullptr) return "";
  if (json->is_string()) return json->get<std::string>();
  complain(name, "is no text");
  return "";
}

bool JsonFields::flag(const char* name) const {
  const Json* json = find(name);
  if (json == nullptr) return false;
  if (json->is_boolean()) return json->get<bool>();
  complain(name, "is neither true nor false");
  return false;
}

int64_t JsonFields::number(const char* name, int64_t least, int64_t most, int64_t otherwise) const {
  const Json* json = find(name);
  if (json == nullptr) return otherwise;
  const std::optional<int64_t> number = whole_number(*json);
  if (number && *number >= least && *number <= most) return *number;
  complain(name, fmt::format("is no number from {} to {}", least, most));
  return otherwise;
}

int JsonFields::index(const char* name, size_t count) const {
  if (find(name) == nullptr) return -1;
  if (count == 0) {
    complain(name, "points at nothing");
    return -1;
  }
  return static_cast<int>(number(name, 1, static_cast<int64_t>(count))) - 1;
}

Duration JsonFields::seconds(const char* name, bool may_be_negative) const {
  const Json* json = find(name);
  if (json == nullptr) return {};
  const double seconds = json->is_number() ? json->get<double>() : NAN;
  if (seconds >= (may_be_negative ? -most_seconds : 0) && seconds <= most_seconds)
    return Duration(std::llround(seconds * 1e9));
  complain(name, "is no number of seconds");
  return {};
}

Instant JsonFields::nanoseconds(const char* name) const {
  const std::string digits = text(name);
  if (digits.empty()) return {};
  int64_t count = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, count);
  // Differences between two of them must not run over.
  const bool fine = error == std::errc() && stop == end && count >= 0 && count <= INT64_MAX / 2;
  if (!fine) complain(name, "is no time in nanoseconds");
  return Instant(Duration(fine ? count : 0));
}

Bytes JsonFields::octets(const char* name) const {
  const std::string digits = text(name);
  Bytes octets;
  octets.reserve(digits.size() / 2);
  bool fine = digits.size() % 2 == 0;
  for (size_t at = 0; fine && at < digits.size(); at += 2) {
    const auto high = nibble(digits[at]), low = nibble(digits[at + 1]);
    fine = high && low;
    if (fine) octets.push_back(static_cast<uint8_t>(*high << 4 | *low));
  }
  if (!fine) complain(name, "is not hexadecimal");
  return octets;
}

std::vector<std::string> JsonFields::texts(const char* name) const {
  std::vector<std::string> result;
  const Json* json = find(name);
  if (json == nullptr) return result;
  bool fine = json->is_array();
  if (fine)
    for (const Json& item : *json) {
      fine = fine && item.is_string();
      if (fine) result.push_back(item.get<std::string>());
    }
  if (!fine) complain(name, "is no list of texts");
  return result;
}

std::vector<std::pair<std::string, std::string>> JsonFields::settings(const char* name) const {
  std::vector<std::pair<std::string, std::string>> result;
  const Json* json = find(name);
  if (json == nullptr) return result;
  bool fine = json->is_object();
  if (fine)
    for (const auto& [key, value] : json->items()) {
      fine = fine && value.is_string();
      if (fine) result.emplace_back(key, value.get<std::string>());
    }
  if (!fine) complain(name, "is no object of texts");
  return result;
}

std::optional<JsonFields> JsonFields::object(const char* name) const {
  const Json* json = find(name);
  if (json == nullptr) return std::nullopt;
  return JsonFields(*json, place_of(name), *trouble_);
}

std::vector<JsonFields> JsonFields::objects(const char* name) const {
  std::vector<JsonFields> result;
  const Json* json = find(name);
  if (json == nullptr) return result;
  if (!json->is_array()) {
    complain(name, "is no list");
    return result;
  }
  for (const Json& item : *json)
    result.emplace_back(item, fmt::format("{}[{}]", place_of(name), result.size() + 1), *trouble_);
  return result;
}

}  // namespace shakedown
