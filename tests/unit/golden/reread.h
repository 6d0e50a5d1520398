#pragma once
// A report written, and read back from its text.

#include <doctest/doctest.h>

#include <cstdio>
#include <memory>

#include "report/json_read.h"
#include "report/report.h"

namespace samples {

inline std::string document(const std::string& format, const shakedown::SuiteFacts& facts,
                            const shakedown::SuiteResult& result) {
  const auto report = shakedown::find_report_format(format)->make();
  std::string text = report->begin(facts);
  for (const shakedown::RunResult& run : result.runs) text += report->add(run);
  return text + report->end(result);
}

inline tl::expected<shakedown::ReadReport, std::string> reread(
    const std::string& text, shakedown::Traces traces = shakedown::Traces::read) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::tmpfile(), std::fclose);
  REQUIRE(std::fwrite(text.data(), 1, text.size(), file.get()) == text.size());
  std::rewind(file.get());
  return shakedown::read_json_report(file.get(), traces);
}

}  // namespace samples
