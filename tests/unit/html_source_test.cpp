// The source listing: what is marked, what of a long file is shown.

#include "report/html_source.h"

#include <doctest/doctest.h>

#include "golden/samples.h"

using namespace shakedown;

namespace {

// The listing without its markup; marked lines between [ and ].
std::string listing(const RunResult& run) {
  pugi::xml_document document;
  add_sources(document, run);
  std::string text;
  for (char c : markup_of(document)) text += c;
  const auto replace = [&](const std::string& from, const std::string& to) {
    for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
  };
  replace("<mark class=\"bad\">", "[");
  replace("<mark class=\"caution\">", "(");
  replace("</mark>", "]");
  while (true) {
    const size_t open = text.find('<');
    if (open == std::string::npos) break;
    text.erase(open, text.find('>', open) + 1 - open);
  }
  replace("&gt;", ">");
  return text;
}

RunResult run_of(const std::string& source, int failed_line) {
  RunResult run = samples::result("a/b", "a/b[4]", Verdict::fail, 1ms);
  auto scenario = std::make_shared<Scenario>();
  scenario->file = "b.yaml";
  scenario->source = std::make_shared<const std::string>(source);
  run.run.scenario = scenario;
  if (failed_line > 0) {
    run.failure = Failure{};
    run.failure->span = {"b.yaml", failed_line, 3, 4};
    run.failure->summary = "not so";
  }
  return run;
}

}  // namespace

TEST_CASE("source: numbers, steps, the failing line and its caret") {
  RunResult run = run_of("steps:\n\t- send: X # ours\r\n  - expect: <Y>", 3);
  run.trace.steps = {{{"given.yaml", 2, 3, 1}, "send: Q", "", "given/A"},
                     {{"b.yaml", 2, 3, 1}, "send: X", "", ""},
                     {{"b.yaml", 3, 3, 1}, "expect: <Y>", "", ""},
                     {{"b.yaml", 3, 3, 1}, "expect: <Y>", "", ""}};
  CHECK(listing(run) ==
        "b.yaml"
        "    1       steps:\n"
        "    2    2   - send: X # ours\n"
        "[!   3   3\u2026    - expect: &lt;Y>\n"
        "              ^^^^ not so\n]");
}

TEST_CASE("source: warnings and what could not be observed are marked, too") {
  RunResult run = run_of("one\ntwo\nthree\n", 0);
  run.trace.steps = {{{"b.yaml", 1, 1, 3}, "", "", ""}, {{"b.yaml", 3, 1, 5}, "", "", ""}};
  run.trace.events = {{samples::at(1us), StepEvent{0, StepOutcome::warned, "a SHOULD"}},
                      {samples::at(2us), StepEvent{1, StepOutcome::not_observed, ""}},
                      {samples::at(3us), StepEvent{7, StepOutcome::warned, "no such step"}}};
  const std::string text = listing(run);
  CHECK(text.find("(!   1    1  one\n            ^^^ a SHOULD\n]") != std::string::npos);
  CHECK(text.find("(!   3    2  three\n            ^^^^^ not observed\n]") != std::string::npos);
}

TEST_CASE("source: of a long file what lies around the failure") {
  std::string source;
  for (int line = 1; line <= 5000; ++line) source += "line " + std::to_string(line) + "\n";
  const std::string text = listing(run_of(source, 2500));
  CHECK(text.find("lines 2440 to 2560 of 5000") != std::string::npos);
  CHECK(text.find("line 2440\n") != std::string::npos);
  CHECK(text.find("line 2439\n") == std::string::npos);
  CHECK(text.find("line 2561\n") == std::string::npos);
  CHECK(listing(run_of(source, 0)).find("lines 1 to 61 of 5000") != std::string::npos);
  CHECK(listing(run_of(std::string(4000, 'x'), 0)).size() < 600);
}

TEST_CASE("source: a place that the file does not have marks nothing") {
  CHECK(listing(run_of("one\n", 7)).find('!') == std::string::npos);
  CHECK(listing(run_of("", 1)) == "b.yaml");
  RunResult without = run_of("", 1);
  without.run.scenario = std::make_shared<Scenario>();
  CHECK(listing(without).empty());
}

TEST_CASE("source: the prelude in which the failing step stands") {
  RunResult run = run_of("outer\n", 0);
  auto inner = std::make_shared<Scenario>(), outer = std::make_shared<Scenario>(*run.run.scenario);
  inner->file = "given/A.yaml";
  inner->source = std::make_shared<const std::string>("first\nsecond\n");
  auto between = std::make_shared<Scenario>();
  between->preludes.push_back({"", inner});
  outer->preludes.push_back({"", between});
  run.run.scenario = outer;
  CHECK(listing(run).find("first") == std::string::npos);
  run.failure = Failure{};
  run.failure->span = {"given/A.yaml", 2, 1, 6};
  CHECK(listing(run).find("given/A.yaml    1  first\n[!   2  second\n") != std::string::npos);
}
