#pragma once
// Standard output, standard error and report files: written at once, failures remembered and never silent.

#include <string>

#include "cli/options.h"
#include "report/style.h"

namespace shakedown {

class Output {
 public:
  explicit Output(int descriptor, bool owned = false) : descriptor_(descriptor), owned_(owned) {}
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  // After a first failure nothing more is written.
  void write(const std::string& text);
  int error() const { return error_; }  // errno of the first failure, or 0
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
  bool owned_;
  int error_ = 0;
};

// Opens a report file for writing, emptied at once: an old report must not pass for this run's. -1: errno
// says why.
int open_report(const std::string& path);

// The exit code of a command that only writes `results`, and says why it could not.
int ended(const Output& results);

// How text looks on this descriptor: --color, NO_COLOR, TERM, COLUMNS, the terminal's width, the locale.
Style style_for(int descriptor, ColorChoice color, Verbosity verbosity);

// The exit code where something could not be written, or was not there: an error, unless worse has happened.
int or_error(int code, bool trouble);

// A terminal whose line can be drawn anew.
bool can_redraw(int descriptor);

}  // namespace shakedown
