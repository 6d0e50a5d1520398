// The JSON report: read back, and compared as a whole.

#include "report/json.h"

#include <nlohmann/json.hpp>

#include "golden/golden.h"
#include "golden/samples.h"

using namespace shakedown;
using nlohmann::json;

namespace {

std::string document(const SuiteResult& suite) {
  const auto report = make_json_report();
  std::string text = report->begin(samples::facts());
  for (const RunResult& run : suite.runs) text += report->add(run);
  return text + report->end(suite);
}

}  // namespace

TEST_CASE("json: the whole document") {
  const std::string text = document(samples::every_verdict());
  check_golden("report.json", text);
}

TEST_CASE("json: an empty suite is a document too") {
  const json read = json::parse(document(SuiteResult{}));
  CHECK(read.at("schema") == 1);
  CHECK(read.at("runs").empty());
}

TEST_CASE("json: fields of the document and of a failed run") {
  const SuiteResult suite = samples::every_verdict();
  const json read = json::parse(document(suite));
  CHECK(read.at("schema") == 1);
  CHECK(read.at("seed") == 42);
  CHECK(read.at("kernel") == "6.18.0");
  CHECK(read.at("lab").at("net.ipv4.tcp_ecn") == "2");
  CHECK(read.at("target") == json{{"stack", "linux"}, {"release", "6.18.0"}, {"tick", 0.004}});
  CHECK(read.at("not_run") == 2);
  CHECK(read.at("summary") ==
        json{{"pass", 2}, {"fail", 2}, {"warn", 1}, {"known", 1}, {"skip", 1}, {"error", 1}});
  REQUIRE(read.at("runs").size() == suite.runs.size());

  const json& run = read.at("runs").at(1);
  CHECK(run.at("id") == "close/simultaneous");
  CHECK(run.at("run") == "close/simultaneous[4,mss=536]");
  CHECK(run.at("file") == "scenarios/close/simultaneous.yaml");
  CHECK(run.at("family") == 4);
  CHECK(run.at("variant") == json{{"mss", "536"}});
  CHECK(run.at("verdict") == "fail");
  CHECK(run.at("attempts") == 1);
  CHECK(run.at("repeat") == 0);
  CHECK(run.at("not_observed") == 0);
  CHECK(run.at("reason") == "ack is 1, not 2");
  CHECK(run.at("seconds").get<double>() == doctest::Approx(0.501));
  CHECK(run.at("overhead_seconds").get<double>() == doctest::Approx(0.00125));
  CHECK(run.at("step") == 3);
  CHECK(run.at("line") == 8);
  CHECK(run.at("column") == 17);
  CHECK(run.at("failure").at("rows").at(2) ==
        json{{"field", "ack"}, {"expected", "2"}, {"received", "1"}, {"differs", true}});
  CHECK(run.at("steps").at(2).at("prelude") == "given/ESTABLISHED");
  CHECK(read.at("runs").at(0).at("step").is_null());
  CHECK(read.at("runs").at(0).at("failure").is_null());
}

TEST_CASE("json: every kind of event, with its time") {
  const SuiteResult suite = samples::every_verdict();
  const json trace = json::parse(document(suite)).at("runs").at(1).at("trace");
  REQUIRE(trace.size() == suite.runs[1].trace.events.size());
  CHECK(trace.at(0).at("kind") == "note");
  CHECK(trace.at(1) == json{{"kind", "call"},
                            {"text", "close"},
                            {"socket", ""},
                            {"outcome", "started"},
                            {"step", 1},
                            {"time", 0.000012},
                            {"timestamp_ns", "1755000000123468789"}});
  CHECK(trace.at(3).at("outcome") == "passed");
  CHECK(trace.at(4).at("direction") == "lost");
  CHECK(trace.at(5).at("direction") == "sent");
  CHECK(trace.at(7).at("state") == "CLOSING");
  CHECK(trace.at(8).at("field") == "retransmits");
  CHECK(trace.at(9).at("unseen") == true);
  const json& arrived = trace.at(10);
  CHECK(arrived.at("step").is_null());
  CHECK(arrived.at("refused") == 3);
  std::string hex;
  for (int i = 0; i < 40; ++i) hex += "ab";
  CHECK(arrived.at("raw") == hex);
  const json& packet = arrived.at("packet");
  CHECK(packet.at("kind") == "tcp");
  CHECK(packet.at("seq") == 4294967295U);
  CHECK(packet.at("flags") == "ACK");
  CHECK(packet.at("ip").at("source") == "192.0.2.1");
  CHECK(packet.at("options").at(0) == json{{"kind", 2}, {"name", "mss"}, {"mss", 1460}});
  CHECK(packet.at("options").at(2).at("echo") == 9);
  CHECK(packet.at("options").at(4).at("shift") == 7);
}

