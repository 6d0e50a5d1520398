// `shakedown list --json`: the document as a whole, and names that no JSON holds.

#include "report/list_json.h"

#include "golden/golden.h"
#include "golden/samples.h"

using namespace shakedown;

namespace {

ParsedFile file(const std::string& id, const std::string& name) {
  ParsedFile parsed;
  parsed.file = {"scenarios/" + id + ".yaml", id, "scenarios"};
  parsed.name = name;
  parsed.about = "What happens,\nand \"why\".";
  parsed.covers = {"RFC9293/3.6", "RFC9293/MUST-13"};
  parsed.tags = {"slow"};
  return parsed;
}

}  // namespace

TEST_CASE("the list as JSON") {
  const ParsedFile first = file("close/half", "Half"), second = file("close/\xff", "N\u00e4me\x1b[2J");
  PlannedRun four = samples::planned("close/half", "close/half[4,mss=536]");
  four.variant = {{"mss", "536"}};
  auto waiting = std::make_shared<Scenario>();
  Step wait;
  wait.what = WaitStep{2500ms};
  waiting->steps = {wait};
  PlannedRun six = samples::planned("close/half", "close/half[6]");
  six.scenario = waiting;
  const PlannedRun odd = samples::planned("close/\xff", "close/\xff[4]");
  check_golden("list.json", list_json({{&first, {four, six}}, {&second, {odd}}}, 2, "0.1.0"));
  CHECK(list_json({}, 0, "0.1.0") ==
        "{\"schema\":1,\"shakedown\":\"0.1.0\",\"scenarios\":[\n],\"left_out\":0}\n");
}
