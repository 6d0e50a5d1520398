// The ladder: made by hand with one row of each kind, and drawn of every bundled run.

#include "report/ladder.h"

#include "golden/golden.h"
#include "golden/ladder_sample.h"
#include "report/plan_ladder.h"
#include "report/trace_ladder.h"
#include "shakedown/engine.h"
#include "support/bundled.h"
#include "support/replay_lab.h"

using namespace shakedown;

namespace {

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) all.push_back(line);
  return all;
}

// Nothing passes the edge, and in each line both lifelines stand where the second line has them.
void check_upright(const std::string& text, size_t columns) {
  const std::vector<std::string> all = lines(text);
  REQUIRE(all.size() > 2);
  const size_t peer = all[1].find('|'), target = all[1].rfind('|');
  CHECK(peer < target);
  for (size_t i = 0; i < all.size(); ++i) {
    INFO(all[i]);
    CHECK(all[i].size() <= columns);
    if (i == 0) continue;
    REQUIRE(all[i].size() > target);
    CHECK((all[i][peer] == '|' || all[i][peer] == ':'));
    CHECK(all[i][target] == all[i][peer]);
  }
}

}  // namespace

TEST_CASE("ladder: one row of each kind") {
  const RunResult run = samples::every_row();
  check_golden("ladder.txt", ladder_text(ladder_of(run), {}, {false, false, 0, Verbosity::normal}));
  check_golden("ladder-72.txt", ladder_text(ladder_of(run), {}, {false, true, 72, Verbosity::normal}));
  check_golden("ladder-octets-60.txt",
               ladder_text(ladder_of(run), {true, 0}, {false, false, 60, Verbosity::normal}));
}

TEST_CASE("ladder: upright at every width") {
  const RunResult run = samples::every_row();
  for (int columns = 60; columns < 140; ++columns)
    check_upright(ladder_text(ladder_of(run), {true, 0}, {false, false, columns, Verbosity::normal}),
                  static_cast<size_t>(columns));
  // Narrower terminals break the lines themselves.
  CHECK(ladder_text(ladder_of(run), {}, {false, false, 30, Verbosity::normal}) ==
        ladder_text(ladder_of(run), {}, {false, false, 60, Verbosity::normal}));
}

TEST_CASE("ladder: both alphabets draw the same picture") {
  const RunResult run = samples::every_row();
  const auto ascii = lines(ladder_text(ladder_of(run), {}, {false, false, 80, Verbosity::normal}));
  const auto drawn = lines(ladder_text(ladder_of(run), {}, {false, true, 80, Verbosity::normal}));
  REQUIRE(ascii.size() == drawn.size());
  for (size_t i = 0; i < ascii.size(); ++i) CHECK(width_of(ascii[i]) == width_of(drawn[i]));
}

TEST_CASE("ladder: every bundled run fits the terminal, replayed and planned") {
  const auto recordings = test::bundled_recordings(SHAKEDOWN_SOURCE_DIR);
  size_t drawn = 0;
  for (const PlannedRun& planned : test::bundled_runs(SHAKEDOWN_SOURCE_DIR)) {
    const auto recording = recordings.find(planned.run_id);
    if (recording == recordings.end()) continue;
    INFO(planned.run_id);
    test::ReplayLab lab(recording->second);
    const RunResult result = run_in_lab(planned, lab, recording->second.seed);
    const Ladder run = ladder_of(result);
    for (const int columns : {60, 72, 100}) {
      const Style style{false, false, columns, Verbosity::verbose};
      check_upright(ladder_text(run, {}, style), static_cast<size_t>(columns));
      check_upright(ladder_text(ladder_of(planned), {}, style), static_cast<size_t>(columns));
    }
    ++drawn;
  }
  CHECK(drawn > 0);
}

TEST_CASE("ladder: a long one is cut at its beginning, and says so") {
  RunResult run;
  run.trace.begin = samples::at({});
  for (int i = 0; i < 5; ++i)
    run.trace.events.push_back({samples::at(i * 1ms), NoteEvent{"note " + std::to_string(i)}});
  const std::string middle(46, ' '), indent(14, ' ');
  CHECK(ladder_text(ladder_of(run), {false, 2}, Style{}) ==
        "  (3 earlier left out; -v shows them)\n"
        "     ms step peer                                       target\n" +
            indent.substr(1) + "|" + middle + "|\n" +
            "  3.000      |   note 3                                     |\n"
            "  4.000      |   note 4                                     |\n");
  CHECK(ladder_text(ladder_of(run), {false, 5}, Style{}).find("left out") == std::string::npos);
}

TEST_CASE("ladder: a call that our segment ends is no call that ends at once") {
  RunResult run;
  run.trace.begin = samples::at({});
  auto& events = run.trace.events;
  events.push_back({samples::at(1us), CallEvent{"read", "", "started", 0}});
  events.push_back({samples::at(2us), samples::segment(Direction::sent, samples::ack, "ACK len=1", 1)});
  events.push_back({samples::at(3us), CallEvent{"read", "", "\"a\" (1 octets)", 0}});
  const std::vector<LadderRow> rows = ladder_of(run).rows;
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].text == "read");
  CHECK(rows[2].text == "read = \"a\"");
  events.erase(events.begin() + 1);
  REQUIRE(ladder_of(run).rows.size() == 1);
  CHECK(ladder_of(run).rows[0].text == "read = \"a\"");
}

TEST_CASE("ladder: hostile text stays on its line and says what it is") {
  RunResult run;
  run.trace.begin = samples::at({});
  SegmentEvent event =
      samples::segment(Direction::arrived, samples::ack, "ACK \x1b[31m\n<mss> \xe2\x80\xae", 0);
  run.trace.events.push_back({samples::at({}), event});
  run.trace.peer = "\x1b[2J";
  const std::string text = ladder_text(ladder_of(run), {}, Style{});
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find("peer \\x1b[2J") != std::string::npos);
  check_upright(text, 132);
}

TEST_CASE("ladder: a run that was not judged does not say that it failed") {
  RunResult run = samples::every_row();
  run.verdict = Verdict::error;
  const std::string text = ladder_text(ladder_of(run), {}, Style{});
  CHECK(text.find("stopped: ack is 1, not 9") != std::string::npos);
  CHECK(text.find("failed: ") == std::string::npos);
  // An interrupt is nobody's failure; the step that it met is named.
  run.failure.reset();
  run.reason = "time limit";
  run.trace.events.resize(run.trace.events.size() - 3);
  const LadderRow last = ladder_of(run).rows.back();
  CHECK(last.text == "stopped: time limit (expect a: ACK ack=9)");
  CHECK(last.step == 14);
  run.verdict = Verdict::pass;
  CHECK(ladder_of(run).rows.back().kind == LadderRow::Kind::segment);
}

TEST_CASE("ladder: a failure within steps that hold others is told once, at its own step") {
  RunResult run = samples::every_row();
  auto& events = run.trace.events;
  run.failure->step = 6;
  for (const StepIndex step : {6, 7})
    events.insert(events.end() - 1, {samples::at(231'530us), StepEvent{step, StepOutcome::failed, ""}});
  std::vector<int> failed;
  for (const LadderRow& row : ladder_of(run).rows)
    if (row.text.rfind("failed: ", 0) == 0) failed.push_back(row.step);
  CHECK(failed == std::vector<int>{7});
}