TEST_CASE("json: IP fragments") {
  SuiteResult suite = samples::every_verdict();
  auto& sent = std::get<SegmentEvent>(suite.runs[1].trace.events[5].what);
  sent.fragments = {{samples::at(41us), {0xca}}, {samples::at(42us), {0xfe}}};
  const json trace = json::parse(document(suite)).at("runs").at(1).at("trace");
  CHECK(trace.at(5).at("fragments").at(1) == json{{"timestamp_ns", "1755000000123498789"}, {"raw", "fe"}});
  CHECK_FALSE(trace.at(4).contains("fragments"));
}

TEST_CASE("json: every kind of packet and option") {
  Segment segment;
  segment.options = {EolOption{}, SackOption{{{Seq(1), Seq(2)}}}, FastOpenOption{{0xca, 0xfe}},
                     Md5Option{Bytes(16, 1)}, RawOption{77, 9, {0xaa}}};
  segment.payload = {'h', 'i'};
  segment.option_trouble = "length 9 reaches past the header";
  IcmpMessage icmp;
  icmp.type = 3;
  icmp.code = 4;
  icmp.rest = 600;
  icmp.quoted = FourTuple{{Address::parse("192.0.2.1"), 1}, {Address::parse("2001:db8::1"), 2}};
  const auto as_json = [](Packet packet) {
    Trace trace;
    trace.begin = samples::at({});
    SegmentEvent event;
    event.packet = std::move(packet);
    event.direction = Direction::arrived;
    return json(json_of(Event{samples::at(1ns), event}, trace));
  };
  const json tcp = as_json(segment).at("packet");
  CHECK(as_json(segment).at("time") == 1e-9);
  CHECK(tcp.at("options").at(0) == json{{"kind", 0}, {"name", "eol"}});
  CHECK(tcp.at("options").at(1).at("blocks").at(0) == json{{"left", 1}, {"right", 2}});
  CHECK(tcp.at("options").at(2).at("cookie") == "cafe");
  CHECK(tcp.at("options").at(3).at("name") == "md5");
  CHECK(tcp.at("options").at(4) == json{{"kind", 77}, {"name", "raw"}, {"length", 9}, {"body", "aa"}});
  CHECK(tcp.at("payload") == "6869");
  CHECK(tcp.at("length") == 2);
  CHECK(tcp.at("option_trouble") == segment.option_trouble);
  const json message = as_json(icmp).at("packet");
  CHECK(message.at("kind") == "icmp");
  CHECK(message.at("rest") == 600);
  CHECK(message.at("quoted").at("target") == "2001:db8::1");
  CHECK(message.at("quoted").at("target_port") == 2);
  CHECK(as_json(Undecoded{"too short"}).at("packet") == json{{"kind", "undecoded"}, {"why", "too short"}});
}

TEST_CASE("json: what is not UTF-8 makes no invalid document") {
  SuiteResult suite;
  suite.runs.push_back(
      samples::result("bad\xff"
                      "name",
                      "x[4]", Verdict::error, 1ms));
  suite.runs.back().reason = "octets \xc3\x28 \"quoted\"\n";
  const json read = json::parse(document(suite));
  CHECK(read.at("runs").at(0).at("id") == "bad\xef\xbf\xbdname");
  CHECK(read.at("runs").at(0).at("reason") == "octets \xef\xbf\xbd( \"quoted\"\n");
}
