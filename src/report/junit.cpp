#include "report/junit.h"

#include <fmt/format.h>

#include <map>
#include <pugixml.hpp>
#include <sstream>

#include "report/failure_text.h"
#include "report/style.h"
#include "report/words.h"

namespace shakedown {

namespace {

constexpr Style as_log{false, true, 0, Verbosity::normal};

// XML 1.0 has no way to write most control characters.
std::string harmless(const std::string& text) { return printable(text, true); }
std::string harmless_lines(const std::string& text) { return printable_lines(text, true); }

// Of a test to the microsecond; of suites, readers accept no more than milliseconds.
std::string seconds_text(Duration duration, int digits = 6) {
  return fmt::format("{:.{}f}", std::chrono::duration<double>(duration).count(), digits);
}

void add_cause(pugi::xml_node& test, const char* element, const std::string& message,
               const std::string& text) {
  pugi::xml_node cause = test.append_child(element);
  cause.append_attribute("message") = harmless(message).c_str();
  if (!text.empty()) cause.append_child(pugi::node_pcdata).set_value(harmless_lines(text).c_str());
}

void add_verdict(pugi::xml_node& test, const RunResult& run) {
  switch (run.verdict) {
    case Verdict::pass:
      break;
    case Verdict::fail:
      add_cause(test, "failure", run.reason, "\n" + failure_text(run, as_log));
      break;
    case Verdict::error:
      add_cause(test, "error", run.reason, "\n" + failure_text(run, as_log));
      break;
    case Verdict::skip:
      add_cause(test, "skipped", run.reason, "");
      break;
    case Verdict::known:
      add_cause(test, "skipped", "known deviation: " + run.reason, "");
      break;
    case Verdict::warn:
      test.append_child("system-out")
          .append_child(pugi::node_pcdata)
          .set_value(harmless("warning: " + run.reason).c_str());
      break;
  }
}

struct Counts {
  size_t tests = 0, failures = 0, errors = 0, skipped = 0;
  Duration time{};

  void add(const RunResult& run) {
    ++tests;
    failures += run.verdict == Verdict::fail ? 1 : 0;
    errors += run.verdict == Verdict::error ? 1 : 0;
    skipped += run.verdict == Verdict::skip || run.verdict == Verdict::known ? 1 : 0;
    time += run.elapsed;
  }
  void write(pugi::xml_node& suite) const {
    suite.append_attribute("tests") = static_cast<unsigned long long>(tests);
    suite.append_attribute("failures") = static_cast<unsigned long long>(failures);
    suite.append_attribute("errors") = static_cast<unsigned long long>(errors);
    suite.append_attribute("time") = seconds_text(time, 3).c_str();
  }
};

class JunitReport : public Report {
 public:
  std::string begin(const SuiteFacts& facts) override {
    facts_ = facts;
    return "";
  }

  // Counts stand before what is counted: everything is written at the end.
  std::string add(const RunResult& run) override {
    auto [place, fresh] = suites_.try_emplace(run.run.id);
    if (fresh) order_.push_back(run.run.id);
    Suite& suite = place->second;
    suite.counts.add(run);
    pugi::xml_node test = suite.tests.append_child("testcase");
    test.append_attribute("name") = harmless(run_and_round(run)).c_str();
    std::string name = run.run.id;
    for (char& c : name)
      if (c == '/') c = '.';  // readers show the parts as folders
    test.append_attribute("classname") = harmless(name).c_str();
    test.append_attribute("time") = seconds_text(run.elapsed).c_str();
    if (run.run.scenario) test.append_attribute("file") = harmless(run.run.scenario->file).c_str();
    if (run.failure && run.failure->span.line > 0) test.append_attribute("line") = run.failure->span.line;
    add_verdict(test, run);
    return "";
  }

  std::string end(const SuiteResult& result) override {
    pugi::xml_document document;
    pugi::xml_node declaration = document.prepend_child(pugi::node_declaration);
    declaration.append_attribute("version") = "1.0";
    declaration.append_attribute("encoding") = "UTF-8";
    pugi::xml_node all = document.append_child("testsuites");
    all.append_attribute("name") = "shakedown";
    Counts counts;
    for (const RunResult& run : result.runs) counts.add(run);
    counts.time = result.elapsed;
    counts.write(all);
    for (const std::string& id : order_) {
      pugi::xml_node suite = all.append_child("testsuite");
      suite.append_attribute("name") = harmless(id).c_str();
      suites_.at(id).counts.write(suite);
      suite.append_attribute("skipped") = static_cast<unsigned long long>(suites_.at(id).counts.skipped);
      add_properties(suite, result);
      for (const pugi::xml_node& test : suites_.at(id).tests) suite.append_copy(test);
    }
    std::ostringstream text;
    document.save(text, "  ", pugi::format_default, pugi::encoding_utf8);
    return text.str();
  }

 private:
  struct Suite {
    Counts counts;
    pugi::xml_document tests;
  };

  void add_properties(pugi::xml_node& suite, const SuiteResult& result) const {
    pugi::xml_node properties = suite.append_child("properties");
    const auto add = [&](const char* name, const std::string& value) {
      pugi::xml_node property = properties.append_child("property");
      property.append_attribute("name") = name;
      property.append_attribute("value") = harmless(value).c_str();
    };
    add("seed", fmt::format("{}", result.seed));
    add("kernel", facts_.kernel);
    add("target", facts_.target_stack + " " + facts_.target_release);
  }

  SuiteFacts facts_;
  std::map<std::string, Suite> suites_;  // by scenario id
  std::vector<std::string> order_;
};

}  // namespace

std::unique_ptr<Report> make_junit_report() { return std::make_unique<JunitReport>(); }

}  // namespace shakedown
