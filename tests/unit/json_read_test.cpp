// A JSON report read back: the same values, whatever report is made of them; and what somebody spoilt.

#include "report/json_read.h"

#include "golden/reread.h"
#include "golden/samples.h"
#include "report/console.h"

using namespace shakedown;
using samples::document;
using samples::facts;
using samples::reread;

namespace {

// Every kind of packet, in ways that its octets do not tell.
SuiteResult everything() {
  SuiteResult suite = samples::every_verdict();
  for (RunResult& run : suite.runs)
    if (!run.trace.peer.empty()) run.trace.target_release = "6.18.0";
  RunResult& run = suite.runs[1];
  run.run.scenario = [&] {
    auto scenario = std::make_shared<Scenario>(*run.run.scenario);
    scenario->about = "What a learner\nshould see.";
    scenario->covers = {"RFC9293/3.6"};
    scenario->tags = {"slow"};
    auto prelude = std::make_shared<Scenario>();
    prelude->file = "scenarios/given/ESTABLISHED.yaml";
    prelude->source = std::make_shared<const std::string>("name: x\nsteps:\n  - send: SYN\n");
    scenario->preludes = {{"", prelude}};
    return scenario;
  }();
  run.failure->span = {"scenarios/given/ESTABLISHED.yaml", 3, 5, 4};
  run.trace.steps[2].span = run.failure->span;
  run.failure->event = 10;
  run.trace.intervals = {{1, samples::at(12us), 1ms, 2ms, 1500us, samples::at(1234us)},
                         {2, samples::at(31us), 1ms, 2ms, std::nullopt, std::nullopt}};
  run.trace.lab = {{"net.ipv4.tcp_ecn", "1"}, {"net.ipv4.tcp_sack", "1"}, {"net.ipv4.tcp_mtu_probing", "1"}};
  auto segment = samples::segment(Direction::sent, Flags{}.with(Flag::fin), "FIN", 1);
  segment.connection = "a";
  segment.name = "fin";
  std::get<Segment>(segment.packet).options = {EolOption{}, SackOption{{{Seq(1), Seq(4294967295U)}}},
                                               FastOpenOption{{0xca, 0xfe}}, Md5Option{Bytes(16, 1)},
                                               RawOption{77, 9, {0xaa}}};
  segment.fragments = {{samples::at(41us), {0xca}}, {samples::at(42us), {0xfe}}};
  run.trace.events.push_back({samples::at(2ms), segment});
  IcmpMessage icmp;
  icmp.ip.source = icmp.ip.destination = Address::parse("2001:db8::1");
  icmp.type = 3;
  icmp.quoted = FourTuple{{Address::parse("192.0.2.1"), 1}, {Address::parse("2001:db8::1"), 2}};
  segment.packet = icmp;
  run.trace.events.push_back({samples::at(3ms), segment});
  segment.packet = Undecoded{"too short"};
  run.trace.events.push_back({samples::at(4ms), segment});
  return suite;
}

std::string changed(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("json read: every report of what was read is the report of what was written") {
  const SuiteResult suite = everything();
  const auto read = reread(document("json", facts(), suite));
  REQUIRE(read);
  for (const ReportFormat& format : report_formats()) {
    INFO(format.name);
    CHECK(document(format.name, read->facts, read->result) == document(format.name, facts(), suite));
  }
  for (const Verbosity verbosity : {Verbosity::normal, Verbosity::hex}) {
    const Style style{false, true, 0, verbosity};
    CHECK(closing_text(read->result, style) == closing_text(suite, style));
    for (size_t i = 0; i < suite.runs.size(); ++i)
      CHECK(run_text(read->result.runs[i], style) == run_text(suite.runs[i], style));
  }
}

TEST_CASE("json read: a shard is known as one") {
  SuiteFacts shard = facts();
  shard.shard = ShardFacts{3, 4, 2, {"close/simultaneous[4]", "b\"\n[6]"}};
  const auto read = reread(document("json", shard, everything()));
  REQUIRE(read);
  REQUIRE(read->facts.shard);
  CHECK(read->facts.shard->number == 3);
  CHECK(read->facts.shard->of == 4);
  CHECK(read->facts.shard->rounds == 2);
  CHECK(read->facts.shard->plan == shard.shard->plan);
}

TEST_CASE("json read: without traces") {
  const auto read = reread(document("json", facts(), everything()), Traces::left_out);
  REQUIRE(read);
  REQUIRE(read->result.runs.size() == 8);
  CHECK(read->result.runs[1].trace.events.empty());
  CHECK(read->result.runs[1].verdict == Verdict::fail);
  CHECK(read->result.runs[1].elapsed == 501ms);
}

TEST_CASE("json read: fields in another order, and without what early releases did not write") {
  const auto read = reread(
      R"({"runs": [{"verdict": "warn", "run": "x[6]", "family": 6, "seconds": 2,
          "trace": [{"kind": "note", "text": "x", "time": 0.5, "timestamp_ns": "1000000000"}]}],
          "seed": 7, "kernel": "5.10", "schema": 1, "unknown": [[{}]]})");
  REQUIRE(read);
  CHECK(read->facts.seed == 7);
  CHECK(read->facts.runs == 1);
  REQUIRE(read->result.runs.size() == 1);
  const RunResult& run = read->result.runs[0];
  CHECK(run.run.family == Family::v6);
  CHECK(run.elapsed == 2s);
  CHECK(run.trace.begin == Instant(500ms));
  CHECK(run.attempts == 1);
}

