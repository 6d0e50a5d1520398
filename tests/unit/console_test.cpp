// The whole console output of a suite with every verdict in it, in each style.

#include "report/console.h"

#include "golden/golden.h"
#include "golden/samples.h"

using namespace shakedown;

namespace {

std::string console(const Style& style) {
  const SuiteResult suite = samples::every_verdict();
  std::string text = header_text(samples::facts(), style);
  for (const RunResult& run : suite.runs) text += run_text(run, style);
  return text + closing_text(suite, style);
}

size_t longest_line(const std::string& text) {
  size_t longest = 0, begin = 0;
  for (size_t end = text.find('\n'); end != std::string::npos; begin = end + 1, end = text.find('\n', begin))
    longest = std::max(longest, width_of(text.substr(begin, end - begin)));
  return longest;
}

// Text without its colours.
std::string plain(const std::string& text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b')
      i = text.find('m', i);
    else
      out += text[i];
  }
  return out;
}

}  // namespace

TEST_CASE("console: a log") { check_golden("console.txt", console({false, false, 0, Verbosity::normal})); }

TEST_CASE("console: a terminal of 72 columns") {
  const std::string text = console({false, true, 72, Verbosity::normal});
  check_golden("console-72.txt", text);
  // Remarks behind a time, and the one line of counts, may pass the edge; what explains a failure may not.
  const SuiteResult failed = samples::every_verdict();
  CHECK(longest_line(run_text(failed.runs[1], {false, true, 72, Verbosity::normal})) <= 72);
  CHECK(longest_line(run_text(failed.runs[2], {false, true, 72, Verbosity::hex})) <= 72);
}

TEST_CASE("console: colour adds nothing but colour") {
  const std::string text = console({true, true, 72, Verbosity::normal});
  check_golden("console-color.txt", text);
  CHECK(plain(text) == console({false, true, 72, Verbosity::normal}));
}

TEST_CASE("console: quiet") {
  check_golden("console-quiet.txt", console({false, false, 0, Verbosity::quiet}));
}

TEST_CASE("console: verbose, and with octets") {
  check_golden("console-verbose.txt", console({false, false, 0, Verbosity::verbose}));
  check_golden("console-hex.txt", console({false, false, 0, Verbosity::hex}));
}

TEST_CASE("console: the last line") {
  SuiteResult suite;
  suite.seed = 7;
  suite.elapsed = 20ms;
  CHECK(closing_text(suite, Style{}) == "nothing ran in 20 ms; seed 7\n");
  suite.runs.push_back(samples::result("a", "a[4]", Verdict::pass, 1ms));
  suite.interrupted = true;
  suite.not_run = 4;
  CHECK(closing_text(suite, Style{}) == "interrupted: 1 passed, 4 not run in 20 ms; seed 7\n");
  suite.interrupted = false;
  suite.time_limit = true;
  CHECK(closing_text(suite, Style{}) == "time limit: 1 passed, 4 not run in 20 ms; seed 7\n");
}

TEST_CASE("console: the status line fits the terminal") {
  Style style;
  style.columns = 40;
  CHECK(status_text(3, 10, {"close/a[4]", "close/b[6]"}, style) == "[3/10] close/a[4], close/b[6]");
  const std::string cut = status_text(3, 10, {"close/simultaneous[4,mss=536]", "close/b[6]"}, style);
  CHECK(cut == "[3/10] close/simultaneous[4,mss=536]...");
  CHECK(width_of(cut) < 40);
}
