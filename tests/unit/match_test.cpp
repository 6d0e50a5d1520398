// Matching on tables of values: each field right, then each field wrong once.
#include "engine/match.h"

#include <doctest/doctest.h>

#include <functional>

using namespace shakedown;

namespace {

constexpr Seq ours(5000), its(70000);
const Flags SYN = Flags{}.with(Flag::syn), ACK = Flags{}.with(Flag::ack), RST = Flags{}.with(Flag::rst);
const Flags PSH_ACK = ACK.with(Flag::psh), SYN_ACK = SYN.with(Flag::ack);
const Endpoint target{Address::parse("192.0.2.2"), 8080}, peer{Address::parse("192.0.2.1"), 40000};

Segment from_target(Flags flags, Seq seq, Seq ack, size_t length = 0, std::vector<Option> options = {}) {
  Segment s;
  s.ip.source = target.address;
  s.ip.destination = peer.address;
  s.source_port = target.port;
  s.destination_port = peer.port;
  s.flags = flags;
  s.seq = seq;
  s.ack = ack;
  s.window = 500;
  s.options = std::move(options);
  s.payload = pattern(0, length);
  return s;
}
Segment from_us(Flags flags, Seq seq, Seq ack, size_t length = 0, std::vector<Option> options = {}) {
  Segment s = from_target(flags, seq, ack, length, std::move(options));
  s.window = 65535;
  return s;
}

TargetModel established(std::vector<Option> options = {MssOption{1460}}) {
  TargetModel model;
  model.sent(from_us(SYN, ours, Seq(0), 0, options), true);
  model.arrived(from_target(SYN_ACK, its, ours + 1, 0, options));
  std::erase_if(options, [](const Option& o) { return !std::holds_alternative<TimestampsOption>(o); });
  model.sent(from_us(ACK, ours + 1, its + 1, 0, options), true);
  return model;
}

Wanted wanted(Flags flags) {
  Wanted w;
  w.flags = flags;
  w.source = target;
  w.destination = peer;
  return w;
}

std::string wrong_fields(const SegmentComparison& comparison) {
  std::string text;
  for (const FieldRow& row : comparison.rows)
    if (row.differs) text += (text.empty() ? "" : ",") + row.field;
  return text;
}

using Change = std::function<void(Segment&)>;

}  // namespace

TEST_CASE("each field of an acknowledgement wrong once") {
  TargetModel model = established();
  model.sent(from_us(PSH_ACK, ours + 1, its + 1, 10), true);
  const Segment right = from_target(ACK, its + 1, ours + 11);
  REQUIRE(wrong_fields(compare(wanted(ACK), model, right)) == "");
  const struct {
    const char* name;
    Change change;
    const char* wrong;
  } rows[] = {
      {"seq too high", [](Segment& s) { s.seq += 1; }, "seq"},
      {"seq too low", [](Segment& s) { s.seq = s.seq - 1; }, "seq"},
      {"ack too high", [](Segment& s) { s.ack += 1; }, "ack"},
      {"ack too low", [](Segment& s) { s.ack = s.ack - 1; }, "ack"},
      {"FIN set", [](Segment& s) { s.flags = s.flags.with(Flag::fin); }, "flags"},
      {"PSH without data", [](Segment& s) { s.flags = s.flags.with(Flag::psh); }, "flags"},
      {"RST set", [](Segment& s) { s.flags = s.flags.with(Flag::rst); }, "flags"},
      {"URG set", [](Segment& s) { s.flags = s.flags.with(Flag::urg); }, "flags"},
      {"ECE set", [](Segment& s) { s.flags = s.flags.with(Flag::ece); }, "flags"},
      {"CWR set", [](Segment& s) { s.flags = s.flags.with(Flag::cwr); }, "flags"},
      {"AE set", [](Segment& s) { s.flags = s.flags.with(Flag::ae); }, "flags"},
      {"window closed", [](Segment& s) { s.window = 0; }, "win"},
      {"urgent pointer", [](Segment& s) { s.urgent = 1; }, "urg"},
      {"data", [](Segment& s) { s.payload = pattern(0, 1); }, "len"},
      {"reserved bits", [](Segment& s) { s.reserved = 4; }, "reserved"},
      {"checksum", [](Segment& s) { s.checksum_good = false; }, "checksum"},
      {"IP checksum", [](Segment& s) { s.ip_checksum_good = false; }, "ip checksum"},
      {"IP options",
       [](Segment& s) {
         s.ip.options = {1, 1, 1, 0};
       },
       "ip options"},
      {"ECN bits", [](Segment& s) { s.ip.ecn = 1; }, "ecn"},
      {"DSCP", [](Segment& s) { s.ip.dscp = 1; }, "tos"},
      {"from another port", [](Segment& s) { s.source_port = 1; }, "from"},
      {"from another address", [](Segment& s) { s.ip.source.octets[3] = 9; }, "from"},
      {"to another port", [](Segment& s) { s.destination_port = 1; }, "to"},
      {"an MSS option", [](Segment& s) { s.options = {MssOption{1460}}; }, "options"},
      {"timestamps that nobody offered",
       [](Segment& s) {
         s.options = {TimestampsOption{1, 2}};
       },
       "options"},
      {"an unknown option",
       [](Segment& s) {
         s.options = {RawOption{158, 3, {1}}};
       },
       "options"},
      {"an option list that cannot be read", [](Segment& s) { s.option_trouble = "length 0"; }, "options"},
      {"padding",
       [](Segment& s) {
         s.option_padding = {0, 1};
       },
       "padding"},
  };
  for (const auto& row : rows) {
    SUBCASE(row.name) {
      Segment segment = right;
      row.change(segment);
      CHECK(wrong_fields(compare(wanted(ACK), model, segment)) == row.wrong);
    }
  }
}

