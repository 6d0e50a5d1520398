// Help, files on disk, and plans as text.

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "cli/find.h"
#include "cli/option_table.h"
#include "cli/report_files.h"
#include "golden/golden.h"
#include "golden/samples.h"
#include "report/plan_ladder.h"
#include "support/scratch_folder.h"

using namespace shakedown;
namespace fs = std::filesystem;

namespace {

// A folder that goes when the test does.
struct Folder : ScratchFolder {
  std::string file(const std::string& name) const {
    fs::create_directories((path() / name).parent_path());
    std::ofstream(path() / name) << "name: x\n";
    return *this / name;
  }
};

std::vector<std::string> ids(const std::vector<ScenarioFile>& files) {
  std::vector<std::string> out;
  for (const ScenarioFile& file : files) out.push_back(file.id);
  return out;
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("help is made from the tables") {
  check_golden("help.txt", help_text());
  check_golden("help-run.txt", help_text(Verb::run));
  check_golden("help-list.txt", help_text(Verb::list));
  for (const VerbRow& row : verb_table()) CHECK(help_text().find(row.name) != std::string::npos);
  for (const OptionRow& row : option_table())
    for (const Verb verb : row.verbs)
      CHECK(help_text(verb).find(std::string("--") + row.name) != std::string::npos);
}

TEST_CASE("ids count from the bundled folder, else from the folder given, else it is the file's name") {
  const Folder bundled, other;
  bundled.file("close/half.yaml");
  const std::string inside = bundled.file("close/deep/er.yaml");
  bundled.file("given/established.yaml");
  bundled.file("README.md");
  bundled.file(".hidden/x.yaml");
  const std::string outside = other.file("mine/a.yaml");
  const std::string odd = other.file("mine/no-suffix");

  CHECK(ids(scenario_files(bundled.name(), bundled.name())) == Ids{"close/deep/er", "close/half"});
  const auto of = [&](const Ids& paths) {
    const auto found = find_scenarios(paths, bundled.name());
    return found ? ids(found->files) : Ids{"error: " + found.error().message};
  };
  CHECK(of({}) == Ids{"close/deep/er", "close/half"});
  CHECK(of({inside}) == Ids{"close/deep/er"});
  CHECK(of({bundled / "close"}) == Ids{"close/deep/er", "close/half"});
  CHECK(of({bundled / "close/deep/"}) == Ids{"close/deep/er"});
  CHECK(of({bundled / "given"}) == Ids{"given/established"});
  CHECK(of({outside}) == Ids{"a"});
  CHECK(of({odd}) == Ids{"no-suffix"});
  CHECK(of({other.name()}) == Ids{"mine/a"});
  CHECK(of({"-"}) == Ids{"stdin"});
  CHECK(of({"close/half"}) == Ids{"close/half"});
  CHECK(of({"close"}) == Ids{"close/deep/er", "close/half"});
  CHECK(of({"close", inside, bundled / "close/../close/half.yaml"}) == Ids{"close/deep/er", "close/half"});
  CHECK(of({"close/hafl"}) == Ids{"error: `close/hafl` names no file, folder or scenario"});
  CHECK(find_scenarios({"close/hafl"}, bundled.name()).error().hint ==
        "a scenario with a similar name exists: `close/half`");
  fs::create_directories(other / "empty");
  CHECK(of({other / "empty"}) == Ids{"error: no scenario in the folder `" + other / "empty" + "`"});
  CHECK_FALSE(find_scenarios({}, "").has_value());
}

TEST_CASE("the same file by two names is one file, whichever name a word uses") {
  const Folder bundled;
  const std::string file = bundled.file("close/half.yaml");
  const auto found = find_scenarios({"close/half", file, bundled / "close/./half.yaml"}, bundled.name());
  REQUIRE(found);
  REQUIRE(found->files.size() == 1);
  for (const Word& word : found->words) CHECK(word.paths.count(found->files[0].path) == 1);
}

TEST_CASE("a link to a folder is not followed in a circle") {
  const Folder folder;
  folder.file("a/x.yaml");
  fs::create_directory_symlink(folder.name(), folder / "a/loop");
  CHECK(ids(scenario_files(folder.name(), "")) == Ids{"a/x"});
}

TEST_CASE("a report that cannot be written is said at once") {
  const Folder folder;
  struct Row {
    std::string path, why;
    bool at_opening;
  };
  const std::vector<Row> rows{{folder.name(), "Is a directory", true},
                              {folder / "none/report.json", "No such file or directory", true},
                              {"/dev/full", "No space left on device", false}};
  for (const Row& row : rows) {
    CAPTURE(row.path);
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    {
      Output talk(ends[1], true);
      ReportFiles report({{"json", row.path}}, talk);
      CHECK(report.unwritten() == row.at_opening);
      report.begin(samples::facts());
      report.add(samples::every_verdict().runs[0]);
      report.end(samples::every_verdict());
      CHECK(report.unwritten());
    }
    std::string said(1000, '\0');
    said.resize(static_cast<size_t>(read(ends[0], said.data(), said.size())));
    close(ends[0]);
    CHECK(said == "shakedown: the report cannot be written to `" + row.path + "`: " + row.why + "\n");
  }
}

TEST_CASE("an old report is emptied before the runs begin") {
  const Folder folder;
  const std::string path = folder.file("report.json");
  Output talk(STDERR_FILENO);
  {
    const ReportFiles report({{"json", path}}, talk);
    CHECK(fs::file_size(path) == 0);
  }
}

TEST_CASE("show: a ladder of the plan, preludes first, steps of a step in its bracket") {
  auto prelude = std::make_shared<Scenario>();
  prelude->name = "ESTABLISHED";
  Step listen, syn;
  listen.what = TargetStep{};
  listen.text = "target: listen";
  syn.what = SendStep{};
  syn.text = "send: SYN";
  prelude->steps = {listen, syn};

  auto scenario = std::make_shared<Scenario>();
  scenario->name = "All kinds of steps";
  scenario->about = "What they are about.";
  scenario->preludes = {{"", prelude}, {"b", prelude}};
  Step lose, expect, bare, branches, state;
  lose.what = SendStep{{}, true, ""};
  lose.text = "lose a: PSH-ACK data=\"x\"";
  expect.what = ExpectStep{};
  expect.text = "expect: ACK ack=2 after 1s";
  bare.what = BackoffStep{};
  bare.text = "backoff: ACK first 200ms factor 2 count 3";
  state.what = StateStep{};
  state.text = "state: TIME-WAIT";
  branches.what = OneOfStep{{{"done", {expect, state}, {}}, {"not-done", {expect}, {}}}};
  branches.text = "one-of:";
  Step repeat;
  repeat.what = RepeatStep{2, std::nullopt, {syn}};
  repeat.text = "repeat: 2";
  Step crossing, maybe, wait;
  wait.what = WaitStep{};
  wait.text = "wait: 5s";
  maybe.what = OptionalStep{{expect}};
  maybe.text = "optional:";
  crossing.what = AnyOrderStep{{expect, maybe}};
  crossing.text = "any-order:";
  scenario->steps = {lose, expect, bare, branches, repeat, wait, crossing, state};

  PlannedRun run;
  run.run_id = "close/all[4]";
  run.scenario = scenario;
  check_golden("show.txt", plan_text(run, Style{}));
}
