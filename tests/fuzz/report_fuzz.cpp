// libFuzzer: a JSON report that somebody spoilt. What can be read makes every report, and reads the same
// again.

#include <cstdint>
#include <cstdio>
#include <string>

#include "report/diff.h"
#include "report/json_read.h"
#include "report/merge.h"
#include "report/report.h"

using namespace shakedown;

namespace {

tl::expected<ReadReport, std::string> read(const std::string& text) {
  std::string copy = text + '\0';  // fmemopen takes no empty one
  std::FILE* file = fmemopen(copy.data(), text.empty() ? 1 : text.size(), "r");
  if (file == nullptr) __builtin_trap();
  auto report = read_json_report(file, Traces::read);
  std::fclose(file);
  return report;
}

std::string written(const char* format, const ReadReport& read) {
  const auto report = find_report_format(format)->make();
  std::string text = report->begin(read.facts);
  for (const RunResult& run : read.result.runs) text += report->add(run);
  return text + report->end(read.result);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto first = read(std::string(data, data + size));
  if (!first) {
    if (first.error().empty() || first.error().find('\n') != std::string::npos) __builtin_trap();
    return 0;
  }
  for (const ReportFormat& format : report_formats()) written(format.name, *first);
  const std::string text = written("json", *first);
  const auto again = read(text);
  if (!again || written("json", *again) != text) __builtin_trap();
  diff_text(*first, *again, {"old", "new"}, Style{});
  if (const auto merged = merge_reports({{"a", *first}})) exit_code(merged->result);
  return 0;
}
