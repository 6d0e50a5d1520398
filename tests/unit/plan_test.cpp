// From files to planned runs: families, variants, matrices, preludes, ids, waits.

#include <doctest/doctest.h>

#include <filesystem>
#include <set>

#include "shakedown/parse.h"

namespace shakedown {
namespace {

const std::string root = SHAKEDOWN_SOURCE_DIR "/scenarios";

ParsedFile parse(const std::string& text) {
  const auto parsed = parse_text(text, {"x.yaml", "x", root}, root);
  if (!parsed) FAIL(render(parsed.error()));
  return *parsed;
}
std::vector<std::string> run_ids(const std::string& text) {
  std::vector<std::string> ids;
  for (const PlannedRun& run : parse(text).runs) ids.push_back(run.run_id);
  return ids;
}
const Scenario& only(const ParsedFile& file) { return *file.runs.at(0).scenario; }

using Ids = std::vector<std::string>;
const std::string steps = "steps:\n  - send: SYN\n";

}  // namespace

TEST_CASE("plan: run ids") {
  CHECK(run_ids("name: n\n" + steps) == Ids{"x[4]", "x[6]"});
  CHECK(run_ids("name: n\nfamily: 6\n" + steps) == Ids{"x[6]"});
  CHECK(run_ids("name: n\nfamily: 4\nmatrix: {mss: [536, 1460], n: [1, 2]}\n" + steps) ==
        Ids{"x[4,mss=536,n=1]", "x[4,mss=536,n=2]", "x[4,mss=1460,n=1]", "x[4,mss=1460,n=2]"});
  CHECK(run_ids("name: n\nvariants:\n  sack: {family: 6}\n  plain:\n" + steps) ==
        Ids{"x[4,plain]", "x[6,sack]", "x[6,plain]"});
  CHECK(run_ids("name: n\nfamily: 4\ngiven: ESTABLISHED\n" + steps) == Ids{"x[4]"});
  CHECK(run_ids("name: n\nfamily: 4\ngiven: [FIN-WAIT-1, ESTABLISHED active]\n" + steps) ==
        Ids{"x[4,given=FIN-WAIT-1]", "x[4,given=ESTABLISHED-active]"});
  CHECK(run_ids("name: n\nfamily: 4\nmatrix: {state: [LISTEN]}\ngiven: $state\n" + steps) ==
        Ids{"x[4,state=LISTEN]"});
}

TEST_CASE("plan: what a run was chosen for") {
  const PlannedRun run =
      parse("name: n\nfamily: 4\nmatrix: {m: [5]}\nvariants: {v: {}}\ngiven: [LISTEN]\n" + steps).runs.at(0);
  CHECK(run.id == "x");
  CHECK(run.variant ==
        std::vector<std::pair<std::string, std::string>>{{"variant", "v"}, {"m", "5"}, {"given", "LISTEN"}});
}

TEST_CASE("plan: a variant replaces whole keys") {
  const ParsedFile file = parse(
      "name: n\nfamily: 4\nsysctl: {net.a: 1, net.b: 2}\ntags: [all]\nvariants:\n"
      "  one: {sysctl: {net.c: 3}, tags: [own]}\n  two: {}\n" +
      steps);
  REQUIRE(file.runs.size() == 2);
  using Settings = std::vector<std::pair<std::string, std::string>>;
  CHECK(file.runs[0].scenario->lab.sysctls == Settings{{"net.c", "3"}});
  CHECK(file.runs[1].scenario->lab.sysctls == Settings{{"net.a", "1"}, {"net.b", "2"}});
  CHECK(file.tags == Ids{"own", "all"});
}

TEST_CASE("plan: values of the matrix are text") {
  const ParsedFile file = parse(
      "name: at $m\nfamily: 4\nmatrix: {m: ['5 win=7']}\nsteps:\n  - 'send': SYN seq=$m data=\"$$m\"\n");
  const TcpSpec& segment = std::get<TcpSpec>(std::get<SendStep>(only(file).steps.at(0).what).segment.what);
  CHECK(segment.find(Field::win));
  CHECK(segment.data->octets == Bytes{'$', 'm'});
  CHECK(file.name == "at 5 win=7");
}

TEST_CASE("plan: the whole of a scenario") {
  const ParsedFile file = parse(
      "shakedown: 1\nname: n\nabout: |\n  two\n  lines\nfamily: 4\ncovers: RFC9293/SHLD-3\ntags: [slow, "
      "odd-one]\n"
      "needs: [state, privilege]\nservice: echo\nwith: win=2000 <mss 1000>\nisn: 0xffffffff\n"
      "lab: [quickack, rto-min 10ms, mtu 1280]\nsysctl-where-known: {net.ipv4.tcp_ecn: 0}\n"
      "known:\n  linux<6.12: does this\n  bsd: does that\n" +
      steps);
  const Scenario& scenario = only(file);
  CHECK(file.runs[0].covers_only_advice);
  CHECK(scenario.file == "x.yaml");
  CHECK(scenario.about == "two\nlines\n");
  CHECK(scenario.covers == Ids{"RFC9293/SHLD-3"});
  CHECK(scenario.tags == Ids{"slow", "odd-one"});
  CHECK(scenario.needs == std::vector<Need>{Need::state, Need::privilege});
  CHECK(scenario.service == "echo");
  REQUIRE(scenario.with);
  CHECK(scenario.with->win->text == "2000");
  CHECK(scenario.with->options->options.size() == 1);
  CHECK(scenario.isn->text == "0xffffffff");
  CHECK(scenario.lab.quickack);
  CHECK(scenario.lab.rto_min == Duration(10ms));
  CHECK(scenario.lab.mtu == 1280);
  CHECK(scenario.lab.family == Family::v4);
  REQUIRE(scenario.known.size() == 2);
  CHECK(scenario.known[0].stack == "linux");
  CHECK(scenario.known[0].comparison == Comparison::less);
  CHECK(scenario.known[0].release == "6.12");
  CHECK(scenario.known[0].reason == "does this");
  CHECK(scenario.known[1].comparison == Comparison::any);
  REQUIRE(scenario.connections.size() == 1);
  CHECK(scenario.connections[0].name.empty());
}

TEST_CASE("plan: only advice is covered when all of it is") {
  const auto advice = [](const std::string& covers) {
    return parse("name: n\nfamily: 4\n" + covers + steps).runs.at(0).covers_only_advice;
  };
  CHECK(advice("covers: [RFC9293/SHLD-3, RFC9293/REC-1]\n"));
  CHECK_FALSE(advice("covers: [RFC9293/SHLD-3, RFC9293/MUST-13]\n"));
  CHECK_FALSE(advice("covers: [RFC9293/SHLD-3, RFC9293/3.6]\n"));
  CHECK_FALSE(advice("covers: [RFC9293/MAY-2]\n"));
  CHECK_FALSE(advice(""));
}

TEST_CASE("plan: preludes hand on connections, names and wishes") {
  const ParsedFile file = parse(
      "name: n\nfamily: 6\nconnections:\n  a: {given: ESTABLISHED}\n  b: {same-tuple: a, isn: 9}\n"
      "steps:\n  - send b: SYN\n  - target listener: close\n");
  const Scenario& scenario = only(file);
  REQUIRE(scenario.preludes.size() == 1);
  CHECK(scenario.preludes[0].connection == "a");
  const Scenario* prelude = scenario.preludes[0].scenario.get();
  CHECK(prelude->file == root + "/given/ESTABLISHED.yaml");
  CHECK(prelude->lab.family == Family::v6);
  int depth = 0;
  for (; !prelude->preludes.empty(); ++depth) prelude = prelude->preludes[0].scenario.get();
  CHECK(depth == 2);  // SYN-RECEIVED, LISTEN
  CHECK(scenario.connections[1].same_tuple == "a");
  CHECK(scenario.steps[0].connection == "b");
}

TEST_CASE("plan: a listener serves several connections, a state needs one") {
  const std::string two = "name: n\nfamily: 4\nconnections: {a: {}, b: {}}\nsteps:\n  - send a: SYN\n";
  CHECK(only(parse(two + "given: LISTEN\n")).preludes.at(0).connection.empty());
  CHECK_FALSE(parse_text(two + "given: ESTABLISHED\n", {"x.yaml", "x", root}, root));
}

TEST_CASE("plan: the longest wait") {
  const auto wait = [](const std::string& lines) {
    return longest_wait(only(parse("name: n\nfamily: 4\nsteps:\n" + lines)));
  };
  CHECK(wait("  - wait: 5ms\n  - silence: 1s\n") == 1005ms);
  CHECK(wait("  - expect: ACK after 8s\n") == 9020ms);
  CHECK(wait("  - expect: ACK after 1s..3s within 9s\n") == 3s);
  CHECK(wait("  - expect: ACK after 1s ±20%\n") == 1200ms);
  CHECK(wait("  - expect: ACK within 9s\n") == 0s);
  CHECK(wait("  - backoff: ACK first 1s factor 2 count 3\n") == 1145ms + 2270ms + 4520ms);
  CHECK(wait("  - backoff: ACK first 1s factor 2 count 3 cap 1s\n") == 3 * 1145ms);
  CHECK(wait("  - backoff: ACK first info.rto factor 1 count 1\n") == 245ms);
  CHECK(wait("  - repeat: 3\n    steps:\n      - wait: 1s\n") == 3s);
  CHECK(wait("  - target: connect = ETIMEDOUT after 8s\n") == 9020ms);
  CHECK(wait("  - one-of:\n      - name: a\n        steps:\n          - expect: ACK after 800ms\n"
             "      - name: b\n        steps:\n          - silence: 2s\n") == 2s);
  CHECK(longest_wait(only(parse("name: n\nfamily: 4\ngiven: ESTABLISHED\nsteps:\n  - wait: 1s\n"))) == 1s);
}

TEST_CASE("plan: the catalogue of requirements") {
  std::set<std::string> ids;
  size_t labels = 0, events = 0;
  static const std::set<std::string> levels{"MUST", "MUST NOT",    "SHOULD", "SHOULD NOT",
                                            "MAY",  "RECOMMENDED", ""};
  for (const Requirement& requirement : requirements()) {
    CAPTURE(requirement.id);
    CHECK(ids.insert(requirement.id).second);
    CHECK(levels.count(requirement.level) == 1);
    CHECK_FALSE(requirement.section.empty());
    CHECK_FALSE(requirement.summary.empty());
    labels += !requirement.level.empty();
    events += requirement.id.starts_with("RFC9293/SM-");
  }
  CHECK(labels == 119);
  CHECK(events == 64);
  REQUIRE(find_requirement("RFC9293/MUST-13"));
  CHECK(find_requirement("RFC9293/MUST-13")->section == "3.6.1");
  CHECK_FALSE(find_requirement("RFC9293/MUST-130"));
}

TEST_CASE("plan: every bundled scenario and prelude") {
  std::vector<ScenarioFile> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root))
    if (entry.path().extension() == ".yaml")
      files.push_back({entry.path().string(), entry.path().stem().string(), root});
  REQUIRE(files.size() >= 40);
  const auto parsed = parse_files(files, root);
  if (!parsed) FAIL(render(parsed.error()));
  for (const ParsedFile& file : *parsed) CHECK(render(file.warnings) == "");
}

}  // namespace shakedown
