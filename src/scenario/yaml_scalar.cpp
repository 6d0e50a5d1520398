#include "scenario/yaml_scalar.h"

#include <algorithm>

#include "text/utf8.h"

namespace shakedown {
namespace {

// Octets of content that an escape of a double-quoted scalar makes, and octets that it takes in the file.
struct Escape {
  size_t made, taken;
};

Escape measure_escape(std::string_view file) {
  const auto hexadecimal = [&](size_t digits) -> Escape {
    uint32_t code = 0;
    for (const char c : file.substr(2, digits)) {
      const std::string_view all = "0123456789abcdef";
      const size_t digit = all.find(static_cast<char>(c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c));
      code = code * 16 + static_cast<uint32_t>(digit == all.npos ? 0 : digit);
    }
    return {code < 0x80 ? 1u : code < 0x800 ? 2u : code < 0x10000 ? 3u : 4u, 2 + digits};
  };
  switch (file.size() > 1 ? file[1] : '\0') {
    case 'x':
      return hexadecimal(2);
    case 'u':
      return hexadecimal(4);
    case 'U':
      return hexadecimal(8);
    case 'N':
    case '_':
      return {2, 2};
    case 'L':
    case 'P':
      return {3, 2};
    case '\n':
    case '\r':
    case '\0':
      return {0, 0};
    default:
      return {1, 2};
  }
}

// Walks a quoted scalar beside its content; false when they part, as at a folded line.
bool walk_quoted(std::string_view file, size_t& at, const std::string& value,
                 std::vector<Text::Place>& places) {
  const char quote = file[at++];
  for (size_t i = 0; i < value.size();) {
    if (at >= file.size() || file[at] == '\n' || file[at] == '\r') return false;
    Escape step{1, 1};
    if (quote == '"' && file[at] == '\\')
      step = measure_escape(file.substr(at));
    else if (quote == '\'' && file.substr(at, 2) == "''")
      step = {1, 2};
    else if (file[at] != value[i])
      return false;
    if (step.made == 0) return false;
    for (size_t k = 0; k < step.made; ++k) places.push_back({at, at + step.taken});
    at += step.taken;
    i += step.made;
  }
  if (places.size() != value.size() || at >= file.size() || file[at] != quote) return false;
  ++at;
  return true;
}

}  // namespace

ScalarText locate_scalar(const std::shared_ptr<const Source>& source, size_t begin,
                         const std::string& value) {
  const std::string& file = source->text();
  begin = std::min(begin, file.size());
  ScalarText found{{value, {}, {begin, begin}, source}, true};
  std::vector<Text::Place>& places = found.text.places;
  const char first = begin < file.size() ? file[begin] : '\0';
  size_t end = begin;
  if (first == '\'' || first == '"') {
    found.one_line = walk_quoted(file, end, value, places);
  } else {
    found.one_line = file.compare(begin, value.size(), value) == 0 && value.find('\n') == value.npos;
    for (size_t i = 0; found.one_line && i < value.size(); ++i, ++end)
      places.push_back({begin + i, begin + i + 1});
  }
  if (!found.one_line) {
    end = source->line_end(source->line_number(begin));
    places.assign(value.size(), {begin, std::max(end, begin)});
  }
  found.text.all.end = std::max(end, begin);
  return found;
}

}  // namespace shakedown
