#pragma once
// What most files include, read once a library in the sanitized builds (SHAKEDOWN_PCH). The ordinary build
// does without, so that a header that a file forgets to include is missed.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

#include "shakedown/engine.h"
