#pragma once
// Completion for shells, made from the tables of options and commands.

#include <string>
#include <vector>

#include "cli/options.h"

namespace shakedown {

// What may stand for an argument, read off how help shows it. Lower case stands for itself (`4|6|both`),
// upper case for a kind: PATH, FILE (CAPTURE, and what has a dot: OLD.json), DIR, TAG, GLOB, FORMAT=FILE,
// COMMAND, SHELL. Any other word is the user's own.
struct Candidates {
  std::vector<std::string> words;
  bool files = false;
  bool folders = false;
  bool scenarios = false;  // files and folders of scenarios
  bool ids = false;
  bool tags = false;
  bool formats = false;  // NAME=FILE, NAME one of words
};
Candidates candidates(const std::string& notation);

struct Shell {
  const char* name;
  std::string (*script)();
};
const std::vector<Shell>& shells();

std::string bash_completion();
std::string zsh_completion();
std::string fish_completion();

// Help, as short as one line of a menu.
std::string in_brief(const std::string& help);

}  // namespace shakedown
