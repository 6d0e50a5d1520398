#include "report/html.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <map>

#include "report/html_run.h"
#include "report/html_text.h"
#include "report/style.h"

namespace shakedown {

// Generated at build time from page.css and page.js.
extern const char* const page_style_text;
extern const size_t page_style_size;
extern const char* const page_script_text;
extern const size_t page_script_size;

namespace {

struct Group {
  Verdict verdict;
  const char *heading, *counted;
};
// In the order in which somebody wants to look at them.
constexpr Group groups[] = {
    {Verdict::fail, "Failed", "failed"},   {Verdict::error, "Errors", "not judged"},
    {Verdict::warn, "Warned", "warned"},   {Verdict::known, "Known deviations", "known"},
    {Verdict::skip, "Skipped", "skipped"}, {Verdict::pass, "Passed", "passed"}};

constexpr const char* head =
    "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline'; img-src data:\">\n"
    "<link rel=\"icon\" href=\"data:,\">\n";
// Shown by the script, which alone can do what it offers.
constexpr const char* filter =
    "<form id=\"filter\" role=\"search\" hidden>\n"
    "<label for=\"words\">Filter</label>"
    "<input id=\"words\" type=\"search\" placeholder=\"run, name, reason, requirement\" autocomplete=\"off\""
    " aria-keyshortcuts=\"/\">\n"
    "<output id=\"shown\" for=\"words\"></output>\n"
    "<button type=\"button\" id=\"unfold\">unfold all</button>"
    "<button type=\"button\" id=\"fold\">fold all</button>\n</form>\n";

std::string text_of(const char* text, size_t size) { return {text, size}; }

std::string day_and_time(Instant instant) {
  const auto seconds = std::chrono::time_point_cast<std::chrono::seconds>(instant);
  return fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)));
}

void add_fact(Element list, const char* name, const std::string& value) {
  const Element pair = add(list, "div");
  add_text(pair, "dt", nullptr, name);
  add_text(pair, "dd", nullptr, value);
}

class HtmlReport : public Report {
 public:
  std::string begin(const SuiteFacts& facts) override {
    facts_ = facts;
    return "";
  }

  // The summary stands first, and what failed before what passed: everything is written at the end.
  std::string add(const RunResult& run) override {
    runs_[run.verdict] += html_run(run, facts_);
    ++counts_[run.verdict];
    again_ += run.attempts > 1 ? 1 : 0;
    not_observed_ += run.not_observed;
    const bool begun = run.trace.begin != Instant{};
    if (begun && (!first_ || run.trace.begin < *first_)) first_ = run.trace.begin;
    return "";
  }

  std::string end(const SuiteResult& result) override {
    std::string page = head + title(result) + "<style>\n" + text_of(page_style_text, page_style_size) +
                       "</style></head>\n<body>\n" + header(result) + filter + "<main>\n";
    for (const Group& group : groups) {
      if (counts_[group.verdict] == 0) continue;
      pugi::xml_document document;
      const Element heading = shakedown::add_text(document, "h2", nullptr, group.heading);
      add_text(heading, "span", nullptr, fmt::format("{}", counts_[group.verdict]));
      page += fmt::format("<section class=\"group {}\">", to_string(group.verdict)) + markup_of(document) +
              "\n" + runs_[group.verdict] + "</section>\n";
    }
    page += "</main>\n<p id=\"none\" hidden>No run matches.</p>\n<script>\n";
    return page + text_of(page_script_text, page_script_size) + "</script>\n</body></html>\n";
  }

 private:
  size_t count(Verdict verdict) const {
    const auto found = counts_.find(verdict);
    return found == counts_.end() ? 0 : found->second;
  }

  std::string headline(const SuiteResult& result) const {
    const size_t failed = count(Verdict::fail), errors = count(Verdict::error);
    const std::string all = counted(result.runs.size(), "run");
    std::string text = result.runs.empty()    ? "Nothing ran"
                       : failed + errors == 0 ? all + ", none failed"
                                              : fmt::format("{} of {}", failed + errors, all);
    if (failed > 0) text += " failed";
    if (errors > 0) text += failed > 0 ? " or not judged" : " not judged";
    if (result.interrupted) text += ", interrupted";
    if (result.time_limit) text += ", out of time";
    return text;
  }

  std::string title(const SuiteResult& result) const {
    pugi::xml_document document;
    add_text(document, "title", nullptr, headline(result) + " \u2013 Shakedown");
    return markup_of(document);
  }

  void add_totals(Element header) const {
    const Element bar = shakedown::add(header, "div", "bar");
    set(bar, "aria-hidden", "true");
    const Element totals = shakedown::add(header, "div", "totals");
    set(totals, "role", "group");
    set(totals, "aria-label", "Totals; each shows its runs alone");
    for (const Group& group : groups) {
      const size_t n = count(group.verdict);
      if (n == 0) continue;
      const std::string verdict = to_string(group.verdict);
      set(shakedown::add(bar, "span", verdict.c_str()), "style", fmt::format("flex-grow:{}", n));
      const Element button = shakedown::add(totals, "button", verdict.c_str());
      set(button, "type", "button");
      set(button, "data-verdict", verdict);
      set(button, "aria-pressed", "false");
      set(button, "disabled", "disabled");
      add_text(button, "b", nullptr, fmt::format("{}", n));
      add_text(button, "span", nullptr, fmt::format("{} {}", verdict_sign(group.verdict), group.counted));
    }
  }

  void add_facts(Element header, const SuiteResult& result) const {
    const Element list = shakedown::add(header, "dl", "facts");
    add_fact(list, "target",
             facts_.target_stack + " " + facts_.target_release +
                 (facts_.tick > Duration::zero() ? ", tick " + brief_time(facts_.tick) : ""));
    add_fact(list, "tester", fmt::format("shakedown {}, Linux {}", facts_.version, facts_.kernel));
    if (first_) add_fact(list, "begun", day_and_time(*first_));
    add_fact(list, "took", brief_time(result.elapsed));
    add_fact(list, "seed", fmt::format("{}", result.seed));
    if (result.not_run > 0) add_fact(list, "not run", counted(static_cast<size_t>(result.not_run), "run"));
    if (again_ > 0) add_fact(list, "run again", fmt::format("{}, after a stall", counted(again_, "run")));
    if (not_observed_ > 0)
      add_fact(list, "not observed", counted(static_cast<size_t>(not_observed_), "step"));
    if (facts_.lab.empty()) return;
    const Element details = shakedown::add(header, "details", "lab");
    add_text(details, "summary", nullptr, counted(facts_.lab.size(), "setting") + " pinned in every lab");
    const Element settings = shakedown::add(details, "dl", "settings");
    for (const auto& [name, value] : facts_.lab) add_fact(settings, name.c_str(), value);
  }

  std::string header(const SuiteResult& result) const {
    pugi::xml_document document;
    const Element top = shakedown::add(document, "header");
    add_text(top, "p", "program", "Shakedown");
    add_text(top, "h1", nullptr, headline(result));
    add_totals(top);
    add_facts(top, result);
    return markup_of(document) + "\n";
  }

  SuiteFacts facts_;
  std::map<Verdict, std::string> runs_;
  std::map<Verdict, size_t> counts_;
  std::optional<Instant> first_;
  size_t again_ = 0;
  int not_observed_ = 0;
};

}  // namespace

std::unique_ptr<Report> make_html_report() { return std::make_unique<HtmlReport>(); }

}  // namespace shakedown
