#pragma once
// Files that the program keeps from one call to the next, below $XDG_STATE_HOME/shakedown of the user who
// called it, under sudo of the user behind it. Called once privileges are given up, so they are that user's.

#include <functional>
#include <string>
#include <tl/expected.hpp>

namespace shakedown {

// Where the file `name` lies, whether it is there or not; "" when nobody has a home here.
std::string state_path(const std::string& name);

// Its text, "" when it is not there; else why it cannot be read.
tl::expected<std::string, std::string> read_state(const std::string& path);

// Puts what `change` makes of its text in its place, in one step, folders included; another program that does
// the same waits. Nothing is written where nothing changes. Answers why it could not be done, or "".
std::string change_state(const std::string& path,
                         const std::function<std::string(const std::string& before)>& change);

}  // namespace shakedown
