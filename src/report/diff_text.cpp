#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "report/diff.h"

namespace shakedown {

namespace {

constexpr size_t most_times = 10;
constexpr Duration least_difference = 10ms;  // less is a timer's tick
constexpr double least_factor = 1.2;

std::string head_line(const char* which, const std::string& name, const ReadReport& report,
                      const Style& style) {
  const SuiteFacts& facts = report.facts;
  return printable(fmt::format("{}  {}: {} against {} {}, shakedown {}, seed {}", which, name,
                               counted(report.result.runs.size(), "run"), facts.target_stack,
                               facts.target_release, facts.version, facts.seed),
                   style.utf8) +
         "\n";
}

std::string shard_text(const ReadReport& report) {
  const auto& shard = report.facts.shard;
  return shard ? fmt::format("shard {}/{}", shard->number, shard->of) : "the whole suite";
}

// Settings of the labs that are not the same, or that one kernel does not have.
std::string settings_text(const SuiteFacts& before, const SuiteFacts& after, const Style& style) {
  std::map<std::string, std::pair<std::string, std::string>> settings;
  for (const auto& [name, value] : before.lab) settings[name].first = value;
  for (const auto& [name, value] : after.lab) settings[name].second = value;
  const auto shown = [](const std::string& value) { return value.empty() ? "(none)" : value; };
  std::string out;
  if (before.tick != after.tick)
    out += fmt::format("  tick  {} -> {}\n", brief_time(before.tick), brief_time(after.tick));
  for (const auto& [name, values] : settings)
    if (values.first != values.second)
      out += printable(fmt::format("  {}  {} -> {}", name, shown(values.first), shown(values.second)),
                       style.utf8) +
             "\n";
  return out.empty() ? "" : "settings that differ:\n" + out;
}

std::string verdict_text(const std::optional<RunSummary>& summary) {
  if (!summary) return "missing";
  const std::string word = to_string(summary->verdict);
  if (summary->rounds < 2 || summary->with_it == summary->rounds) return word;
  return fmt::format("{} in {} of {} rounds", word, summary->with_it, summary->rounds);
}

struct Section {
  Change kind;
  const char* title;
  const char* count;  // "2 fixed"
  Paint how;
};
constexpr Section sections[] = {
    {Change::regressed, "regressed:", "regressed", Paint::bad},
    {Change::fixed, "fixed:", "fixed", Paint::good},
    {Change::still_failing, "still failing:", "still failing", Paint::caution},
    {Change::other, "changed otherwise:", "changed otherwise", Paint::caution},
    {Change::added, "new:", "new", Paint::plain},
    {Change::gone, "gone:", "gone", Paint::plain},
};

std::string change_text(const RunChange& change, Change kind, const Style& style) {
  std::string text = change.run_id + "  ";
  if (change.before && verdict_text(change.before) != verdict_text(change.after)) {
    text += verdict_text(change.before);
    const bool told = kind != Change::still_failing && !change.before->reason.empty();
    text += (told ? " (" + change.before->reason + ")" : "") + " -> ";
  }
  text += verdict_text(change.after);
  if (change.after && !change.after->reason.empty()) text += ": " + change.after->reason;
  std::string out = wrapped("  ", printable(text, style.utf8), style.columns);
  const bool another = kind == Change::still_failing && change.before->reason != change.after->reason;
  if (another && !change.before->reason.empty())
    out += wrapped("    before: ", printable(change.before->reason, style.utf8), style.columns);
  return out;
}

std::string section_text(const std::vector<RunChange>& changes, const Section& section, const Style& style) {
  std::string out;
  for (const RunChange& change : changes)
    if (kind_of(change) == section.kind) out += change_text(change, section.kind, style);
  return out.empty() ? "" : "\n" + paint(style, section.how, section.title) + "\n" + out;
}

Duration difference(const RunChange& change) {
  return std::chrono::abs(change.after->time - change.before->time);
}

bool worth_telling(const RunChange& change) {
  const auto [less, more] = std::minmax(change.before->time, change.after->time);
  return more - less >= least_difference &&
         static_cast<double>(more.count()) >= least_factor * static_cast<double>(less.count());
}

std::string time_text(const RunChange& change, size_t width, const Style& style) {
  const Duration before = change.before->time, after = change.after->time;
  std::string factor;
  if (before > Duration{} && after > Duration{}) {
    const double ratio = static_cast<double>(after.count()) / static_cast<double>(before.count());
    const double times = std::max(ratio, 1 / ratio);
    if (times >= 1.05) factor = fmt::format("  {:.1f} times {}", times, ratio > 1 ? "slower" : "faster");
  }
  return fmt::format("  {}  {:>7} -> {:>7}{}\n", padded(printable(change.run_id, style.utf8), width),
                     brief_time(before), brief_time(after), factor);
}

std::string times_text(const std::vector<RunChange>& changes, const Style& style) {
  const bool all = style.verbosity >= Verbosity::verbose;
  std::vector<const RunChange*> told;
  for (const RunChange& change : changes) {
    if (!change.before || !change.after) continue;
    if (all || worth_telling(change)) told.push_back(&change);
  }
  std::stable_sort(told.begin(), told.end(),
                   [](const RunChange* a, const RunChange* b) { return difference(*a) > difference(*b); });
  const size_t shown = all ? told.size() : std::min(told.size(), most_times);
  size_t width = 0;
  for (size_t i = 0; i < shown; ++i)
    width = std::max(width, width_of(printable(told[i]->run_id, style.utf8)));
  std::string out;
  for (size_t i = 0; i < shown; ++i) out += time_text(*told[i], width, style);
  if (shown < told.size()) out += fmt::format("  and {} more; -v shows all\n", told.size() - shown);
  return out.empty() ? "" : "\n" + paint(style, Paint::strong, "times:") + "\n" + out;
}

std::string counts_text(const std::vector<RunChange>& changes, const Style& style) {
  std::map<Change, size_t> counts;
  for (const RunChange& change : changes) ++counts[kind_of(change)];
  std::string out;
  for (const Section& section : sections)
    if (counts[section.kind] > 0)
      out += paint(style, section.how, fmt::format("{} {}", counts[section.kind], section.count)) + ", ";
  return out + fmt::format("{} with the same verdict\n", counts[Change::none]);
}

}  // namespace

std::string diff_text(const ReadReport& before, const ReadReport& after, const DiffNames& names,
                      const Style& style) {
  const std::vector<RunChange> changes = compare_reports(before, after);
  if (style.verbosity == Verbosity::quiet) {
    const std::string regressed = section_text(changes, sections[0], style);
    return regressed.substr(regressed.empty() ? 0 : 1) + counts_text(changes, style);  // no blank line ahead
  }
  std::string out =
      head_line("old", names.before, before, style) + head_line("new", names.after, after, style);
  if (shard_text(before) != shard_text(after))
    out += fmt::format("old is {}, new {}\n", shard_text(before), shard_text(after));
  out += settings_text(before.facts, after.facts, style);
  for (const Section& section : sections) out += section_text(changes, section, style);
  return out + times_text(changes, style) + "\n" + counts_text(changes, style);
}

}  // namespace shakedown
