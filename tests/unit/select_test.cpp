// Which runs a word on the command line means.

#include "cli/select.h"

#include <doctest/doctest.h>

#include "golden/samples.h"

using namespace shakedown;

namespace {

using Names = std::vector<std::string>;

ParsedFile file(const std::string& id, const Names& variants = {}, const Names& tags = {}) {
  ParsedFile parsed;
  parsed.file = {"/s/" + id + ".yaml", id, "/s"};
  parsed.tags = tags;
  for (const std::string family : {"4", "6"}) {
    if (variants.empty()) parsed.runs.push_back(samples::planned(id, id + "[" + family + "]"));
    for (const std::string& variant : variants)
      parsed.runs.push_back(samples::planned(id, id + "[" + family + "," + variant + "]"));
  }
  return parsed;
}

const std::vector<ParsedFile>& suite() {
  static const std::vector<ParsedFile> files{
      file("close/simultaneous", {"mss=536", "mss=1460"}),
      file("close/time-wait", {}, {"slow"}),
      file("close/time-wait-ends", {}, {"slow", "very-slow"}),
      file("closed/port"),
      file("conformance/must-1"),
      file("retransmission/fast"),
      file("retransmission/fast-sack"),
  };
  return files;
}

std::vector<ScenarioFile> bundled() {
  std::vector<ScenarioFile> files;
  for (const ParsedFile& parsed : suite()) files.push_back(parsed.file);
  return files;
}

// Run ids, less what is common to a whole file: "id" stands for all its runs.
Names chosen(const Names& paths, const Filters& filters = {}, Selection* whole = nullptr) {
  std::vector<Word> words;
  for (const std::string& path : paths) {
    const auto word = word_of_id(path, bundled());
    if (!word) return {"unknown: " + path};
    words.push_back(*word);
  }
  const Selection selection = select_runs(suite(), words, filters);
  if (whole != nullptr) *whole = selection;
  if (!selection.unknown.empty()) return {"no run: " + selection.unknown.front()};
  Names names;
  for (const ParsedFile& parsed : suite()) {
    Names of_file;
    for (const PlannedRun& run : selection.runs)
      if (run.id == parsed.file.id) of_file.push_back(run.run_id);
    if (of_file.size() == parsed.runs.size())
      names.push_back(parsed.file.id);
    else
      names.insert(names.end(), of_file.begin(), of_file.end());
  }
  return names;
}

Filters only(const Names& filters) {
  Filters out;
  out.only = filters;
  return out;
}

}  // namespace

TEST_CASE("a PATH that is no file names runs by id") {
  struct Row {
    std::string path;
    Names runs;
  };
  const std::vector<Row> rows{
      {"close/simultaneous", {"close/simultaneous"}},
      {"retransmission/fast", {"retransmission/fast"}},
      {"close/time-wait-ends", {"close/time-wait-ends"}},
      {"close/simultaneous[6,mss=536]", {"close/simultaneous[6,mss=536]"}},
      {"close", {"close/simultaneous", "close/time-wait", "close/time-wait-ends"}},
      {"close/", {"close/simultaneous", "close/time-wait", "close/time-wait-ends"}},
      {"close/time", {"close/time-wait", "close/time-wait-ends"}},
      {"clos", {"close/simultaneous", "close/time-wait", "close/time-wait-ends", "closed/port"}},
      {"conformance", {"conformance/must-1"}},
      {"*/fast*", {"retransmission/fast", "retransmission/fast-sack"}},
      {"close/*[4]", {"close/time-wait[4]", "close/time-wait-ends[4]"}},
      {"close/simultaneous[4*", {"close/simultaneous[4,mss=536]", "close/simultaneous[4,mss=1460]"}},
      {"*mss=1460*", {"close/simultaneous[4,mss=1460]", "close/simultaneous[6,mss=1460]"}},
      {"closed/p?rt", {"closed/port"}},
      {"close/simultaneous[4]", {"no run: close/simultaneous[4]"}},
      {"*nothing*", {"no run: *nothing*"}},
      {"handshake", {"unknown: handshake"}},
      {"fast", {"unknown: fast"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.path);
    CHECK(chosen({row.path}) == row.runs);
  }
  CHECK(chosen({"closed", "close/time-wait[6]", "close/time-wait[4]"}) ==
        Names{"close/time-wait", "closed/port"});
}

TEST_CASE("without a PATH: not what is very-slow, not conformance, unless asked for") {
  Selection whole;
  CHECK(chosen({}, {}, &whole) == Names{"close/simultaneous", "close/time-wait", "closed/port",
                                        "retransmission/fast", "retransmission/fast-sack"});
  CHECK(whole.left_out == 2);
  Filters all;
  all.all = true;
  CHECK(chosen({}, all, &whole).size() == suite().size());
  CHECK(whole.left_out == 0);
  CHECK(chosen({}, only({"very-slow"})) == Names{"close/time-wait-ends"});
  CHECK(chosen({}, only({"conformance/*"})) == Names{"conformance/must-1"});
}

TEST_CASE("filters: a tag or a glob over id and run id") {
  CHECK(chosen({}, only({"slow"})) == Names{"close/time-wait"});
  CHECK(chosen({}, only({"slow", "closed/*"})) == Names{"close/time-wait", "closed/port"});
  CHECK(chosen({"close"}, only({"slow"})) == Names{"close/time-wait", "close/time-wait-ends"});
  CHECK(chosen({"close"}, only({"*[6]"})) == Names{"close/time-wait[6]", "close/time-wait-ends[6]"});
  Filters without;
  without.without = {"slow", "*mss=536*", "retransmission/*"};
  CHECK(chosen({}, without) ==
        Names{"close/simultaneous[4,mss=1460]", "close/simultaneous[6,mss=1460]", "closed/port"});
  Filters family;
  family.family = Family::v4;
  CHECK(chosen({"closed"}, family) == Names{"closed/port[4]"});
  Selection whole;
  Filters unused;
  unused.only = {"slow", "slwo"};
  unused.without = {"nothing"};
  chosen({}, unused, &whole);
  CHECK(whole.unused == Names{"--filter `slwo`", "--exclude `nothing`"});
}

TEST_CASE("the nearest id is suggested") {
  const Names ids{"close/simultaneous", "close/time-wait", "handshake/isn"};
  CHECK(nearest_id("close/simultanous", ids) == "close/simultaneous");
  CHECK(nearest_id("simultanous", ids) == "close/simultaneous");
  CHECK(nearest_id("isn", ids) == "handshake/isn");
  CHECK(nearest_id("qqqqqq", ids) == "");
}
