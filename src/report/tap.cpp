#include "report/tap.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "report/style.h"
#include "report/words.h"

namespace shakedown {

namespace {

// `#` begins a directive and `\` an escape.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : printable(text, true)) {
    if (c == '#' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

// A JSON string is a YAML string.
std::string quoted(const std::string& text) {
  return nlohmann::json(printable(text, true)).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string diagnostic(const RunResult& run) {
  std::string out = "  ---\n";
  const auto line = [&out](const std::string& key, const std::string& value) {
    out += fmt::format("  {}: {}\n", key, value);
  };
  line("verdict", quoted(to_string(run.verdict)));
  if (!run.reason.empty()) line("message", quoted(run.reason));
  line("duration_ms", milliseconds(run.elapsed));
  if (run.attempts > 1) line("attempts", fmt::format("{}", run.attempts));
  if (run.failure) {
    const Failure& failure = *run.failure;
    const std::string at = place(failure.span);
    if (!at.empty()) line("at", quoted(at));
    if (!failure.expected_text.empty()) line("expected", quoted(failure.expected_text));
    if (!failure.received_text.empty()) line("received", quoted(failure.received_text));
    std::string fields;
    for (const FieldRow& row : failure.rows)
      if (row.differs)
        fields += fmt::format("    {}: {{expected: {}, received: {}}}\n", quoted(row.field),
                              quoted(row.expected), quoted(row.received));
    if (!fields.empty()) out += "  differs:\n" + fields;
  }
  return out + "  ...\n";
}

class TapReport : public Report {
 public:
  std::string begin(const SuiteFacts& facts) override {
    return fmt::format("TAP version 14\n1..{}\n# shakedown {}, seed {}, kernel {}\n", facts.runs,
                       facts.version, facts.seed, escaped(facts.kernel));
  }

  std::string add(const RunResult& run) override {
    const bool ok =
        run.verdict == Verdict::pass || run.verdict == Verdict::warn || run.verdict == Verdict::skip;
    std::string directive;
    if (run.verdict == Verdict::skip) directive = " # SKIP " + escaped(run.reason);
    if (run.verdict == Verdict::known) directive = " # TODO " + escaped(run.reason);
    std::string out = fmt::format("{} {} - {}{}\n", ok ? "ok" : "not ok", ++number_,
                                  escaped(run_and_round(run)), directive);
    const bool plain = run.attempts == 1 && (run.verdict == Verdict::pass || run.verdict == Verdict::skip);
    return plain ? out : out + diagnostic(run);
  }

  std::string end(const SuiteResult& result) override {
    if (result.interrupted) return "Bail out! interrupted\n";
    if (result.not_run > 0)
      return fmt::format("Bail out! {} not run\n", counted(static_cast<size_t>(result.not_run), "run"));
    return "";
  }

 private:
  size_t number_ = 0;
};

}  // namespace

std::unique_ptr<Report> make_tap_report() { return std::make_unique<TapReport>(); }

}  // namespace shakedown
