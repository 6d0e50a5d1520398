#pragma once
// The manual page shakedown(1), made from the same tables as help.

#include <string>

namespace shakedown {

// In roff, with the macros of man(7). `date` is the day of this version.
std::string man_page(const std::string& version, const std::string& date);

// Text as roff shows it: what means something to roff is escaped, `words` between backquotes are bold.
std::string roff(const std::string& text);

}  // namespace shakedown
