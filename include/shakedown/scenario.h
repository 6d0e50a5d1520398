#pragma once
// A scenario as plain values: what one run of one file is to do, every `$word` replaced, nothing left to
// look up in a file. scenarios/README.md teaches the language; this is its abstract syntax.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "shakedown/address.h"
#include "shakedown/diagnostic.h"
#include "shakedown/segment.h"
#include "shakedown/time.h"
#include "shakedown/value.h"

namespace shakedown {

// --- segments --------------------------------------------------------------------------------------
enum class Field { seq, ack, win, wnd, urg, len, psh, ttl, tos, ecn, df, id };
// Where a segment's address is not the connection's own.
enum class AddressName { peer, peer2, target, target2, broadcast, multicast, loopback, unspecified };

struct FieldSpec {
  Field field;
  Comparison comparison = Comparison::equal;  // `send` knows equal alone; `any` is `=*`
  Value value;                                // absent terms for `any`
  std::optional<Value> high;                  // in_range
  SourceSpan span;
};

// An option as written. A number missing is `*` (freed; in `expect` alone).
struct MssSpec {
  bool link = false;  // `mss link`
  std::optional<Value> value;
};
struct WindowScaleSpec {
  std::optional<Value> value;
};
struct SackSpec {
  bool any = false;  // `sack *`
  std::vector<std::pair<Value, Value>> blocks;
};
struct TimestampSpec {
  // `now`, `now-N` (milliseconds), `last`, a number, or `*`
  struct Now {
    uint32_t minus = 0;
  };
  struct Last {};
  struct Any {};
  using Side = std::variant<Any, Now, Last, Value>;
  Side value, echo;
};
struct FastOpenSpec {
  bool any = false;
  std::optional<std::variant<Bytes, NamedSegmentField>> cookie;  // none: a request
};
struct Md5Spec {
  std::optional<std::string> key;  // none: `md5 bad`
};
struct RawSpec {
  uint8_t kind, length;
  Bytes body;
};
struct OptionSpec {
  std::variant<MssSpec, SackPermittedOption, SackSpec, TimestampSpec, WindowScaleSpec, NopOption, EolOption,
               FastOpenSpec, Md5Spec, RawSpec>
      what;
  SourceSpan span;
};
struct OptionListSpec {
  bool open = false;                // `...`: send: and the usual ones; expect: at least these
  std::vector<OptionSpec> options;  // in order
  std::vector<uint8_t> absent;      // `no ts`: kinds that must not be there
  SourceSpan span;
};

struct PatternSpec {};  // `len=` alone says how much of the stream's pattern
struct DataSpec {
  Bytes octets;
  SourceSpan span;
};

struct TcpSpec {
  bool any = false;  // `ANY`: any segment
  Flags flags;
  std::vector<FieldSpec> fields;
  std::optional<DataSpec> data;
  std::optional<OptionListSpec> options;  // none: not written
  std::optional<AddressName> source, destination;
  // malformed on purpose; send alone
  ChecksumMode checksum = ChecksumMode::good;
  std::optional<uint8_t> data_offset, reserved;
  std::optional<uint16_t> fragment_octets;
  std::optional<Bytes> ip_options;

