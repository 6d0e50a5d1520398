#include "shakedown/diagnostic.h"

#include <doctest/doctest.h>

#include "text/utf8.h"

namespace shakedown {

TEST_CASE("diagnostic: the whole text") {
  const Diagnostic unknown{
      Severity::error, {"close/x.yaml", 7, 5, 5}, "unknown key `stpes`", "one of: name, steps", "steps",
      "    stpes:"};
  CHECK(render(unknown) ==
        "close/x.yaml:7:5: error: unknown key `stpes`\n"
        "    stpes:\n"
        "    ^^^^^\n"
        "  a known word is near: `steps`\n"
        "  expected one of: name, steps\n");
}

TEST_CASE("diagnostic: places, tabs and characters") {
  struct Row {
    std::string name;
    Diagnostic diagnostic;
    std::string expected;
  };
  const Row rows[] = {
      {"file as a whole", {Severity::error, {"a", 0, 0, 1}, "m", "", "", ""}, "a: error: m\n"},
      {"line as a whole",
       {Severity::warning, {"a", 3, 0, 1}, "m", "", "", "  x"},
       "a:3: warning: m\n    x\n"},
      {"standard input",
       {Severity::error, {"-", 1, 1, 1}, "m", "", "", "x"},
       "standard input:1:1: error: m\n    x\n    ^\n"},
      {"a tab counts as one character",
       {Severity::error, {"a", 1, 4, 2}, "m", "", "", "a\tb cd"},
       "a:1:4: error: m\n    a b cd\n       ^^\n"},
      {"characters, not octets",
       {Severity::error, {"a", 1, 4, 2}, "m", "", "", "äöü漢字x"},
       "a:1:4: error: m\n    äöü漢字x\n       ^^\n"},
      {"no wider than the line",
       {Severity::error, {"a", 1, 2, 90}, "m", "", "", "abc"},
       "a:1:2: error: m\n    abc\n     ^^\n"},
      {"behind the line",
       {Severity::error, {"a", 1, 4, 1}, "m", "", "", "abc"},
       "a:1:4: error: m\n    abc\n       ^\n"},
      {"inside the indentation",
       {Severity::error, {"a", 1, 2, 1}, "m", "", "", "    x"},
       "a:1:2: error: m\n       x\n    ^\n"},
      {"nothing that moves a terminal",
       {Severity::error, {"a\x1b[2J", 1, 1, 1}, "m\x07", "e\n", "", "\x1b[31mx\xff"},
       "a\xef\xbf\xbd[2J:1:1: error: m\xef\xbf\xbd\n    \xef\xbf\xbd[31mx\xef\xbf\xbd\n    ^\n  expected "
       "e\xef\xbf\xbd\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(render(row.diagnostic) == row.expected);
  }
}

TEST_CASE("diagnostic: a very long line is cut around the caret") {
  const std::string line = std::string(500, 'a') + "X" + std::string(500, 'b');
  const std::string text = render(Diagnostic{Severity::error, {"f", 1, 501, 1}, "m", "", "", line});
  CHECK(text == "f:1:501: error: m\n    …" + std::string(50, 'a') + "X" + std::string(49, 'b') + "…\n" +
                    "    " + std::string(51, ' ') + "^\n");
}

TEST_CASE("diagnostic: the nearest word") {
  const std::vector<std::string> known{"send", "expect", "steps", "SYN", "as"};
  struct Row {
    std::string word, nearest;
  };
  const Row rows[] = {{"sned", "send"},
                      {"stpes", "steps"},
                      {"stesp", "steps"},
                      {"syn", "SYN"},
                      {"expct", "expect"},
                      {"xpeckt", "expect"},
                      {"zebra", ""},
                      {"", ""},
                      {"b", ""},
                      {"a", ""},
                      {"ass", "as"},
                      {"send", ""},
                      {std::string(100, 's'), ""}};
  for (const Row& row : rows) {
    CAPTURE(row.word);
    CHECK(nearest_word(row.word, known) == row.nearest);
  }
}

TEST_CASE("diagnostic: UTF-8") {
  CHECK_FALSE(utf8_fault("aä漢😀"));
  for (const char* bad : {"\x80", "\xc0\x80", "\xc3", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                          "\xf5\x80\x80\x80", "\xff"}) {
    CAPTURE(std::string(bad));
    CHECK(utf8_fault(std::string("ok") + bad) == 2);
  }
  CHECK(utf8_count("aä漢😀") == 4);
  CHECK(utf8_count("\xff\xfe") == 2);
  CHECK(utf8_encode(utf8_visible("aä漢😀")) == "aä漢😀");
}

}  // namespace shakedown
