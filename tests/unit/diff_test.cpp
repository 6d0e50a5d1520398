// Two runs of a suite side by side.

#include "report/diff.h"

#include "golden/golden.h"
#include "golden/samples.h"

using namespace shakedown;

namespace {

constexpr Verdict all[] = {Verdict::pass,  Verdict::fail, Verdict::warn,
                           Verdict::known, Verdict::skip, Verdict::error};

ReadReport report(const std::vector<RunResult>& runs) {
  ReadReport made{samples::facts(), {}};
  made.result.runs = runs;
  return made;
}

RunResult run(const std::string& id, Verdict verdict, const std::string& reason = "", Duration time = 1ms,
              int repeat = 0) {
  RunResult made = samples::result(id.substr(0, id.find('[')), id, verdict, time);
  made.reason = reason;
  made.repeat = repeat;
  return made;
}

std::string text(const ReadReport& before, const ReadReport& after, Verbosity verbosity = Verbosity::normal) {
  return diff_text(before, after, {"old.json", "new.json"}, {false, true, 0, verbosity});
}

Change kind(std::optional<Verdict> before, std::optional<Verdict> after) {
  RunChange change;
  if (before) change.before.emplace().verdict = *before;
  if (after) change.after.emplace().verdict = *after;
  return kind_of(change);
}

std::pair<ReadReport, ReadReport> two_kernels() {
  ReadReport before =
      report({run("close/a[4]", Verdict::pass, "", 3ms), run("close/b[4]", Verdict::fail, "ack is 1, not 2"),
              run("close/c[4]", Verdict::known, "listed"), run("close/d[4]", Verdict::fail, "no FIN came"),
              run("close/e[4]", Verdict::skip, "no such setting"),
              run("close/f[4]", Verdict::warn, "a SHOULD"), run("close/g[4]", Verdict::fail, "a step"),
              run("time/slow[4]", Verdict::pass, "", 100ms), run("time/fast[4]", Verdict::pass, "", 2s),
              run("time/same[4]", Verdict::pass, "", 1s), run("time/tick[4]", Verdict::pass, "", 1ms)});
  ReadReport after =
      report({run("new/one[4]", Verdict::fail, "why it fails"),
              run("close/a[4]", Verdict::fail, "seq is 1, not 2", 4ms), run("close/b[4]", Verdict::pass),
              run("close/c[4]", Verdict::pass), run("close/d[4]", Verdict::error, "the machine stalled"),
              run("close/e[4]", Verdict::pass), run("time/slow[4]", Verdict::pass, "", 153ms),
              run("time/fast[4]", Verdict::pass, "", 500ms), run("time/same[4]", Verdict::pass, "", 1050ms),
              run("time/tick[4]", Verdict::pass, "", 8ms)});
  after.facts.target_release = "6.1.0";
  after.facts.seed = 7;
  after.facts.tick = 1ms;
  after.facts.lab = {{"net.ipv4.tcp_ecn", "1"}, {"net.ipv4.tcp_plb_enabled", "0"}};
  return {before, after};
}

}  // namespace

TEST_CASE("diff: what regressed is what was well and fails, is an error, or is missing") {
  const auto well = [](Verdict v) { return v == Verdict::pass || v == Verdict::warn || v == Verdict::known; };
  const auto bad = [](Verdict v) { return v == Verdict::fail || v == Verdict::error; };
  for (const Verdict before : all) {
    CHECK(kind(std::nullopt, before) == Change::added);
    CHECK((kind(before, std::nullopt) == Change::regressed) == well(before));
    for (const Verdict after : all) {
      INFO(shakedown::to_string(before), " -> ", shakedown::to_string(after));
      CHECK((kind(before, after) == Change::regressed) == (well(before) && bad(after)));
      CHECK((kind(before, after) == Change::fixed) == (bad(before) && well(after)));
      CHECK((kind(before, after) == Change::still_failing) == (bad(before) && bad(after)));
      if (before == after && !bad(before)) CHECK(kind(before, after) == Change::none);
    }
  }
  CHECK(kind(Verdict::skip, Verdict::fail) == Change::other);
  CHECK(kind(Verdict::pass, Verdict::skip) == Change::other);
  CHECK(kind(Verdict::skip, std::nullopt) == Change::gone);
}

TEST_CASE("diff: the whole text") {
  const auto [before, after] = two_kernels();
  check_golden("diff.txt", text(before, after));
  check_golden("diff-quiet.txt", text(before, after, Verbosity::quiet));
  check_golden("diff-verbose.txt", text(before, after, Verbosity::verbose));
  CHECK(has_regressed(compare_reports(before, after)));
}

TEST_CASE("diff: nothing has changed") {
  const ReadReport same = report({run("a[4]", Verdict::pass), run("b[4]", Verdict::skip)});
  CHECK_FALSE(has_regressed(compare_reports(same, same)));
  CHECK(text(same, same).find("\n\n2 with the same verdict\n") != std::string::npos);
}

TEST_CASE("diff: rounds count as one run, with the worst verdict and the median time") {
  std::vector<RunResult> rounds;
  for (int i = 0; i < 5; ++i)
    rounds.push_back(
        run("a[4]", i % 2 == 1 ? Verdict::fail : Verdict::pass, i % 2 == 1 ? "why" : "", 1ms * (i + 1), i));
  const ReadReport once = report({run("a[4]", Verdict::pass)}), often = report(rounds);
  const std::vector<RunChange> changes = compare_reports(once, often);
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].after->time == 3ms);
  CHECK(text(once, often).find("  a[4]  pass -> fail in 2 of 5 rounds: why\n") != std::string::npos);
}

TEST_CASE("diff: two files with runs of one id are two runs") {
  const ReadReport before = report({run("a[4]", Verdict::fail, "x"), run("a[4]", Verdict::pass)});
  const ReadReport after = report({run("a[4]", Verdict::fail, "x"), run("a[4]", Verdict::fail, "y")});
  CHECK(has_regressed(compare_reports(before, after)));
  CHECK_FALSE(has_regressed(compare_reports(before, before)));
}

TEST_CASE("diff: no more than ten times, and text from others is made harmless") {
  std::vector<RunResult> slow, fast;
  for (int i = 0; i < 13; ++i) {
    const std::string id = "a\x1b[31m" + std::to_string(i);
    fast.push_back(run(id, Verdict::pass, "", 1s));
    slow.push_back(run(id, Verdict::pass, "", 2s + 1s * i));
  }
  const std::string out = text(report(fast), report(slow));
  CHECK(out.find("  and 3 more; -v shows all\n") != std::string::npos);
  CHECK(out.find('\x1b') == std::string::npos);
  CHECK(out.find("a\\x1b[31m12  ") < out.find("a\\x1b[31m11  "));
}
