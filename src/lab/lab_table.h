#pragma once
// The labs that are alive, as the keeper's threads share them.

#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "driver/descriptor.h"
#include "shakedown/address.h"

namespace shakedown {

struct KeptLab {
  Descriptor name_space;
  Family family = Family::v4;
  uint64_t cookie = 0;
  uint32_t worker = 0;  // whose lab it is
};

class LabTable {
 public:
  // The lab's number; 0 when there are too many.
  uint32_t add(KeptLab lab);
  // Only the worker that has a lab may speak about it.
  std::shared_ptr<const KeptLab> find(uint32_t number, uint32_t worker) const;
  std::shared_ptr<const KeptLab> take(uint32_t number, uint32_t worker);
  std::vector<std::shared_ptr<const KeptLab>> take_all_of(uint32_t worker);
  std::vector<std::shared_ptr<const KeptLab>> take_all();

 private:
  mutable std::mutex mutex_;
  std::map<uint32_t, std::shared_ptr<const KeptLab>> labs_;
  uint32_t last_ = 0;
};

}  // namespace shakedown
