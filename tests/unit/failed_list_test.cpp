// What failed when it last ran: kept as JSON, and brought up to date by the verdicts of a run.

#include "report/failed_list.h"

#include <doctest/doctest.h>

using namespace shakedown;

namespace {

FailedRun run(const std::string& file, const std::string& variant = "[4]") {
  return {{"/mine/" + file + ".yaml", file, "/mine"}, variant};
}

// "a[4] b[6]"
std::string told(const FailedList& list) {
  std::string text;
  for (const FailedRun& one : list) text += (text.empty() ? "" : " ") + one.file.id + one.variant;
  return text;
}

}  // namespace

TEST_CASE("fail and error put a run on the list, pass, warn and known take it off") {
  const FailedList before{run("a"), run("b"), run("c"), run("d"), run("e"), run("other")};
  const std::vector<JudgedRun> judged{
      {run("a"), Verdict::pass}, {run("b"), Verdict::warn},  {run("c"), Verdict::known},
      {run("d"), Verdict::skip}, {run("e"), Verdict::error}, {run("f"), Verdict::fail},
      {run("g"), Verdict::skip}, {run("h"), Verdict::error}, {run("a", "[6]"), Verdict::fail}};
  CHECK(told(updated(before, judged)) == "d[4] e[4] other[4] f[4] h[4] a[6]");
  CHECK(told(updated({}, {})).empty());
}

TEST_CASE("with --repeat one bad round is enough, in whatever order") {
  const std::vector<JudgedRun> judged{{run("a"), Verdict::pass}, {run("a"), Verdict::fail},
                                      {run("a"), Verdict::skip}, {run("a"), Verdict::pass},
                                      {run("b"), Verdict::skip}, {run("b"), Verdict::pass}};
  CHECK(told(updated({run("b"), run("b")}, judged)) == "a[4]");
}

TEST_CASE("a run is known by its file, whatever id the file went by") {
  FailedRun again = run("a");
  again.file.id = "mine/a";
  CHECK(updated({run("a")}, {{again, Verdict::pass}}).empty());
  CHECK(told(updated({run("a"), run("b")}, {{again, Verdict::fail}})) == "mine/a[4] b[4]");
}

TEST_CASE("the list as JSON, there and back") {
  const FailedList list{run("a"), run("b \"x\" \u00e9\n", "[6,mss=536]")};
  const auto back = read_failed(failed_json(list));
  REQUIRE(back);
  CHECK(*back == list);
  CHECK(back->at(1).file.id == list[1].file.id);
  CHECK(back->at(1).file.root == "/mine");
  CHECK(read_failed(failed_json({}))->empty());
  CHECK(failed_json({run("a")}) ==
        "{\"schema\":1,\"failed\":[\n"
        "{\"file\":\"/mine/a.yaml\",\"id\":\"a\",\"root\":\"/mine\",\"run\":\"[4]\"}\n]}\n");
  CHECK(read_failed(failed_json({{{"/\xff", "a", "/"}, "[4]"}})).has_value());  // a name that no JSON holds
}

TEST_CASE("what is no such list is refused, with what is wrong") {
  struct Row {
    std::string text, why;
  };
  const std::string begin = R"({"schema":1,"failed":[)";
  const std::string entry = R"({"file":"/a.yaml","id":"a","root":"/","run":"[4]"})";
  const std::string no_entry = "entry 2 of `failed` is not the file, id, root and run of one";
  const std::vector<Row> rows{
      {"", "it is not JSON"},
      {"{\"schema\":1", "it is not JSON"},
      {std::string("\0\xff\x7f"
                   "ELF",
                   6),
       "it is not JSON"},
      {std::string(100000, '['), "it is not JSON"},
      {"[]", "it is no JSON object"},
      {"{}", "its `schema` is not 1"},
      {R"({"schema":"1"})", "its `schema` is not 1"},
      {R"({"schema":2,"failed":[]})", "its `schema` is not 1"},
      {R"({"schema":1,"failed":{}})", "it has no list `failed`"},
      {begin + entry + ",7]}", no_entry},
      {begin + entry + R"(,{"file":"/a.yaml","id":"a","root":"/"}]})", no_entry},
      {begin + entry + R"(,{"file":7,"id":"a","root":"/","run":"[4]"}]})", no_entry},
      {begin + entry + R"(,{"file":"a.yaml","id":"a","root":"/","run":"[4]"}]})", no_entry},
      {begin + entry + R"(,{"file":"/a\u0000.yaml","id":"a","root":"/","run":"[4]"}]})", no_entry},
      {begin + entry + R"(,{"file":"/a.yaml","id":"a","root":"","run":"[4]"}]})", no_entry},
      {begin + entry + R"(,{"file":"/a.yaml","id":"a","root":"/","run":"4"}]})", no_entry}};
  for (const Row& row : rows) {
    const auto list = read_failed(row.text);
    CAPTURE(row.text.substr(0, 80));
    REQUIRE_FALSE(list);
    CHECK(list.error() == row.why);
  }
}