TEST_CASE("data: its octets are the stream's, PSH is free unless written") {
  const TargetModel model = established();
  Wanted data = wanted(ACK);
  data.fields.push_back({Field::len, Comparison::equal, 10, 10});
  Segment segment = from_target(PSH_ACK, its + 1, ours + 1, 10);
  CHECK(wrong_fields(compare(data, model, segment)) == "");
  segment.flags = ACK;
  CHECK(wrong_fields(compare(data, model, segment)) == "");
  data.flags = PSH_ACK;
  CHECK(wrong_fields(compare(data, model, segment)) == "flags");
  data.flags = ACK;
  data.fields.push_back({Field::psh, Comparison::equal, 0, 0});
  CHECK(wrong_fields(compare(data, model, segment)) == "");
  segment.flags = PSH_ACK;
  CHECK(wrong_fields(compare(data, model, segment)) == "psh");
  segment.flags = ACK;
  segment.payload[9] ^= 0x80;
  CHECK(wrong_fields(compare(data, model, segment)) == "data");
  segment.payload = pattern(0, 9);
  CHECK(wrong_fields(compare(data, model, segment)) == "len");
}

TEST_CASE("a field as it can be written") {
  const TargetModel model = established();
  const struct {
    const char* name;
    Comparison comparison;
    uint32_t low, high;
    bool matches;
  } rows[] = {
      {"=500", Comparison::equal, 500, 500, true},
      {"=501", Comparison::equal, 501, 501, false},
      {"=400..500", Comparison::in_range, 400, 500, true},
      {"=501..600", Comparison::in_range, 501, 600, false},
      {"!=500", Comparison::not_equal, 500, 500, false},
      {"!=1", Comparison::not_equal, 1, 1, true},
      {"<500", Comparison::less, 500, 500, false},
      {"<501", Comparison::less, 501, 501, true},
      {"<=500", Comparison::less_equal, 500, 500, true},
      {"<=499", Comparison::less_equal, 499, 499, false},
      {">500", Comparison::greater, 500, 500, false},
      {">499", Comparison::greater, 499, 499, true},
      {">=500", Comparison::greater_equal, 500, 500, true},
      {">=501", Comparison::greater_equal, 501, 501, false},
      {"=*", Comparison::any, 0, 0, true},
  };
  for (const auto& row : rows) {
    SUBCASE(row.name) {
      Wanted w = wanted(ACK);
      w.fields.push_back({Field::win, row.comparison, row.low, row.high});
      CHECK(compare(w, model, from_target(ACK, its + 1, ours + 1)).matches() == row.matches);
    }
  }
}

