// --artifacts: what a capture's file is called, which runs leave one, and what cannot be written.

#include "cli/artifacts.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "golden/samples.h"
#include "report/capture_name.h"
#include "report/pcapng.h"
#include "support/scratch_folder.h"

using namespace shakedown;
namespace fs = std::filesystem;

namespace {

std::string name_of(const std::string& run_id, int repeat = 0) {
  RunResult run;
  run.run.run_id = run_id;
  run.repeat = repeat;
  return capture_name(run);
}

// A folder of captures, and what was said while they were written.
struct Kept {
  ScratchFolder scratch;
  const std::string folder = scratch.name();
  std::string said;
  bool unwritten = false;

  void keep(const std::vector<RunResult>& runs, bool all, const std::string& below = "") {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    {
      Output talk(ends[1], true);
      Options options;
      options.artifacts = folder + below;
      options.artifacts_all = all;
      const SuiteFacts facts = samples::facts();
      Artifacts artifacts(options, facts, talk);
      for (const RunResult& run : runs) artifacts.add(run);
      CHECK(artifacts.asked());
      unwritten = artifacts.unwritten();
    }
    said.assign(10000, '\0');
    said.resize(static_cast<size_t>(read(ends[0], said.data(), said.size())));
    close(ends[0]);
  }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
      if (entry.is_regular_file()) names.push_back(entry.path().lexically_relative(folder).string());
    std::sort(names.begin(), names.end());
    return names;
  }
  std::string content(const std::string& name) const {
    std::ifstream file(fs::path(folder) / name);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a capture is called after its run") {
  CHECK(name_of("close/simultaneous[4,mss=536]") == "close/simultaneous[4,mss=536].pcapng");
  CHECK(name_of("close/simultaneous[4,mss=536]", 1) == "close/simultaneous[4,mss=536]~round-2.pcapng");
  CHECK(name_of("caf\xc3\xa9[6]") == "caf\xc3\xa9[6].pcapng");
  CHECK(name_of("a b/../x[4,path=/etc]") == "a%20b/%2E./x[4,path=%2Fetc].pcapng");
  CHECK(name_of("/etc/x[4]") == "%/etc/x[4].pcapng");
  CHECK(name_of("a//b/./.hidden[4]") == "a/%/b/%2E/%2Ehidden[4].pcapng");
  CHECK(name_of("..") == "%2E..pcapng");
  CHECK(name_of("") == "%.pcapng");
  CHECK(name_of("a/") == "a/%.pcapng");
  CHECK(name_of("100%~[4]") == "100%25%7E[4].pcapng");
  CHECK(name_of("\x1b[2J\n\xff\xe2\x80\xae") == "%1B[2J%0A%FF%E2%80%AE.pcapng");
  CHECK(name_of(std::string("a\0b", 3)) == "a%00b.pcapng");
  CHECK(name_of("a*?<>|:\"\\'&;$`#!(){}") ==
        "a%2A%3F%3C%3E%7C%3A%22%5C%27%26%3B%24%60%23%21%28%29%7B%7D.pcapng");
}

TEST_CASE("a name that is too long stays below the limit, and its own") {
  const std::string longest(200, 'a'), end = ".pcapng";
  CHECK(name_of(longest) == longest + end);
  const std::string one = name_of(longest + "b"), other = name_of(longest + "c");
  CHECK(one != other);
  CHECK(one.starts_with(longest + "~"));
  CHECK(one.size() == 200 + 1 + 16 + end.size());
  std::string accents;
  for (int i = 0; i < 150; ++i) accents += "\xc3\xa9";
  CHECK(name_of("x" + accents).starts_with("x" + accents.substr(0, 198) + "~"));
  CHECK(name_of(longest + "b/" + longest + "b[4]", 999999).size() < 2 * 255);
}

TEST_CASE("captures are kept of what did not pass, or of all") {
  const std::vector<RunResult> runs = samples::every_verdict().runs;
  Kept some, all;
  some.keep(runs, false);
  CHECK(some.files() == Names{"close/simultaneous[4,mss=536].pcapng", "close/target-first[6].pcapng",
                              "handshake/simultaneous-open[4,plain].pcapng", "reset/abort[6].pcapng",
                              "window/zero[4].pcapng"});
  CHECK(some.content("window/zero[4].pcapng") == pcapng_section(runs.at(3), samples::facts()));
  CHECK(some.said.empty());
  CHECK_FALSE(some.unwritten);
  all.keep(runs, true, "/new/folder/");
  CHECK(all.files().size() == runs.size());
  CHECK(fs::exists(all.folder + "/new/folder/reset/in-window[4]~round-2.pcapng"));
}

TEST_CASE("two runs of one name keep a capture each, and an old one is written anew") {
  const RunResult run = samples::every_verdict().runs.at(1);
  Kept kept;
  std::ofstream(kept.folder + "/old") << "precious";
  fs::create_directory(kept.folder + "/close");
  fs::create_symlink("../old", kept.folder + "/close/simultaneous[4,mss=536].pcapng");
  kept.keep({run, run, run}, false);
  CHECK(kept.files() == Names{"close/simultaneous[4,mss=536].pcapng",
                              "close/simultaneous[4,mss=536]~2.pcapng",
                              "close/simultaneous[4,mss=536]~3.pcapng", "old"});
  CHECK(kept.content("old") == "precious");
  std::ofstream(kept.folder + "/close/simultaneous[4,mss=536].pcapng") << std::string(100000, 'x');
  kept.keep({run}, false);
  CHECK(kept.content("close/simultaneous[4,mss=536].pcapng") == pcapng_section(run, samples::facts()));
}

TEST_CASE("a capture that cannot be written is said at once and spoils no other") {
  const std::vector<RunResult> runs = samples::every_verdict().runs;
  Kept kept;
  const std::string taken = kept.folder + "/close/simultaneous[4,mss=536].pcapng";
  fs::create_directories(taken);
  kept.keep(runs, false);
  CHECK(kept.said == "shakedown: the capture cannot be written to `" + taken + "`: Is a directory\n");
  CHECK(kept.unwritten);
  CHECK(kept.files().size() == 4);

  Kept none;
  std::ofstream(none.folder + "/file") << "x";
  none.keep(runs, true, "/file/\x1b[31m");
  CHECK(none.said == "shakedown: the capture cannot be written to `" + none.folder +
                         "/file/\\x1b[31m`: Not a directory\n");
  CHECK(none.unwritten);
  CHECK(none.files() == Names{"file"});
}
