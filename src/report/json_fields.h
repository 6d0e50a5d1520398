#pragma once
// Reads the fields of a JSON object that somebody else may have written. What is not there is a default; the
// first field that is not as it should be is complained about with its place, and reading goes on.

#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "shakedown/segment.h"
#include "shakedown/time.h"

namespace shakedown {

class JsonFields {
 public:
  using Json = nlohmann::ordered_json;

  // `place` names the object: "runs[3].failure". `trouble` gets the first complaint.
  JsonFields(const Json& object, std::string place, std::string& trouble);

  // Nothing where the field is not there, or null.
  const Json* find(const char* name) const;

  std::string text(const char* name) const;
  bool flag(const char* name) const;
  int64_t number(const char* name, int64_t least, int64_t most, int64_t otherwise = 0) const;
  template <typename T>
  T number(const char* name) const {
    return static_cast<T>(number(name, 0, static_cast<int64_t>(std::numeric_limits<T>::max())));
  }
  // Counts from 1 there and from 0 here; -1 for null.
  int index(const char* name, size_t count) const;
  Duration seconds(const char* name, bool may_be_negative = false) const;
  Instant nanoseconds(const char* name) const;
  Bytes octets(const char* name) const;  // hexadecimal
  std::vector<std::string> texts(const char* name) const;
  std::vector<std::pair<std::string, std::string>> settings(const char* name) const;
  std::optional<JsonFields> object(const char* name) const;
  std::vector<JsonFields> objects(const char* name) const;

  void complain(const std::string& name, const std::string& what) const;

 private:
  std::string place_of(const std::string& name) const;

  const Json* object_;
  std::string place_;
  std::string* trouble_;
};

}  // namespace shakedown
