#pragma once
// Where each octet of a YAML scalar stands in its file.

#include "scenario/source.h"

namespace shakedown {

struct ScalarText {
  Text text;
  bool one_line = true;
};
// The scalar that begins at `begin` and whose content YAML read as `value`. One that spans several lines
// points to its first line as a whole.
ScalarText locate_scalar(const std::shared_ptr<const Source>& source, size_t begin, const std::string& value);

}  // namespace shakedown
