#pragma once
// What one line of notation looks like, as regular expressions for editors: the words are checked, the values
// hardly. Whatever holds a `$` may become anything, and matches.

#include <string>

#include "shakedown/scenario.h"

namespace shakedown {

// Of the text behind this word of a step that is one line.
std::string step_pattern(const std::string& word);

std::string name_pattern();      // of connections, sockets, matrix values
std::string duration_pattern();  // "250ms"
std::string with_pattern();      // "win=2000 <mss 1000>"
std::string lab_pattern();       // "rto-min 10ms"
std::string known_pattern();     // "linux<6.12"
// A step word with a name behind it: "send a".
std::string named_step_pattern(const std::string& word);

// The pattern of a whole text, or of one that a matrix has yet to fill in.
std::string whole_line(const std::string& pattern);

}  // namespace shakedown