TEST_CASE("a SYN-ACK answers only what our SYN offered") {
  TargetModel model;
  model.sent(from_us(SYN, ours, Seq(0), 0, {MssOption{1460}, TimestampsOption{100, 0}}), true);
  const auto with = [&](std::vector<Option> options) {
    return wrong_fields(
        compare(wanted(SYN_ACK), model, from_target(SYN_ACK, its, ours + 1, 0, std::move(options))));
  };
  CHECK(with({MssOption{1460}, TimestampsOption{7, 100}}) == "");
  CHECK(with({MssOption{1460}}) == "");
  CHECK(with({MssOption{1461}}) == "options");
  CHECK(with({MssOption{1460}, TimestampsOption{7, 99}}) == "options");
  CHECK(with({MssOption{1460}, SackPermittedOption{}}) == "options");
  CHECK(with({MssOption{1460}, NopOption{}, WindowScaleOption{7}}) == "options");
  CHECK(with({MssOption{1460}, MssOption{1460}}) == "options");
}

TEST_CASE("negotiated timestamps: there, never going back, echoing what is kept") {
  const TargetModel model = established({MssOption{1460}, TimestampsOption{100, 0}});
  const auto with = [&](std::vector<Option> options) {
    return wrong_fields(
        compare(wanted(ACK), model, from_target(ACK, its + 1, ours + 1, 0, std::move(options))));
  };
  CHECK(with({NopOption{}, NopOption{}, TimestampsOption{100, 100}}) == "");
  CHECK(with({}) == "options");
  CHECK(with({TimestampsOption{99, 100}}) == "options");
  CHECK(with({TimestampsOption{100, 101}}) == "options");
}

TEST_CASE("SACK blocks are whole runs behind a hole") {
  TargetModel model = established({MssOption{1460}, SackPermittedOption{}});
  model.sent(from_us(ACK, ours + 11, its + 1, 10), true);
  model.sent(from_us(ACK, ours + 31, its + 1, 10), true);
  const SackBlock first{ours + 11, ours + 21}, second{ours + 31, ours + 41};
  const auto with = [&](std::vector<SackBlock> blocks) {
    std::vector<Option> options;
    if (!blocks.empty()) options.push_back(SackOption{std::move(blocks)});
    return wrong_fields(
        compare(wanted(ACK), model, from_target(ACK, its + 1, ours + 1, 0, std::move(options))));
  };
  CHECK(with({second, first}) == "");
  CHECK(with({first, second}) == "");
  CHECK(with({first}) == "options");
  CHECK(with({}) == "options");
  CHECK(with({first, second, first}) == "options");
  CHECK(with({{ours + 11, ours + 20}, second}) == "options");
  CHECK(with({{ours + 12, ours + 21}, second}) == "options");
  model.sent(from_us(ACK, ours + 11, its + 1, 5), true);  // repeats some of the first run
  CHECK(with({{ours + 11, ours + 16}, first, second}) == "");
  CHECK(with({{ours + 11, ours + 17}, first, second}) == "options");
  model.sent(from_us(ACK, ours + 31, its + 1, 10), true);  // repeats the second: a D-SACK may equal a run
  CHECK(with({second, second, first}) == "");
}

TEST_CASE("resets: their numbers come from what they answer") {
  TargetModel model;  // knows no connection
  model.sent(from_us(ACK, ours, Seq(777), 5), true);
  CHECK(wrong_fields(compare(wanted(RST), model, from_target(RST, Seq(777), Seq(0)))) == "");
  CHECK(wrong_fields(compare(wanted(RST), model, from_target(RST, Seq(778), Seq(0)))) == "seq");
  CHECK(wrong_fields(compare(wanted(RST), model, from_target(RST, Seq(777), Seq(1)))) == "ack");
  model.sent(from_us(SYN, ours, Seq(0), 3), true);
  Wanted rst_ack = wanted(RST.with(Flag::ack));
  rst_ack.fields.push_back({Field::ack, Comparison::any, 0, 0});
  TargetModel stranger;
  stranger.sent(from_us(Flags{}, ours, Seq(0), 5), true);
  CHECK(wrong_fields(compare(wanted(RST.with(Flag::ack)), stranger,
                             from_target(RST.with(Flag::ack), Seq(0), ours + 5))) == "");
  CHECK(wrong_fields(compare(wanted(RST.with(Flag::ack)), stranger,
                             from_target(RST.with(Flag::ack), Seq(0), ours + 6))) == "ack");
}

