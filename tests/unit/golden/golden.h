#pragma once
// Texts compared as a whole with files in tests/unit/golden. SHAKEDOWN_BLESS=1 writes them anew.

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

inline void check_golden(const std::string& name, const std::string& text) {
  const std::string path = std::string(SHAKEDOWN_SOURCE_DIR "/tests/unit/golden/") + name;
  if (std::getenv("SHAKEDOWN_BLESS") != nullptr) std::ofstream(path) << text;
  std::ifstream file(path);
  std::ostringstream wanted;
  wanted << file.rdbuf();
  INFO(name);
  CHECK(text == wanted.str());
}
