// Every complaint as people read it: each parse_errors/NAME.yaml draws exactly the text of
// parse_errors/NAME.txt.

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "shakedown/parse.h"

namespace shakedown {
namespace {

const std::string folder = SHAKEDOWN_SOURCE_DIR "/tests/unit/parse_errors";

std::string read(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::vector<std::string> cases() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

// Complaints, or what a file that parses is warned about.
std::string complaints_about(const std::string& name) {
  const std::string path = folder + "/" + name + ".yaml";
  const auto parsed = parse_files({{path, name, folder}}, folder);
  std::string text = parsed ? render(parsed->at(0).warnings) : render(parsed.error());
  for (size_t at = text.find(folder + "/"); at != text.npos; at = text.find(folder + "/", at))
    text.erase(at, folder.size() + 1);
  return text;
}

}  // namespace

TEST_CASE("parse errors: every complaint, whole") {
  const std::vector<std::string> names = cases();
  REQUIRE(names.size() >= 28);
  for (const std::string& name : names) {
    CAPTURE(name);
    const std::string complaints = complaints_about(name);
    const std::string expected_path = folder + "/" + name + ".txt";
    if (std::getenv("SHAKEDOWN_BLESS")) std::ofstream(expected_path, std::ios::binary) << complaints;
    CHECK(complaints == read(expected_path));
  }
}

TEST_CASE("parse errors: the complaints of all files come at once, each once") {
  const auto parsed = parse_files({{folder + "/tab.yaml", "tab", folder},
                                   {folder + "/nowhere.yaml", "nowhere", folder},
                                   {folder + "/given.yaml", "given", folder},
                                   {folder + "/empty.yaml", "empty", folder}},
                                  folder);
  REQUIRE_FALSE(parsed);
  std::vector<std::string> files;
  for (const Diagnostic& diagnostic : parsed.error()) {
    const std::string file = diagnostic.span.file.substr(folder.size() + 1);
    if (files.empty() || files.back() != file) files.push_back(file);
  }
  CHECK(files == std::vector<std::string>{"empty.yaml", "given.yaml", "given/broken.yaml",
                                          "given/itself.yaml", "given/suite-keys.yaml", "nowhere.yaml",
                                          "tab.yaml"});
  for (size_t i = 1; i < parsed.error().size(); ++i) CHECK_FALSE(parsed.error()[i] == parsed.error()[i - 1]);
}

}  // namespace shakedown
