#pragma once
// What `shakedown new` writes, and under which names.

#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "cli/options.h"

namespace shakedown {

// The file that NAME stands for: "foo/bar" -> "foo/bar.yaml". A name can be typed as an id, so it has neither
// blanks nor what is a glob.
tl::expected<std::string, UsageError> file_of_new(const std::string& name);

// A scenario that passes, with what somebody who begins wants to know beside it.
std::string new_scenario(const std::string& path);

}  // namespace shakedown
