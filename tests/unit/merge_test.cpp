// Several reports as one, and what cannot be.

#include "report/merge.h"

#include "golden/reread.h"
#include "golden/samples.h"

using namespace shakedown;
using samples::document;

namespace {

using Texts = std::vector<std::string>;

const Texts plan{"a[4]", "b[4]", "c[4]", "d[4]"};

// A report of some runs with their verdicts, as shard `number` of `of`; 0: of none.
Part part(const std::string& name, const std::vector<std::pair<std::string, Verdict>>& runs,
          unsigned number = 0, unsigned of = 2) {
  Part made{name, {samples::facts(), {}}};
  made.report.facts.runs = runs.size();
  made.report.result.seed = made.report.facts.seed;
  made.report.result.elapsed = 1s * static_cast<int>(name.size());
  if (number > 0) made.report.facts.shard = ShardFacts{number, of, 1, plan};
  for (const auto& [id, verdict] : runs)
    made.report.result.runs.push_back(samples::result(id.substr(0, id.find('[')), id, verdict, 1ms));
  return made;
}

Texts ids(const Merged& merged) {
  Texts ids;
  for (const RunResult& run : merged.result.runs) ids.push_back(run.run.run_id);
  return ids;
}

std::string why(std::vector<Part> parts) {
  const auto merged = merge_reports(std::move(parts));
  return merged ? "" : merged.error();
}

}  // namespace

TEST_CASE("merge: one report is that report") {
  Part whole{"a.json", {samples::facts(), samples::every_verdict()}};
  const auto merged = merge_reports({whole});
  REQUIRE(merged);
  for (const ReportFormat& format : report_formats())
    CHECK(document(format.name, merged->facts, merged->result) ==
          document(format.name, whole.report.facts, whole.report.result));
  CHECK(merged->missing.empty());
  CHECK(merged->remarks.empty());
}

TEST_CASE("merge: shards come together in the order of the suite, and a failure of one fails all") {
  const auto merged = merge_reports({part("two", {{"b[4]", Verdict::pass}, {"c[4]", Verdict::fail}}, 2),
                                     part("1", {{"a[4]", Verdict::skip}, {"d[4]", Verdict::pass}}, 1)});
  REQUIRE(merged);
  CHECK(ids(*merged) == plan);
  CHECK(merged->missing == Texts{});
  CHECK(merged->facts.runs == 4);
  CHECK_FALSE(merged->facts.shard);
  CHECK(merged->result.elapsed == 3s);
  CHECK(exit_code(merged->result) == exit_fail);
}

TEST_CASE("merge: rounds stay together as one machine would have run them") {
  Part first = part("1", {{"a[4]", Verdict::pass}, {"a[4]", Verdict::pass}}, 1);
  Part second = part("2", {{"b[4]", Verdict::pass}, {"b[4]", Verdict::pass}}, 2);
  for (Part* one : {&first, &second}) {
    one->report.facts.shard->rounds = 2;
    one->report.facts.shard->plan = {"a[4]", "b[4]"};
    one->report.result.runs[1].repeat = 1;
  }
  const auto merged = merge_reports({second, first});
  REQUIRE(merged);
  CHECK(ids(*merged) == Texts{"a[4]", "b[4]", "a[4]", "b[4]"});
  CHECK(merged->result.runs[2].repeat == 1);
  CHECK(merged->missing.empty());
}

TEST_CASE("merge: an empty shard is one, and a whole of skips is nothing that ran") {
  const auto merged = merge_reports({part("1", {}, 1), part("2",
                                                            {{"a[4]", Verdict::skip},
                                                             {"b[4]", Verdict::skip},
                                                             {"c[4]", Verdict::skip},
                                                             {"d[4]", Verdict::skip}},
                                                            2)});
  REQUIRE(merged);
  CHECK(merged->missing.empty());
  CHECK(exit_code(merged->result) == exit_nothing_ran);
}

