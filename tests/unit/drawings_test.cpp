// What the page draws, as text: ladder, time-sequence plot, interval bars.

#include "golden/golden.h"
#include "golden/ladder_sample.h"
#include "golden/markup.h"
#include "report/interval_bars.h"
#include "report/ladder_svg.h"
#include "report/plot_axis.h"
#include "report/sequence_plot.h"
#include "report/trace_ladder.h"

using namespace shakedown;

namespace {

constexpr uint32_t our_iss = 4294967290U, its_iss = 7000;  // ours wraps on its way

struct Told {
  Duration at;
  Direction direction;
  uint32_t seq = 0, ack = 0;  // relative
  uint16_t window = 0;
  size_t octets = 0;
  Flags flags = samples::ack;
};

Event event_of(const Told& told, const std::string& connection = "") {
  SegmentEvent event;
  event.direction = told.direction;
  event.connection = connection;
  const bool ours = told.direction != Direction::arrived;
  Segment segment;
  segment.seq = Seq(ours ? our_iss : its_iss) + told.seq;
  segment.ack = Seq(ours ? its_iss : our_iss) + told.ack;
  segment.window = told.window;
  segment.flags = told.flags;
  segment.payload.resize(told.octets);
  event.packet = segment;
  return {samples::at(told.at), event};
}

Trace trace_of(const std::vector<Told>& all) {
  Trace trace;
  trace.begin = samples::at({});
  for (const Told& told : all) trace.events.push_back(event_of(told));
  return trace;
}

const Flags syn = Flags{}.with(Flag::syn), syn_ack = syn.with(Flag::ack);

// We send 300 octets in three segments, one of which is lost and one repeated.
Trace stream() {
  return trace_of({{1ms, Direction::sent, 0, 0, 65535, 0, syn},
                   {2ms, Direction::arrived, 0, 1, 1000, 0, syn_ack},
                   {3ms, Direction::sent, 1, 1, 65535, 100},
                   {4ms, Direction::lost, 101, 1, 65535, 100},
                   {5ms, Direction::arrived, 1, 101, 400},
                   {6ms, Direction::sent, 201, 1, 65535, 100},
                   {7ms, Direction::arrived, 1, 101, 400},
                   {207ms, Direction::sent, 101, 1, 65535, 100},
                   {208ms, Direction::arrived, 1, 301, 200}});
}

template <typename Draw>
std::string drawn(Draw draw) {
  pugi::xml_document document;
  draw(document);
  return one_a_line(markup_of(document)) + "\n";
}

}  // namespace

TEST_CASE("ladder drawing: one row of each kind") {
  const RunResult run = samples::every_row();
  check_golden("ladder.svg", drawn([&](Element parent) { add_ladder_svg(parent, ladder_of(run)); }));
}

TEST_CASE("ladder drawing: of a very long one the middle is left out") {
  Ladder ladder;
  for (int i = 0; i < 1000; ++i) {
    LadderRow row;
    row.text = "note " + std::to_string(i);
    ladder.rows.push_back(row);
  }
  const std::string text = drawn([&](Element parent) { add_ladder_svg(parent, ladder); });
  for (const char* there : {">note 0<", ">note 199<", ">400 rows left out<", ">note 600<", ">note 999<"})
    CHECK(text.find(there) != std::string::npos);
  CHECK(text.find(">note 200<") == std::string::npos);
  CHECK(text.find(">note 599<") == std::string::npos);
  CHECK(drawn([&](Element parent) { add_ladder_svg(parent, Ladder{}); }) == "\n");
}

TEST_CASE("sequence series: octets, acknowledgements and window edge of one direction") {
  const std::vector<SequenceSeries> all = sequence_series(stream());
  REQUIRE(all.size() == 1);
  const SequenceSeries& series = all[0];
  CHECK_FALSE(series.from_target);
  REQUIRE(series.data.size() == 4);
  CHECK(series.data[0].at == 3ms);
  CHECK(series.data[0].from == 1);
  CHECK(series.data[0].to == 101);
  CHECK(series.data[1].lost);
  CHECK(series.data[2].to == 301);
  CHECK_FALSE(series.data[2].again);
  CHECK(series.data[3].again);
  CHECK(series.data[3].from == 101);
  REQUIRE(series.acknowledged.size() == 4);
  CHECK(series.acknowledged[0].value == 1);
  CHECK(series.acknowledged[3].value == 301);
  CHECK(series.edge[1].value == 501);
  CHECK(series.edge[3].value == 501);
}

