// Segments in notation: what they mean, as plain values.

#include <doctest/doctest.h>

#include "shakedown/parse.h"

namespace shakedown {
namespace {

SegmentSpec parse(const std::string& text, bool expectation = false) {
  const auto spec = parse_segment(text, {"test", 1, 1, 1}, expectation);
  if (!spec) FAIL(render(spec.error()));
  return *spec;
}
TcpSpec tcp(const std::string& text, bool expectation = false) {
  return std::get<TcpSpec>(parse(text, expectation).what);
}
uint64_t number(const Value& value) { return std::get<uint64_t>(value.terms.at(0).atom); }

}  // namespace

TEST_CASE("notation: flags, fields and options of a SYN") {
  const TcpSpec syn = tcp("SYN seq=0 win=65535 <mss 1460, sackOK, ts now 0, nop, wscale 7>");
  CHECK(syn.flags == Flags{}.with(Flag::syn));
  REQUIRE(syn.fields.size() == 2);
  CHECK(number(syn.find(Field::seq)->value) == 0);
  CHECK(number(syn.find(Field::win)->value) == 65535);
  CHECK(syn.find(Field::win)->span == SourceSpan{"test", 1, 11, 9});
  REQUIRE(syn.options);
  CHECK_FALSE(syn.options->open);
  REQUIRE(syn.options->options.size() == 5);
  const auto& options = syn.options->options;
  CHECK(number(*std::get<MssSpec>(options[0].what).value) == 1460);
  CHECK(std::holds_alternative<SackPermittedOption>(options[1].what));
  const TimestampSpec& ts = std::get<TimestampSpec>(options[2].what);
  CHECK(std::get<TimestampSpec::Now>(ts.value).minus == 0);
  CHECK(number(std::get<Value>(ts.echo)) == 0);
  CHECK(std::holds_alternative<NopOption>(options[3].what));
  CHECK(number(*std::get<WindowScaleSpec>(options[4].what).value) == 7);
}

TEST_CASE("notation: flags in any order, NOFLAGS and ANY") {
  CHECK(tcp("ACK-SYN").flags == tcp("SYN-ACK").flags);
  CHECK(tcp("AE-CWR-ECE-URG-PSH-RST-FIN-ACK-SYN").flags.bits == 0x1ff);
  CHECK(tcp("NOFLAGS seq=5").flags.bits == 0);
  CHECK(tcp("ANY", true).any);
}

TEST_CASE("notation: comparisons in an expectation") {
  struct Row {
    std::string text;
    Comparison comparison;
  };
  const Row rows[] = {{"seq=5", Comparison::equal},          {"seq=5..9", Comparison::in_range},
                      {"seq!=5", Comparison::not_equal},     {"seq<5", Comparison::less},
                      {"seq<=5", Comparison::less_equal},    {"seq>5", Comparison::greater},
                      {"seq>=5", Comparison::greater_equal}, {"seq=*", Comparison::any}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const TcpSpec segment = tcp("ACK " + row.text + " <..., no ts>", true);
    REQUIRE(segment.fields.size() == 1);
    CHECK(segment.fields[0].comparison == row.comparison);
    CHECK(segment.fields[0].high.has_value() == (row.comparison == Comparison::in_range));
    CHECK(segment.options->open);
    CHECK(segment.options->absent == std::vector<uint8_t>{8});
  }
}

TEST_CASE("notation: a value is a sum of numbers and names") {
  const TcpSpec segment =
      tcp("ACK seq=RCV.NXT+RCV.WND-1 ack=abs:syn.seq.abs+0x10 len=info.snd_mss win=PMTU-SND.MSS");
  const Value& seq = segment.find(Field::seq)->value;
  CHECK(seq.text == "RCV.NXT+RCV.WND-1");
  REQUIRE(seq.terms.size() == 3);
  CHECK(std::get<Variable>(seq.terms[0].atom) == Variable::rcv_nxt);
  CHECK(std::get<Variable>(seq.terms[1].atom) == Variable::rcv_wnd);
  CHECK_FALSE(seq.terms[1].minus);
  CHECK(std::get<uint64_t>(seq.terms[2].atom) == 1);
  CHECK(seq.terms[2].minus);
  CHECK_FALSE(seq.absolute);
  const Value& ack = segment.find(Field::ack)->value;
  CHECK(ack.absolute);
  CHECK(std::get<NamedSegmentField>(ack.terms[0].atom).segment == "syn");
  CHECK(std::get<NamedSegmentField>(ack.terms[0].atom).field == NamedField::seq_abs);
  CHECK(std::get<uint64_t>(ack.terms[1].atom) == 16);
  CHECK(std::get<InfoField>(segment.find(Field::len)->value.terms[0].atom).name == "snd_mss");
  CHECK(segment.find(Field::win)->value.terms[1].minus);
}

TEST_CASE("notation: data") {
  struct Row {
    std::string text;
    Bytes octets;
  };
  const Row rows[] = {{R"("hello")", {'h', 'e', 'l', 'l', 'o'}},
                      {R"("\\\"\n\r\t\x00\xfF")", {'\\', '"', '\n', '\r', '\t', 0, 255}},
                      {R"("a <b> c=d, #")", {'a', ' ', '<', 'b', '>', ' ', 'c', '=', 'd', ',', ' ', '#'}},
                      {R"("ä")", {0xc3, 0xa4}},
                      {R"("")", {}},
                      {"hex:00ffAb", {0, 255, 171}}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(tcp("PSH-ACK data=" + row.text).data->octets == row.octets);
  }
}

TEST_CASE("notation: options") {
  const auto only = [](const std::string& text, bool expectation = false) {
    const TcpSpec segment = tcp("SYN-ACK <" + text + ">", expectation);
    REQUIRE(segment.options->options.size() == 1);
    return segment.options->options[0].what;
  };
  CHECK(std::get<MssSpec>(only("mss link")).link);
  CHECK_FALSE(std::get<MssSpec>(only("mss *", true)).value);
  CHECK(std::get<SackSpec>(only("sack 5:6 7:SND.NXT+8")).blocks.size() == 2);
  CHECK(std::get<SackSpec>(only("sack *", true)).any);
  CHECK(std::get<TimestampSpec::Now>(std::get<TimestampSpec>(only("ts now-100 last")).value).minus == 100);
  CHECK(std::holds_alternative<TimestampSpec::Last>(std::get<TimestampSpec>(only("ts now-100 last")).echo));
  CHECK(std::holds_alternative<TimestampSpec::Any>(std::get<TimestampSpec>(only("ts * *", true)).value));
  CHECK_FALSE(std::get<FastOpenSpec>(only("tfo")).cookie);
  CHECK(std::get<Bytes>(*std::get<FastOpenSpec>(only("tfo 00ff")).cookie) == Bytes{0, 255});
  CHECK(std::get<NamedSegmentField>(*std::get<FastOpenSpec>(only("tfo a.cookie")).cookie).segment == "a");
  CHECK(std::get<FastOpenSpec>(only("tfo *", true)).any);
  CHECK(std::get<Md5Spec>(only("md5 \"a,b>c\"")).key == "a,b>c");
  CHECK_FALSE(std::get<Md5Spec>(only("md5 bad")).key);
  CHECK(std::get<RawSpec>(only("254:7:0102")).length == 7);
  CHECK(std::get<RawSpec>(only("254:7:0102")).body == Bytes{1, 2});
  CHECK(std::holds_alternative<EolOption>(only("eol")));
  CHECK(tcp("SYN <>").options->options.empty());
  CHECK(tcp("ACK <...>", true).options->open);
}

TEST_CASE("notation: malformed on purpose, and addresses") {
  const TcpSpec segment =
      tcp("SYN checksum=zero dataofs=15 reserved=7 frag=24 ipopt=01010101 src=peer2 dst=broadcast ttl=1 "
          "ecn=3 df=0");
  CHECK(segment.checksum == ChecksumMode::zero);
  CHECK(segment.data_offset == 15);
  CHECK(segment.reserved == 7);
  CHECK(segment.fragment_octets == 24);
  CHECK(segment.ip_options == Bytes{1, 1, 1, 1});
  CHECK(segment.source == AddressName::peer2);
  CHECK(segment.destination == AddressName::broadcast);
  CHECK(segment.fields.size() == 3);
}

TEST_CASE("notation: ICMP") {
  const IcmpSpec icmp = std::get<IcmpSpec>(parse("ICMP too-big mtu=600 quote=data").what);
  CHECK(icmp.kind == IcmpKind::too_big);
  CHECK(number(*icmp.mtu) == 600);
  CHECK(icmp.quote == "data");
  for (const char* kind : {"unreachable-net", "unreachable-host", "unreachable-protocol", "unreachable-port",
                           "unreachable-prohibited", "source-quench", "time-exceeded",
                           "reassembly-time-exceeded", "parameter-problem"})
    CHECK_FALSE(std::get<IcmpSpec>(parse(std::string("ICMP ") + kind + " quote=a").what).mtu);
}

TEST_CASE("notation: a complaint points to its place in the line") {
  const auto wrong = parse_segment("SYN sqe=5", {"x.yaml", 7, 11, 1}, false);
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().span == SourceSpan{"x.yaml", 7, 15, 3});
  CHECK(wrong.error().suggestion == "seq");
}

}  // namespace shakedown
