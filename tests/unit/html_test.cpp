// The page: as a whole over a run with every verdict, and what hostile text cannot do to it.

#include "report/html.h"

#include <algorithm>
#include <pugixml.hpp>

#include "golden/golden.h"
#include "golden/markup.h"
#include "golden/samples.h"
#include "report/html_run.h"
#include "report/pcapng.h"
#include "segment/base64.h"
#include "text/utf8.h"

using namespace shakedown;

namespace {

std::string page_of(const SuiteResult& result) {
  const std::unique_ptr<Report> report = make_html_report();
  std::string page = report->begin(samples::facts());
  for (const RunResult& run : result.runs) page += report->add(run);
  return page + report->end(result);
}

// Without what stands in files of its own, and captures in short.
std::string in_short(std::string page) {
  const auto cut = [&](const std::string& from, const std::string& to) {
    for (size_t begin = page.find(from); begin != std::string::npos; begin = page.find(from, begin + 1)) {
      const size_t after = begin + from.size(), end = page.find(to, after);
      REQUIRE(end != std::string::npos);
      page.replace(after, end - after, "(left out)");
    }
  };
  cut("<style>\n", "</style>");
  cut("<script>\n", "</script>");
  cut(";base64,", "\"");
  return one_a_line(page);
}

size_t times(const std::string& text, const std::string& part) {
  size_t n = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

// Each text that a file, a kernel or a wire may have a hand in.
RunResult hostile_run(const std::string& text) {
  RunResult run = samples::every_verdict().runs[1];
  auto scenario = std::make_shared<Scenario>(*run.run.scenario);
  scenario->file = scenario->name = scenario->about = text;
  scenario->covers = scenario->tags = {text};
  scenario->source = std::make_shared<const std::string>(text + "\n" + text);
  run.run.scenario = scenario;
  run.run.id = run.run.run_id = run.reason = text;
  run.trace.peer = run.trace.target = text;
  run.trace.lab = {{text, text}};
  for (StepInfo& step : run.trace.steps) step.text = step.prelude = step.span.file = text;
  for (Event& event : run.trace.events) {
    if (auto* segment = std::get_if<SegmentEvent>(&event.what))
      segment->text = segment->name = segment->connection = text;
    if (auto* call = std::get_if<CallEvent>(&event.what)) call->text = call->outcome = text;
    if (auto* info = std::get_if<InfoEvent>(&event.what)) info->field = info->value = text;
    if (auto* note = std::get_if<NoteEvent>(&event.what)) note->text = text;
    if (auto* step = std::get_if<StepEvent>(&event.what)) step->detail = text;
  }
  run.trace.intervals = {{0, run.trace.begin, 1ms, 2ms, {}, {}}};
  Failure& failure = *run.failure;
  failure.span = {text, 1, 1, 1};
  failure.summary = failure.expected_text = failure.received_text = text;
  failure.rows = {{text, text, text, true}};
  return run;
}

}  // namespace

TEST_CASE("html: the whole page") {
  check_golden("report.html", in_short(page_of(samples::every_verdict())));
}

TEST_CASE("html: an empty suite is a page too") {
  const std::string page = page_of(SuiteResult{});
  CHECK(page.find("<h1>Nothing ran</h1>") != std::string::npos);
  CHECK(page.find("</html>") != std::string::npos);
}

TEST_CASE("html: the headline tells the worst") {
  struct Row {
    std::vector<Verdict> verdicts;
    std::string headline;
  };
  using V = Verdict;
  for (const Row& row : std::vector<Row>{{{V::pass}, "1 run, none failed"},
                                         {{V::pass, V::warn, V::known, V::skip}, "4 runs, none failed"},
                                         {{V::pass, V::error}, "1 of 2 runs not judged"},
                                         {{V::fail, V::error, V::pass}, "2 of 3 runs failed or not judged"},
                                         {{V::fail, V::pass}, "1 of 2 runs failed"}}) {
    SuiteResult suite;
    for (const Verdict verdict : row.verdicts)
      suite.runs.push_back(samples::result("a", "a[4]", verdict, 1ms));
    CHECK(page_of(suite).find("<h1>" + row.headline + "</h1>") != std::string::npos);
  }
}

TEST_CASE("html: hostile text is text") {
  const std::string nasty =
      "</script></style></title></pre></textarea><script>alert(1)</script><img src=x onerror=alert(1)>"
      "\" onclick=\"alert(1)\" ' &lt;script&gt; <!-- ]]> \xff\xc3 \xe2\x80\xae \x1b[31m\x07\r\n\t" +
      std::string(1, '\0') + "javascript:alert(1)";
  SuiteResult suite;
  suite.runs = {hostile_run(nasty)};
  suite.kernel = nasty;
  const std::string page = page_of(suite);
  CHECK(times(page, "<script") == 1);
  CHECK(times(page, "</script") == 1);
  CHECK(times(page, "</style") == 1);
  CHECK(times(page, "<img") == 0);
  CHECK(times(page, "<!--") == 0);
  CHECK_FALSE(utf8_fault(page).has_value());
  CHECK(std::all_of(page.begin(), page.end(), [](unsigned char c) { return c >= 0x20 || c == '\n'; }));
  CHECK(times(page, "&lt;script&gt;alert(1)&lt;/script&gt;") > 20);  // it was there, as text
}

TEST_CASE("html: hostile text makes no element and no attribute") {
  std::string nasty = "\"><script>1</script><a onclick=\"x\" ' onclick='x' href=javascript:1>";
  pugi::xml_document document;
  REQUIRE(document.load_string(html_run(hostile_run(nasty), samples::facts()).c_str()));
  size_t seen = 0;
  for (const auto& found : document.select_nodes("//*")) {
    const std::string name = found.node().name();
    CHECK(name != "script");
    for (const pugi::xml_attribute& attribute : found.node().attributes()) {
      CHECK(std::string(attribute.name()).rfind("on", 0) != 0);
      const bool link = std::string(attribute.name()) == "href";
      if (link) CHECK(std::string(attribute.value()).rfind("data:application/x-pcapng;base64,", 0) == 0);
    }
    ++seen;
  }
  CHECK(seen > 100);
}

TEST_CASE("html: nothing is fetched from anywhere") {
  const std::string page = page_of(samples::every_verdict());
  CHECK(page.find("default-src 'none'") != std::string::npos);
  for (const std::string part : {"http:", "https:", "src=", "@import", "url("}) CHECK(times(page, part) == 0);
}

TEST_CASE("html: the capture is the one of --artifacts") {
  const RunResult run = samples::every_verdict().runs[1];
  const std::string section = html_run(run, samples::facts());
  CHECK(section.find("download=\"close_simultaneous[4,mss=536].pcapng\"") != std::string::npos);
  CHECK(section.find(";base64," + to_base64(pcapng_section(run, samples::facts())) + "\"") !=
        std::string::npos);
}

TEST_CASE("html: how to run it once more can be typed, or is not said") {
  RunResult run = samples::every_verdict().runs[1];
  const auto has_command = [&] {
    return html_run(run, samples::facts()).find("shakedown run -v '") != std::string::npos;
  };
  CHECK(has_command());
  for (const char* id : {"a'b[4]", "a\nb[4]", "caf\xc3\xa9[4]"}) {
    run.run.run_id = id;
    CHECK_FALSE(has_command());
  }
}

TEST_CASE("base64: RFC 4648, section 10") {
  CHECK(to_base64("").empty());
  CHECK(to_base64("f") == "Zg==");
  CHECK(to_base64("fo") == "Zm8=");
  CHECK(to_base64("foo") == "Zm9v");
  CHECK(to_base64("foobar") == "Zm9vYmFy");
  CHECK(to_base64("\xff\xef\xbe") == "/+++");
}
