#include "engine/octet_set.h"

#include <algorithm>

namespace shakedown {

void OctetSet::add(int64_t begin, int64_t end) {
  if (begin >= end) return;
  auto first = std::find_if(runs_.begin(), runs_.end(), [&](const OctetRun& r) { return r.end >= begin; });
  auto last = first;
  while (last != runs_.end() && last->begin <= end) {
    begin = std::min(begin, last->begin);
    end = std::max(end, last->end);
    ++last;
  }
  first = runs_.erase(first, last);
  runs_.insert(first, {begin, end});
}

void OctetSet::remove(int64_t begin, int64_t end) {
  std::vector<OctetRun> left;
  for (const OctetRun& run : runs_) {
    if (run.begin < std::min(run.end, begin)) left.push_back({run.begin, std::min(run.end, begin)});
    if (std::max(run.begin, end) < run.end) left.push_back({std::max(run.begin, end), run.end});
  }
  runs_ = std::move(left);
}

bool OctetSet::contains(int64_t begin, int64_t end) const {
  return begin >= end || contiguous_end(begin) >= end;
}

int64_t OctetSet::contiguous_end(int64_t from) const {
  for (const OctetRun& run : runs_)
    if (run.begin <= from && from < run.end) return run.end;
  return from;
}

std::vector<OctetRun> OctetSet::within(int64_t begin, int64_t end) const {
  std::vector<OctetRun> found;
  for (const OctetRun& run : runs_) {
    const OctetRun common{std::max(run.begin, begin), std::min(run.end, end)};
    if (common.begin < common.end) found.push_back(common);
  }
  return found;
}

}  // namespace shakedown
