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

TEST_CASE("console: the status line of one run says in which step it waits") {
  Style style;
  style.columns = 72;
  const auto of_one = [&](const RunningRun& run) { return status_text(39, 40, {run}, style); };
  CHECK(of_one({"close/a[4]", 0s, ""}) == "[39/40] close/a[4]");
  CHECK(of_one({"close/a[4]", 57001ms, ""}) == "[39/40] close/a[4] waits up to 58 s more");
  CHECK(of_one({"close/a[4]", 1ms, "wait: 5s"}) == "[39/40] close/a[4] waits up to 1 s more: wait: 5s");
  CHECK(of_one({"close/time-wait[4]", 58s, "expect: FIN-ACK after 60s as last"}) ==
        "[39/40] close/time-wait[4] waits up to 58 s more: expect: FIN-ACK af...");
  CHECK(of_one({"a\x1b[2J", 0s, "wait:\n5s"}) == "[39/40] a\\x1b[2J: wait:\\n5s");
  CHECK(of_one({"\u00e9", 0s, ""}) == "[39/40] \\u{e9}");
  style.utf8 = true;
  CHECK(of_one({"\u00e9", 0s, ""}) == "[39/40] \u00e9");
  CHECK(status_text(0, 2, {}, style) == "[0/2] ");
}

TEST_CASE("console: the status line of several names the longest waits first, and each name whole") {
  const std::vector<RunningRun> running{{"close/a[4]", 0s, ""},
                                        {"close/b[6]", 8500ms, "wait: 9s"},
                                        {"close/c[4]", 58s, ""},
                                        {"close/d[4]", 9s, ""}};
  struct Row {
    int columns;
    const char* line;
  };
  const std::vector<Row> rows{
      {80, "[3/10] 4 running: close/c[4] 58 s, close/b[6] 9 s, close/d[4] 9 s, close/a[4]"},
      {72, "[3/10] 4 running: close/c[4] 58 s, close/b[6] 9 s, ... 2 more"},
      {60, "[3/10] 4 running: close/c[4] 58 s, ... 3 more"},
      {40, "[3/10] 4 running: close/c[4] 58 s"},
      {30, "[3/10] 4 running: close/c[..."},
      {20, "[3/10] 4 running..."},
      {0, "[3/10] 4 running: close/c[4] 58 s, close/b[6] 9 s, close/d[4] 9 s, close/a[4]"}};
  for (const Row& row : rows) {
    Style style;
    style.columns = row.columns;
    const std::string line = status_text(3, 10, running, style);
    CHECK(line == row.line);
    if (row.columns > 0) CHECK(width_of(line) < static_cast<size_t>(row.columns));
  }
}
