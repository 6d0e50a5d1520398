#include "report/sequence_series.h"

#include <algorithm>
#include <list>
#include <optional>

namespace shakedown {

namespace {

constexpr uint8_t largest_shift = 14;           // RFC 7323, 2.3
constexpr int64_t farthest = int64_t{1} << 30;  // what is further off belongs to no stream

// What one end sends.
struct Half {
  SequenceSeries series;
  std::optional<Seq> base;       // the ISS
  bool synchronized = false;     // a SYN gave it
  std::optional<uint8_t> shift;  // offered for the windows that this end announces
  int64_t reached = 0;           // one past the last octet sent
};

std::optional<uint8_t> offered_shift(const Segment& segment) {
  for (const Option& option : segment.options)
    if (const auto* scale = std::get_if<WindowScaleOption>(&option))
      return std::min(scale->shift, largest_shift);
  return std::nullopt;
}

class Reader {
 public:
  explicit Reader(const Trace& trace) : trace_(trace) {}

  std::vector<SequenceSeries> read() {
    for (const Event& event : trace_.events) {
      const auto* told = std::get_if<SegmentEvent>(&event.what);
      const auto* segment = told == nullptr ? nullptr : std::get_if<Segment>(&told->packet);
      if (segment != nullptr && told->connection != "?") take(*told, *segment, event.time - trace_.begin);
    }
    std::vector<SequenceSeries> all;
    for (Half& half : halves_)
      if (half.series.data.size() > 1) all.push_back(std::move(half.series));
    return all;
  }

 private:
  // The latest of this name and direction.
  Half& half(const std::string& connection, bool from_target) {
    const auto found = std::find_if(halves_.rbegin(), halves_.rend(), [&](const Half& half) {
      return half.series.connection == connection && half.series.from_target == from_target;
    });
    return found != halves_.rend() ? *found : fresh(connection, from_target);
  }
  Half& fresh(const std::string& connection, bool from_target) {
    Half& made = halves_.emplace_back();
    made.series.connection = connection;
    made.series.from_target = from_target;
    return made;
  }

  Half& sender_of(const SegmentEvent& told, const Segment& segment) {
    const bool from_target = told.direction == Direction::arrived;
    Half& known = half(told.connection, from_target);
    if (!segment.flags.has(Flag::syn)) {
      if (!known.base) known.base = segment.seq - 1;
      return known;
    }
    const bool anew = known.synchronized && *known.base != segment.seq;
    Half& own = anew ? fresh(told.connection, from_target) : known;
    own.base = segment.seq;
    own.synchronized = true;
    own.shift = offered_shift(segment);
    return own;
  }

  void take(const SegmentEvent& told, const Segment& segment, Duration at) {
    const bool syn = segment.flags.has(Flag::syn), lost = told.direction == Direction::lost;
    Half& own = sender_of(told, segment);
    if (!segment.payload.empty()) {
      const int64_t from = segment.seq.from(*own.base) + (syn ? 1 : 0);
      const int64_t to = from + static_cast<int64_t>(segment.payload.size());
      if (from > -farthest && from < farthest) {
        own.series.data.push_back({at, from, to, from < own.reached, lost});
        own.reached = std::max(own.reached, to);
      }
    }
    // What never left told nobody anything, and a reset's numbers mean nothing.
    if (!segment.flags.has(Flag::ack) || segment.flags.has(Flag::rst) || lost) return;
    Half& other = half(told.connection, told.direction != Direction::arrived);
    if (!other.base) other.base = segment.ack - 1;
    const int64_t acknowledged = segment.ack.from(*other.base);
    if (acknowledged <= -farthest || acknowledged >= farthest) return;
    const bool scaled = !syn && own.shift && other.shift;
    const int64_t window = int64_t{segment.window} << (scaled ? *own.shift : 0);
    other.series.acknowledged.push_back({at, acknowledged});
    other.series.edge.push_back({at, acknowledged + window});
  }

  const Trace& trace_;
  std::list<Half> halves_;
};

}  // namespace

std::vector<SequenceSeries> sequence_series(const Trace& trace) { return Reader(trace).read(); }

}  // namespace shakedown
