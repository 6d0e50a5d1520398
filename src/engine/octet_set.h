#pragma once
// A set of octets of one direction of a connection, as disjoint runs of 64-bit offsets from its ISN, so that
// nothing here wraps.

#include <cstdint>
#include <vector>

#include "shakedown/seq.h"

namespace shakedown {

struct OctetRun {
  int64_t begin = 0, end = 0;  // end is the first octet not in it
  friend bool operator==(const OctetRun&, const OctetRun&) = default;
};

class OctetSet {
 public:
  void add(int64_t begin, int64_t end);
  void remove(int64_t begin, int64_t end);
  bool contains(int64_t begin, int64_t end) const;
  // The end of the run that holds `from`, or `from` itself.
  int64_t contiguous_end(int64_t from) const;
  // What of [begin, end) is in the set.
  std::vector<OctetRun> within(int64_t begin, int64_t end) const;
  const std::vector<OctetRun>& runs() const { return runs_; }

 private:
  std::vector<OctetRun> runs_;  // in order, disjoint, not touching
};

// The offset of `seq` from `base`, taken to lie within 2^31 of `near`.
constexpr int64_t offset_of(Seq seq, Seq base, int64_t near) {
  return near + seq.from(base + static_cast<uint32_t>(near));
}

}  // namespace shakedown