TEST_CASE("merge: a shard that is missing is said, and its runs count as not run") {
  const auto merged = merge_reports({part("1", {{"a[4]", Verdict::pass}, {"d[4]", Verdict::pass}}, 1, 3)});
  REQUIRE(merged);
  CHECK(merged->missing == Texts{"shard 2/3 is missing", "shard 3/3 is missing"});
  CHECK(merged->result.not_run == 2);
  CHECK(merged->facts.runs == 4);
}

TEST_CASE("merge: runs that no shard took are said; those cut off by --fail-fast are known") {
  Part first = part("1", {{"a[4]", Verdict::pass}}, 1), second = part("2", {{"b[4]", Verdict::pass}}, 2);
  auto merged = merge_reports({first, second});
  REQUIRE(merged);
  CHECK(merged->missing ==
        Texts{"2 runs of the suite stand in no report (c[4], d[4]): were all shards cut alike?"});
  CHECK(merged->result.not_run == 2);
  first.report.result.not_run = 2;
  merged = merge_reports({first, second});
  REQUIRE(merged);
  CHECK(merged->missing.empty());
  CHECK(merged->result.not_run == 2);
}

TEST_CASE("merge: what is no part of the same whole is refused") {
  const Part first = part("1.json", {{"a[4]", Verdict::pass}}, 1);
  CHECK(why({}) == "nothing to merge");
  CHECK(why({first, part("x.json", {{"b[4]", Verdict::pass}}, 1)}) ==
        "`1.json` and `x.json` are both shard 1/2");
  CHECK(why({first, part("x.json", {}, 2, 3)}) == "`1.json` and `x.json` are shards of different suites");
  Part other = part("x.json", {}, 2);
  other.report.facts.shard->plan.pop_back();
  CHECK(why({first, other}) == "`1.json` and `x.json` are shards of different suites");
  CHECK(why({first, part("x.json", {{"a[4]", Verdict::fail}}, 2)}) ==
        "`a[4]` stands in both `1.json` and `x.json`: each run may come once");
  CHECK(why({first, part("x.json", {{"a[4]", Verdict::pass}})}) ==
        "`a[4]` stands in both `1.json` and `x.json`: each run may come once");
  Part twice = part("x.json", {{"e[4]", Verdict::pass}, {"e[4]", Verdict::pass}});
  CHECK(why({first, twice}) == "");  // two files with runs of one id
}

TEST_CASE("merge: what the parts do not share is said, and stays with the runs") {
  Part first = part("1", {{"a[4]", Verdict::pass}}), second = part("2", {{"b[4]", Verdict::fail}});
  for (Part* one : {&first, &second}) samples::add_story(one->report.result.runs[0]);
  second.report.facts.kernel = second.report.facts.target_release = "6.1.0";
  second.report.facts.seed = second.report.result.seed = 7;
  second.report.facts.lab[0].second = "1";
  second.report.result.runs[0].trace.target_release = "6.1.0";
  second.report.result.runs[0].trace.lab = second.report.facts.lab;
  first.report.facts.folder = "/a";
  const auto merged = merge_reports({first, second});
  REQUIRE(merged);
  CHECK(merged->remarks == Texts{"the reports are of different kernels: 6.18.0 (`1`), 6.1.0 (`2`)",
                                 "the reports are of different seeds: 42 (`1`), 7 (`2`)"});
  CHECK(merged->facts.kernel == "6.18.0, 6.1.0");
  CHECK(merged->facts.folder == "");
  CHECK(merged->facts.lab == decltype(merged->facts.lab){{"net.ipv4.tcp_sack", "1"}});
  const auto again = samples::reread(document("json", merged->facts, merged->result));
  REQUIRE(again);
  const RunResult& run = again->result.runs[1];
  CHECK(run.seed == 7);
  CHECK_FALSE(again->result.runs[0].seed);
  CHECK(run.trace.target_release == "6.1.0");
  CHECK(std::find(run.trace.lab.begin(), run.trace.lab.end(),
                  std::pair<std::string, std::string>("net.ipv4.tcp_ecn", "1")) != run.trace.lab.end());
  CHECK(document("pcapng", merged->facts, merged->result).find("seed 7") != std::string::npos);
}