  const FieldSpec* find(Field field) const {
    for (const FieldSpec& spec : fields)
      if (spec.field == field) return &spec;
    return nullptr;
  }
};

enum class IcmpKind {
  unreachable_net,
  unreachable_host,
  unreachable_protocol,
  unreachable_port,
  unreachable_prohibited,
  too_big,
  source_quench,
  time_exceeded,
  reassembly_time_exceeded,
  parameter_problem
};
struct IcmpSpec {
  IcmpKind kind;
  std::optional<Value> mtu;  // too-big
  std::string quote;         // name of the segment quoted
};

struct SegmentSpec {
  std::variant<TcpSpec, IcmpSpec> what;
  SourceSpan span;
  std::string text;  // as written
};

// --- time ------------------------------------------------------------------------------------------
// A time that `after` or `first` names: nominal T, T with a percentage, or A..B. T may be a value
// (`info.rto`).
struct TimeSpec {
  Value nominal;                    // A of a range
  std::optional<Value> high;        // B of a range
  std::optional<uint32_t> percent;  // ±P%
  SourceSpan span;
};
struct AfterSpec {
  TimeSpec time;
  std::string since;  // a named segment or call; "" : whatever came last
};

// --- the target's calls -----------------------------------------------------------------------------
enum class CallKind {
  socket,
  bind,
  listen,
  accept,
  connect,
  send,
  read,
  shutdown,
  close,
  abort,
  setsockopt,
  getsockopt,
  error,
  poll,
  atmark,
  errqueue,
  crash,
  forget
};
enum class ShutdownHow { read, write, both };

struct CallSpec {
  CallKind kind;
  std::optional<Value> number;  // bind PORT, listen N, send N, read N
  std::optional<Bytes> data;    // connect "data", send "text"
  bool oob = false, more = false, nodelay = false;
  ShutdownHow how = ShutdownHow::both;
  std::string option;                // setsockopt, getsockopt: "SO_KEEPALIVE"
  std::optional<std::string> value;  // setsockopt's value as written: number, duration, "KEY", hex:...
  std::string text;                  // as written
};

struct ResultOk {};
struct ResultErrno {
  std::string name;  // "ECONNREFUSED"
};
struct ResultBytes {
  Bytes octets;
};
struct ResultPattern {};  // `read 500`: that many octets of the pattern
struct ResultEof {};
struct ResultPending {};
struct ResultText {
  std::string text;  // getsockopt's number, poll's `in|hup`, atmark's 1, errqueue's name or `empty`
};
using ResultSpec =
    std::variant<ResultOk, ResultErrno, ResultBytes, ResultPattern, ResultEof, ResultPending, ResultText>;

// --- steps -----------------------------------------------------------------------------------------
// RFC 9293, 3.3.2.
enum class TcpState {
  closed,
  listen,
  syn_sent,
  syn_received,
  established,
  fin_wait_1,
  fin_wait_2,
  close_wait,
  closing,
  last_ack,
  time_wait
};
std::string to_string(TcpState state);  // "FIN-WAIT-1"

struct Step;
using Steps = std::vector<Step>;

struct SendStep {
  SegmentSpec segment;
  bool lost = false;  // `lose`: counts for us, never leaves
  std::string as;
};
struct ExpectStep {
  SegmentSpec segment;
  bool again = false, unseen = false;
  std::string as;
  std::optional<AfterSpec> after;
  std::optional<Duration> within;
};
enum class Acknowledge { each, last, none };
struct ReceiveStep {
  Value octets;
  bool again = false;
  Acknowledge acknowledge = Acknowledge::each;
  std::optional<std::pair<uint32_t, uint32_t>> segments;  // in A to B segments
  std::optional<AfterSpec> after;
  std::optional<Duration> within;
};
struct AckedStep {
  std::optional<Value> up_to;  // none: `all`
  std::optional<AfterSpec> after;
  std::optional<Duration> within;
};
struct BackoffStep {
  SegmentSpec segment;
  TimeSpec first;
  double factor = 2;
  uint32_t count = 1;
  std::optional<Value> cap;
  std::string since;
};
struct SilenceStep {
  Duration duration;
};
struct WaitStep {
  Duration duration;
};
struct AnyOrderStep {
  Steps steps;
};
struct OptionalStep {
  Steps steps;
};
struct Branch {
  std::string name;
  Steps steps;
  SourceSpan span;
};
struct OneOfStep {
  std::vector<Branch> branches;
};
struct RepeatStep {
  uint32_t count = 0;              // how often; with `until` the `max`
  std::optional<Condition> until;  // tested after each round
  Steps steps;
};
struct AllowStep {
  // nothing | again | SEGMENT
  std::variant<std::monostate, bool, SegmentSpec> what;
};
struct TargetStep {
  std::string socket;  // the name before the colon: a socket's or a connection's; "" the implied one
  CallSpec call;
  std::optional<ResultSpec> result;
  std::string as;  // a name for the call; accept's: the connection it hands over, when declared
  std::optional<AfterSpec> after;
  std::optional<Duration> within;
};
struct StateStep {
  std::vector<TcpState> states;  // any of them
  std::optional<AfterSpec> after;
  std::optional<Duration> within;
};
struct InfoStep {
  Condition condition;  // lhs is one InfoField
};
struct CheckStep {
  Condition condition;
};

struct Step {
  std::variant<SendStep, ExpectStep, ReceiveStep, AckedStep, BackoffStep, SilenceStep, WaitStep, AnyOrderStep,
               OptionalStep, OneOfStep, RepeatStep, AllowStep, TargetStep, StateStep, InfoStep, CheckStep>
      what;
  std::string connection;   // as written after the step word: "a"; "" : the only one
  SourceSpan span;          // of the step's key word in its file
  std::string text;         // "send: SYN seq=0", the whole step on one line
  std::string source_line;  // the line as it stands in the file
};

// Does this step, by itself, wait for segments of the target's?
inline bool takes_segments(const Step& step) {
  return std::holds_alternative<ExpectStep>(step.what) || std::holds_alternative<ReceiveStep>(step.what) ||
         std::holds_alternative<AckedStep>(step.what) || std::holds_alternative<BackoffStep>(step.what);
}
inline bool holds_steps(const Step& step) {
  return std::holds_alternative<AnyOrderStep>(step.what) || std::holds_alternative<OptionalStep>(step.what) ||
         std::holds_alternative<OneOfStep>(step.what) || std::holds_alternative<RepeatStep>(step.what);
}

// --- the whole ---------------------------------------------------------------------------------------
struct WithSpec {  // `with: win=2000 <mss 1000>`
  std::optional<Value> win;
  std::optional<OptionListSpec> options;
};

struct Scenario;
// A scenario that hands on its connection in some state, before the steps of the one that asks.
struct Prelude {
  std::string connection;  // of the asking scenario; "" : the only one
  std::shared_ptr<const Scenario> scenario;
};

struct ConnectionDecl {
  std::string name;  // "" when the scenario declares none
  std::optional<uint16_t> source_port, destination_port;
  std::optional<Value> isn;
  std::optional<WithSpec> with;
  std::string same_tuple;  // the name of the connection whose ports it shares
};

struct LabRequest {
  Family family = Family::v4;
  bool quickack = false;
  std::optional<Duration> rto_min;
  uint32_t mtu = 1500;
  std::vector<std::pair<std::string, std::string>> sysctls;              // set, or the run skips
  std::vector<std::pair<std::string, std::string>> sysctls_where_known;  // set where there
};

enum class Need { state, info, agent, privilege };

// `linux<6.12`: the stack, and if need be its releases.
struct KnownDeviation {
  std::string stack;
  Comparison comparison = Comparison::any;  // any: every release
  std::string release;
  std::string reason;
};

struct Scenario {
  std::string file;                           // as opened
  std::shared_ptr<const std::string> source;  // what the file holds, for those who show it; may be none
  std::string name, about;
  std::vector<std::string> covers, tags;
  std::optional<WithSpec> with;
  std::optional<Value> isn;
  std::vector<ConnectionDecl> connections;  // at least one; a single one named "" when none is declared
  LabRequest lab;
  std::vector<KnownDeviation> known;
  std::vector<Need> needs;
  std::string service;  // echo, discard, chargen, daytime, http, or ""
  std::vector<Prelude> preludes;
  Steps steps;
};

// One run of one file: a family and a choice of every variant.
struct PlannedRun {
  std::string id;      // "close/simultaneous"
  std::string run_id;  // "close/simultaneous[4,mss=536]"
  Family family = Family::v4;
  std::vector<std::pair<std::string, std::string>>
      variant;  // {"mss","536"}, {"variant","sack"}, {"given",...}
  std::shared_ptr<const Scenario> scenario;
  bool covers_only_advice = false;  // every requirement it covers is a SHOULD: a fail is a `warn`
};

}  // namespace shakedown
