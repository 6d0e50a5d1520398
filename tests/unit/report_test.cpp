// Text for people: style, comparison, exit codes.

#include <doctest/doctest.h>

#include "golden/samples.h"
#include "report/failure_text.h"
#include "report/style.h"
#include "shakedown/parse.h"

using namespace shakedown;

TEST_CASE("what others wrote cannot speak to the terminal") {
  struct Row {
    std::string text, utf8, ascii;
  };
  const std::vector<Row> rows{
      {"plain ACK seq=1", "plain ACK seq=1", "plain ACK seq=1"},
      {"caf\xc3\xa9", "caf\xc3\xa9", "caf\\u{e9}"},
      {"\x1b[31mred", "\\x1b[31mred", "\\x1b[31mred"},
      {"a\r\nb\tc\x7f", "a\\r\\nb\\tc\\x7f", "a\\r\\nb\\tc\\x7f"},
      {std::string("nul\0!", 5), "nul\\x00!", "nul\\x00!"},
      {"\xc2\x9b"
       "31m",
       "\\xc2\\x9b31m", "\\xc2\\x9b31m"},
      {"\xe2\x80\xaeturned", "\\xe2\\x80\\xaeturned", "\\xe2\\x80\\xaeturned"},
      {"cut \xc3", "cut \\xc3", "cut \\xc3"},
      {"\xff\xfe", "\\xff\\xfe", "\\xff\\xfe"},
      {"\xef\xbf\xbd stays", "\xef\xbf\xbd stays", "\\u{fffd} stays"},
  };
  for (const Row& row : rows) {
    CHECK(printable(row.text, true) == row.utf8);
    CHECK(printable(row.text, false) == row.ascii);
  }
}

TEST_CASE("text is broken at spaces and hangs below its first line") {
  CHECK(wrapped("ab  ", "one two three four", 0) == "ab  one two three four\n");
  CHECK(wrapped("ab  ", "one two three four", 12) == "ab  one two\n    three\n    four\n");
  CHECK(wrapped("", "averylongwordindeed b", 5) == "averylongwordindeed\nb\n");
  CHECK(wrapped("x ", "", 10) == "x \n");
  CHECK(wrapped("", "two  spaces stay  or go", 18) == "two  spaces stay\nor go\n");
}

TEST_CASE("the caret stands below what it marks") {
  const Style ascii, utf8{false, true, 0, Verbosity::normal};
  CHECK(with_caret("  - expect: ACK", 5, 6, "> ", ascii) == ">   - expect: ACK\n>     ^^^^^^\n");
  CHECK(with_caret("\t- send: X", 4, 4, "", ascii) == " - send: X\n   ^^^^\n");
  CHECK(with_caret("\xc3\xa9\xc3\xa9 ab", 4, 2, "", utf8) == "\xc3\xa9\xc3\xa9 ab\n   ^^\n");
  CHECK(with_caret("\xc3\xa9 ab", 3, 2, "", ascii) == "\\u{e9} ab\n       ^^\n");
  CHECK(with_caret("short", 40, 3, "", ascii) == "short\n     ^\n");
  CHECK(with_caret("short", 3, 40, "", ascii) == "short\n  ^^^\n");
  CHECK(with_caret("the line", 0, 1, "", ascii) == "the line\n");
}

TEST_CASE("times") {
  CHECK(brief_time(0ns) == "0.00 ms");
  CHECK(brief_time(840us) == "0.84 ms");
  CHECK(brief_time(1234us) == "1.2 ms");
  CHECK(brief_time(153ms) == "153 ms");
  CHECK(brief_time(999700us) == "1.0 s");
  CHECK(brief_time(12345ms) == "12.3 s");
  CHECK(milliseconds(12031us) == "12.031");
  CHECK(milliseconds(-31us) == "-0.031");
}

TEST_CASE("colour wraps text and is silent without a terminal") {
  Style style;
  CHECK(paint(style, Paint::bad, "fail") == "fail");
  style.color = true;
  CHECK(paint(style, Paint::bad, "fail") == "\x1b[1;31mfail\x1b[0m");
  CHECK(paint(style, Paint::plain, "pass") == "pass");
}

TEST_CASE("rows stand side by side where there is room, else below each other") {
  const std::vector<FieldRow> rows{{"seq", "1", "1", false},
                                   {"options", "<mss 1460, sackOK>", "<mss 1460>", true}};
  Style style;
  CHECK(comparison_text(rows, style) ==
        "             expected            received\n"
        "    seq      1                   1\n"
        "  ! options  <mss 1460, sackOK>  <mss 1460>\n");
  style.columns = 40;
  CHECK(comparison_text(rows, style) ==
        "             expected  received\n"
        "    seq      1         1\n"
        "  ! options  expected <mss 1460, sackOK>\n"
        "             received <mss 1460>\n");
}

TEST_CASE("what a scenario covers is named with level and summary") {
  CHECK(requirements_text({"RFC0/none"}, Style{}) == "  covers RFC0/none\n");
  CHECK(requirements_text({}, Style{}).empty());
  bool some_level = false;
  for (const Requirement& requirement : requirements()) {
    const std::string text = requirements_text({requirement.id}, Style{});
    const std::string level = requirement.level.empty() ? "" : " (" + requirement.level + ")";
    some_level = some_level || !level.empty();
    CHECK(text == "  covers " + requirement.id + level + ": " + requirement.summary + "\n");
  }
  CHECK(some_level);
}

TEST_CASE("exit codes by precedence") {
  struct Row {
    std::string name;
    std::vector<Verdict> verdicts;
    bool interrupted, time_limit;
    int not_run, code;
  };
  using V = Verdict;
  const std::vector<Row> rows{
      {"all well", {V::pass, V::warn, V::known, V::skip}, false, false, 0, exit_ok},
      {"warn alone", {V::warn}, false, false, 0, exit_ok},
      {"known alone", {V::known}, false, false, 0, exit_ok},
      {"a fail", {V::pass, V::fail}, false, false, 0, exit_fail},
      {"fail before error", {V::error, V::fail}, false, false, 0, exit_fail},
      {"an error", {V::pass, V::error}, false, false, 0, exit_error},
      {"error among skips", {V::skip, V::error}, false, false, 0, exit_error},
      {"all skipped", {V::skip, V::skip}, false, false, 0, exit_nothing_ran},
      {"nothing", {}, false, false, 0, exit_nothing_ran},
      {"interrupted", {V::fail, V::error}, true, false, 3, exit_interrupted},
      {"interrupted before anything", {}, true, false, 3, exit_interrupted},
      {"time limit, rest not begun", {V::pass}, false, true, 3, exit_error},
      {"fail, then fail-fast", {V::fail}, false, false, 3, exit_fail},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    SuiteResult suite;
    for (const Verdict verdict : row.verdicts)
      suite.runs.push_back(samples::result("a", "a[4]", verdict, 1ms));
    suite.interrupted = row.interrupted;
    suite.time_limit = row.time_limit;
    suite.not_run = row.not_run;
    CHECK(exit_code(suite) == row.code);
  }
}
