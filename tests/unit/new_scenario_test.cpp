// `shakedown new`: which names it takes, and that what it writes is a scenario without a complaint.

#include "cli/new_scenario.h"

#include <doctest/doctest.h>

#include "shakedown/parse.h"

using namespace shakedown;

TEST_CASE("names of new scenarios") {
  struct Row {
    const char *name, *path;
  };
  const std::vector<Row> rows{{"a", "a.yaml"},
                              {"foo/bar", "foo/bar.yaml"},
                              {"foo/bar.yaml", "foo/bar.yaml"},
                              {"/tmp/x", "/tmp/x.yaml"},
                              {"../x/./y", "../x/./y.yaml"},
                              {"v1.2,a=b+c_d-e", "v1.2,a=b+c_d-e.yaml"},
                              {"gr\u00f6\u00dfe", "gr\u00f6\u00dfe.yaml"},
                              {"a.yaml.yaml", "a.yaml.yaml"}};
  for (const Row& row : rows) CHECK(file_of_new(row.name).value_or("refused") == row.path);

  const std::vector<std::string> wrong{
      "/",    "a/",        "a//b",  ".",        "..",      "a/..", ".hidden", "a/.b",    "-v",
      "a/-b", "a b",       "a\nb",  "close[4]", "a*",      "a?",   "$x",      "given/x", "a/given/b",
      "\xff", "a\x1b[2Jb", ".yaml", "a/.yaml",  "\u202ex", "a:b",  "~x"};
  for (const std::string& name : wrong) {
    CAPTURE(name);
    CHECK_FALSE(file_of_new(name).has_value());
  }
  CHECK(file_of_new("a b").error().message ==
        "`a b` is no name for a scenario: ` ` cannot stand in the name of a scenario");
}

TEST_CASE("a new scenario is one, and says how to run it") {
  const std::string text = new_scenario("foo/bar.yaml");
  CHECK(text.find("#   shakedown run -v foo/bar.yaml\n") != std::string::npos);
  const std::string scenarios = SHAKEDOWN_SOURCE_DIR "/scenarios";
  const auto parsed = parse_text(text, {"foo/bar.yaml", "bar", "foo"}, scenarios);
  REQUIRE_MESSAGE(parsed.has_value(), (parsed ? "" : render(parsed.error())));
  CHECK(parsed->warnings.empty());
  CHECK(parsed->runs.size() == 2);
}