TEST_CASE("sequence series: windows are scaled when both ends offer it, and never in a SYN") {
  Trace trace = stream();
  const auto offer = [&](size_t event, uint8_t shift) {
    std::get<Segment>(std::get<SegmentEvent>(trace.events[event].what).packet).options = {
        WindowScaleOption{shift}};
  };
  offer(1, 3);
  CHECK(sequence_series(trace).at(0).edge[1].value == 501);  // ours did not offer
  offer(0, 0);
  CHECK(sequence_series(trace).at(0).edge[0].value == 1001);
  CHECK(sequence_series(trace).at(0).edge[1].value == 101 + 400 * 8);
  offer(1, 200);
  CHECK(sequence_series(trace).at(0).edge[1].value == 101 + int64_t{400} * 16384);
}

TEST_CASE("sequence series: without a SYN, another SYN, resets, strangers, what is far off") {
  // Numbers count from the first segment seen, or from what was acknowledged.
  const auto late = sequence_series(
      trace_of({{1ms, Direction::arrived, 5001, 1, 10, 10}, {2ms, Direction::arrived, 5011, 1, 10, 10}}));
  REQUIRE(late.size() == 1);
  CHECK(late[0].from_target);
  CHECK(late[0].data[1].from == 11);
  // A connection that begins anew is another one.
  const auto anew = sequence_series(trace_of({{1ms, Direction::sent, 0, 0, 10, 0, syn},
                                              {2ms, Direction::sent, 1, 0, 10, 10},
                                              {3ms, Direction::sent, 11, 0, 10, 10},
                                              {4ms, Direction::sent, 90000, 0, 10, 0, syn},
                                              {5ms, Direction::sent, 90001, 0, 10, 10},
                                              {6ms, Direction::sent, 90011, 0, 10, 10}}));
  REQUIRE(anew.size() == 2);
  CHECK(anew[1].data[0].from == 1);
  Trace odd = stream();
  odd.events.push_back(event_of({9s, Direction::arrived, 1, 9999, 9999, 0, samples::ack.with(Flag::rst)}));
  odd.events.push_back(event_of({9s, Direction::sent, 0x7fffff00, 1, 0, 10}));
  odd.events.push_back(event_of({9s, Direction::arrived, 1, 0x7fffff00, 0}));
  odd.events.push_back(event_of({9s, Direction::sent, 301, 1, 0, 10}, "?"));
  const auto series = sequence_series(odd);
  REQUIRE(series.size() == 1);
  CHECK(series[0].data.size() == 4);
  CHECK(series[0].acknowledged.size() == 4);
  // One segment makes no picture.
  CHECK(sequence_series(trace_of({{1ms, Direction::sent, 1, 1, 10, 10}})).empty());
}

TEST_CASE("sequence plot") {
  const std::vector<SequenceSeries> all = sequence_series(stream());
  check_golden("plot.svg", drawn([&](Element parent) { add_sequence_plot(parent, all.at(0)); }));
}

TEST_CASE("interval bars: on time, a range, too early, too late, nothing") {
  Trace trace;
  trace.begin = samples::at({});
  trace.steps = {{{}, "backoff: PSH-ACK first 200ms factor 2 count 3", "", ""},
                 {{}, "state: CLOSED after 1s..2s " + std::string(200, 'x'), "", ""}};
  const Instant begin = samples::at(1ms);
  trace.intervals = {{0, begin, 196ms, 233ms, 200ms, begin + 204ms},
                     {0, begin, 396ms, 458ms, 400ms, begin + 390ms},
                     {0, begin, 796ms, 908ms, 800ms, begin + 950ms},
                     {1, begin, 1s, 2s, {}, {}},
                     {7, begin, 1s, 2s, {}, begin + 1500ms}};
  check_golden("bars.svg", drawn([&](Element parent) { add_interval_bars(parent, trace); }));
  CHECK(drawn([&](Element parent) { add_interval_bars(parent, Trace{}); }) == "\n");
  trace.intervals.assign(1000, trace.intervals[0]);
  const std::string text = drawn([&](Element parent) { add_interval_bars(parent, trace); });
  CHECK(text.find(">800 more<") != std::string::npos);
}

TEST_CASE("axes: round values") {
  using Values = std::vector<double>;
  CHECK(round_values(0, 10, 5) == Values{0, 2, 4, 6, 8, 10});
  CHECK(round_values(-3, 103, 4) == Values{0, 50, 100});
  CHECK(round_values(5, 5, 4).empty());
  CHECK(round_values(5, 4, 4).empty());
  CHECK(mark_text(0) == "0");
  CHECK(mark_text(0.25) == "0.25");
  CHECK(mark_text(999) == "999");
  CHECK(mark_text(9999) == "9,999");
  CHECK(mark_text(65536) == "65,536");
  CHECK(mark_text(-1234567) == "-1,234,567");
  CHECK(mark_text(123456) == "123,456");
}
