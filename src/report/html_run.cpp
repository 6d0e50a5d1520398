#include "report/html_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/capture_name.h"
#include "report/html_failure.h"
#include "report/html_source.h"
#include "report/interval_bars.h"
#include "report/ladder_svg.h"
#include "report/pcapng.h"
#include "report/sequence_plot.h"
#include "report/style.h"
#include "report/trace_ladder.h"
#include "report/words.h"
#include "segment/base64.h"
#include "shakedown/parse.h"

namespace shakedown {

namespace {

constexpr size_t largest_capture = size_t{8} << 20;  // a page that no browser opens helps nobody

void add_head(Element details, const RunResult& run) {
  const std::string verdict = to_string(run.verdict);
  const Element summary = add(details, "summary");
  const Element word = add(summary, "span", "verdict");
  add_text(word, "b", nullptr, verdict_sign(run.verdict));
  say(word, " " + verdict);
  add_text(summary, "span", "id", run.run.run_id);
  const std::string name = run.run.scenario ? run.run.scenario->name : "";
  add_text(summary, "span", "name", name);
  add_text(summary, "span", "took", brief_time(run.elapsed));
  const std::string unusual = remarks(run);
  if (run.reason.empty() && unusual.empty()) return;
  const Element why = add_text(summary, "span", "why", run.reason);
  if (!unusual.empty()) add_text(why, "span", "aside", (run.reason.empty() ? "" : "  ") + unusual);
}

// A figure in a box of its own, in which it may be moved where the screen is narrow.
Element add_figure(Element parent, const std::string& caption) {
  const Element figure = add(parent, "figure");
  add_text(figure, "figcaption", nullptr, caption);
  const Element box = add(figure, "div", "box");
  set(box, "tabindex", "0");
  return box;
}

void add_figures(Element body, const RunResult& run) {
  const Ladder ladder = ladder_of(run);
  if (!ladder.rows.empty()) add_ladder_svg(add_figure(body, "What went between them"), ladder);
  if (!run.trace.intervals.empty())
    add_interval_bars(add_figure(body, "Intervals, measured and expected"), run.trace);
  for (const SequenceSeries& series : sequence_series(run.trace))
    add_sequence_plot(add_figure(body, "Octets over time, " + direction_text(series)), series);
}

void add_fact(Element list, const char* name, const std::string& value) {
  if (value.empty()) return;
  const Element pair = add(list, "div");
  add_text(pair, "dt", nullptr, name);
  add_text(pair, "dd", nullptr, value);
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

// For a shell, in the folder in which this run was made; "" where its names cannot be typed.
std::string command_of(const RunResult& run, const SuiteFacts& facts) {
  const std::string file = run.run.scenario ? run.run.scenario->file : "";
  const auto quoted = [](const std::string& word) { return "'" + word + "'"; };
  for (const std::string& word : {file, run.run.run_id})
    if (word.empty() || printable(word, false) != word || word.find('\'') != std::string::npos) return "";
  return fmt::format("shakedown run -v {} --filter {} --seed {}", quoted(file), quoted(run.run.run_id),
                     run.seed.value_or(facts.seed));
}

void add_facts(Element body, const RunResult& run, const SuiteFacts& facts) {
  const Element list = add(body, "dl", "facts");
  if (run.run.scenario) add_fact(list, "tags", joined(run.run.scenario->tags));
  if (!run.trace.peer.empty())
    add_fact(list, "addresses", fmt::format("peer {}, target {}", run.trace.peer, run.trace.target));
  add_fact(
      list, "took",
      fmt::format("{}, of it {} beyond its own waits", brief_time(run.elapsed), brief_time(run.overhead)));
  for (const auto& [name, value] : own_settings(run.trace, facts)) add_fact(list, name.c_str(), value);
  const std::string command = command_of(run, facts);
  if (command.empty()) return;
  const Element pair = add(list, "div");
  add_text(pair, "dt", nullptr, "once more");
  add_text(add(pair, "dd"), "code", nullptr, command);
}

void add_covers(Element body, const Scenario& scenario) {
  if (scenario.covers.empty()) return;
  const Element list = add(body, "ul", "covers");
  for (const std::string& id : scenario.covers) {
    const Requirement* known = find_requirement(id);
    const Element item = add(list, "li");
    add_text(item, "b", nullptr, id);
    if (known == nullptr) continue;
    say(item, (known->level.empty() ? "" : " " + known->level) +
                  (known->summary.empty() ? "" : ": " + known->summary));
  }
}

void add_capture(Element body, const RunResult& run, const SuiteFacts& facts) {
  const bool packets = std::any_of(run.trace.events.begin(), run.trace.events.end(), [](const Event& event) {
    return std::holds_alternative<SegmentEvent>(event.what);
  });
  if (!packets) return;
  std::string name = capture_name(run);
  std::replace(name.begin(), name.end(), '/', '_');
  const Element line = add(body, "p", "capture");
  const std::string octets = pcapng_section(run, facts);
  const std::string size = fmt::format("{:.1f} KiB", static_cast<double>(octets.size()) / 1024);
  if (octets.size() > largest_capture) {
    say(line, fmt::format("The capture ({}) is too large for a page; --artifacts keeps it as a file.", size));
    return;
  }
  Element link = add_text(line, "a", nullptr, name);
  set(link, "download", name);
  link.append_attribute("href") = ("data:application/x-pcapng;base64," + to_base64(octets)).c_str();
  say(line, fmt::format(" {}, for Wireshark: each packet says which step sent or took it", size));
}

}  // namespace

const char* verdict_sign(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "\u2713";
    case Verdict::fail:
      return "\u2717";
    case Verdict::warn:
      return "!";
    case Verdict::known:
      return "\u2248";
    case Verdict::skip:
      return "\u2013";
    case Verdict::error:
      return "?";
  }
  return "?";
}

std::string html_run(const RunResult& run, const SuiteFacts& facts) {
  pugi::xml_document document;
  const Element details = add(document, "details", "run");
  set(details, "data-verdict", to_string(run.verdict));
  add_head(details, run);
  const Element body = add(details, "div", "body");
  if (run.run.scenario) add_paragraphs(body, "about", run.run.scenario->about);
  add_failure(body, run);
  add_sources(body, run);
  add_figures(body, run);
  if (run.run.scenario) add_covers(body, *run.run.scenario);
  add_facts(body, run, facts);
  add_capture(body, run, facts);
  return markup_of(document) + "\n";
}

}  // namespace shakedown