TEST_CASE("a repeat: octets that came before, from the highest ack we sent") {
  TargetModel model = established();
  model.arrived(from_target(PSH_ACK, its + 1, ours + 1, 100));
  Wanted again = wanted(ACK);
  again.again = true;
  const Segment repeat = from_target(PSH_ACK, its + 1, ours + 1, 100);
  CHECK(wrong_fields(compare(again, model, repeat)) == "");
  CHECK(wrong_fields(compare(again, model, from_target(PSH_ACK, its + 1, ours + 1, 40))) == "");
  CHECK(wrong_fields(compare(again, model, from_target(PSH_ACK, its + 1, ours + 1, 101))) == "octets");
  Segment other = repeat;
  other.payload[5] ^= 1;
  CHECK(wrong_fields(compare(again, model, other)) == "data");
  model.sent(from_us(ACK, ours + 1, its + 41), true);
  CHECK(wrong_fields(compare(again, model, repeat)) == "seq");
  // As a first arrival it is none: its octets are old.
  Wanted first = wanted(ACK);
  first.fields.push_back({Field::len, Comparison::equal, 100, 100});
  const SegmentComparison comparison = compare(first, model, repeat);
  CHECK(wrong_fields(comparison) == "seq");
  CHECK(comparison.repeated);
}

TEST_CASE("the right window edge does not move left") {
  TargetModel model = established();
  Segment shrunk = from_target(ACK, its + 1, ours + 1);
  shrunk.window = 499;
  const SegmentComparison comparison = compare(wanted(ACK), model, shrunk);
  CHECK(comparison.matches());
  REQUIRE(comparison.warnings.size() == 1);
  Wanted written = wanted(ACK);
  written.fields.push_back({Field::win, Comparison::equal, 499, 499});
  CHECK(compare(written, model, shrunk).warnings.empty());
}

TEST_CASE("a written list is compared whole and in order, an open one for what it holds") {
  TargetModel model;
  model.sent(from_us(SYN, ours, Seq(0), 0, {MssOption{1460}, SackPermittedOption{}, WindowScaleOption{2}}),
             true);
  const Segment segment = from_target(SYN_ACK, its, ours + 1, 0,
                                      {MssOption{1400}, NopOption{}, NopOption{}, SackPermittedOption{}});
  const auto option = [](Option o) { return WantedOption{std::move(o), false, false, {}}; };
  const struct {
    const char* name;
    WantedOptions options;
    bool matches;
  } rows[] = {
      {"whole", {false, {option(MssOption{1400}), option(SackPermittedOption{})}, {}}, true},
      {"out of order", {false, {option(SackPermittedOption{}), option(MssOption{1400})}, {}}, false},
      {"one too few", {false, {option(MssOption{1400})}, {}}, false},
      {"another value", {false, {option(MssOption{1401}), option(SackPermittedOption{})}, {}}, false},
      {"a freed value", {false, {{MssOption{}, true, false, {}}, option(SackPermittedOption{})}, {}}, true},
      {"fillers count when written",
       {false, {option(MssOption{1400}), option(NopOption{}), option(SackPermittedOption{})}, {}},
       false},
      {"at least", {true, {option(SackPermittedOption{})}, {}}, true},
      {"at least, missing", {true, {option(WindowScaleOption{2})}, {}}, false},
      {"absent", {true, {}, {3}}, true},
      {"absent, but there", {true, {}, {4}}, false},
      {"none at all", {false, {}, {}}, false},
  };
  for (const auto& row : rows) {
    SUBCASE(row.name) {
      Wanted w = wanted(SYN_ACK);
      w.options = row.options;
      CHECK(compare(w, model, segment).matches() == row.matches);
    }
  }
}
