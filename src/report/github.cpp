#include "report/github.h"

#include <fmt/format.h>

#include "report/style.h"

namespace shakedown {

namespace {

// As the toolkit of GitHub Actions escapes them (packages/core/src/command.ts).
std::string escaped(const std::string& text, bool property) {
  std::string out, shown = printable_lines(text, true);
  while (!shown.empty() && shown.back() == '\n') shown.pop_back();
  for (const char c : shown) {
    if (c == '%')
      out += "%25";
    else if (c == '\n')
      out += "%0A";
    else if (property && c == ':')
      out += "%3A";
    else if (property && c == ',')
      out += "%2C";
    else
      out += c;
  }
  return out;
}

// Annotations name files by their path in the repository, and workflows run at its root.
std::string below(const std::string& file, const std::string& folder) {
  const std::string start = folder + "/";
  return !folder.empty() && file.rfind(start, 0) == 0 ? file.substr(start.size()) : file;
}

std::string message_of(const RunResult& run) {
  std::string text = run.reason;
  if (!run.failure) return text;
  if (!run.failure->expected_text.empty()) text += "\nexpected " + run.failure->expected_text;
  if (!run.failure->received_text.empty()) text += "\nreceived " + run.failure->received_text;
  return text;
}

class GithubReport : public Report {
 public:
  std::string begin(const SuiteFacts& facts) override {
    folder_ = facts.folder;
    return "";
  }

  std::string add(const RunResult& run) override {
    const char* kind = "error";
    if (run.verdict == Verdict::pass) return "";
    if (run.verdict == Verdict::skip) {
      skipped_ += fmt::format("\n{}: {}", run.run.run_id, run.reason);
      return "";
    }
    if (run.verdict == Verdict::warn) kind = "warning";
    if (run.verdict == Verdict::known) kind = "notice";
    SourceSpan span;
    if (run.run.scenario) span.file = run.run.scenario->file;
    if (run.failure && !run.failure->span.file.empty()) span = run.failure->span;
    std::string out = fmt::format("::{} ", kind);
    if (!span.file.empty()) out += "file=" + escaped(below(span.file, folder_), true) + ",";
    if (span.line > 0) out += fmt::format("line={},", span.line);
    if (span.line > 0 && span.column > 0)
      out += fmt::format("col={},endColumn={},", span.column, span.column + span.width);
    return out + fmt::format("title={}::{}\n",
                             escaped(fmt::format("{} {}", to_string(run.verdict), run.run.run_id), true),
                             escaped(message_of(run), false));
  }

  std::string end(const SuiteResult&) override {
    if (skipped_.empty()) return "";
    return "::notice title=skipped::" + escaped(skipped_.substr(1), false) + "\n";
  }

 private:
  std::string folder_, skipped_;
};

}  // namespace

std::unique_ptr<Report> make_github_report() { return std::make_unique<GithubReport>(); }

}  // namespace shakedown