TEST_CASE("json read: what is no report says why, in one line") {
  const std::string good = document("json", facts(), everything());
  const auto why = [](const std::string& text) {
    const auto read = reread(text);
    return read ? "" : read.error();
  };
  CHECK(why(good) == "");
  CHECK(why("") == "is cut off: its end is missing");
  CHECK(why(good.substr(0, good.size() / 2)) == "is cut off: its end is missing");
  CHECK(why("name: x\n") == "is no JSON: line 1, column 2");
  CHECK(why(good + "x") == "is no JSON: line 11, column 1");
  CHECK(why("{\"a\": 1,\n}") == "is no JSON: line 2, column 1");
  CHECK(why("5") == "is no report of `shakedown run --json`");
  CHECK(why("{}") == "is no report of `shakedown run --json`");
  CHECK(why("{\"schema\": 1}") == "is no report of `shakedown run --json`");
  CHECK(why("{\"schema\": \"x\", \"runs\": []}") == "is no report of `shakedown run --json`");
  CHECK(why(changed(good, "\"schema\":1", "\"schema\":2")) == "has the schema 2, and this shakedown reads 1");
  CHECK(why("{\"schema\": 1, \"runs\": 7}") == "is broken: `runs` is no list of runs");
  CHECK(why("{\"schema\": 1, \"runs\": [7]}") == "is broken: `runs` is no list of runs");
  CHECK(why("{\"schema\": 1, \"runs\": [{}]}") == "is broken: `runs[1].run` is missing");
  const auto broken = [&](const std::string& from, const std::string& to) {
    return why(changed(good, from, to));
  };
  CHECK(broken("\"verdict\":\"fail\"", "\"verdict\":\"purple\"") ==
        "is broken: `runs[2].verdict` is `purple`, and no such word is known");
  CHECK(broken("\"seconds\":0.501", "\"seconds\":-1") ==
        "is broken: `runs[2].seconds` is no number of seconds");
  CHECK(broken("\"seconds\":0.501", "\"seconds\":1e300") ==
        "is broken: `runs[2].seconds` is no number of seconds");
  CHECK(broken("\"seed\":42", "\"seed\":18446744073709551615") ==
        "is broken: `seed` is no number from 0 to 9007199254740992");
  CHECK(broken("\"refused\":3", "\"refused\":4") ==
        "is broken: `runs[2].trace[11].refused` is no number from 1 to 3");
  CHECK(broken("\"raw\":\"ab", "\"raw\":\"aB") == "is broken: `runs[1].trace[5].raw` is not hexadecimal");
  CHECK(broken("\"source\":\"192.0.2.1\"", "\"source\":\"192.0.2.256\"") ==
        "is broken: `runs[1].trace[5].packet.ip.source` is no address");
  CHECK(broken("\"timestamp_ns\":\"", "\"timestamp_ns\":\"9") ==
        "is broken: `runs[1].trace[1].timestamp_ns` is no time in nanoseconds");
  CHECK(broken("\"stalled\":false", "\"stalled\":null") == "");
  CHECK(broken("\"stalled\":false", "\"stalled\":0") ==
        "is broken: `runs[1].stalled` is neither true nor false");
}

TEST_CASE("json read: depth and width end nowhere") {
  const std::string deep(200'000, '[');
  CHECK(reread(deep).error() == "is cut off: its end is missing");
  const auto closed = reread("{\"schema\":1,\"runs\":[],\"x\":" + deep + std::string(200'000, ']') + "}");
  CHECK(closed.has_value());
  std::string wide = "{\"schema\":1,\"runs\":[]";
  for (int i = 0; i < 100'000; ++i) wide += ",\"" + std::to_string(i) + "\":0";
  CHECK(reread(wide + "}").error() == "is broken: an object has more than 4096 fields");
}
