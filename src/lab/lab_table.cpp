#include "lab/lab_table.h"

namespace shakedown {
namespace {

constexpr size_t most_labs = 4096;

}  // namespace

uint32_t LabTable::add(KeptLab lab) {
  const std::lock_guard lock(mutex_);
  if (labs_.size() >= most_labs) return 0;
  do {
    ++last_;
  } while (last_ == 0 || labs_.count(last_) != 0);
  labs_.emplace(last_, std::make_shared<const KeptLab>(std::move(lab)));
  return last_;
}

std::shared_ptr<const KeptLab> LabTable::find(uint32_t number, uint32_t worker) const {
  const std::lock_guard lock(mutex_);
  const auto found = labs_.find(number);
  return found != labs_.end() && found->second->worker == worker ? found->second : nullptr;
}

std::shared_ptr<const KeptLab> LabTable::take(uint32_t number, uint32_t worker) {
  const std::lock_guard lock(mutex_);
  const auto found = labs_.find(number);
  if (found == labs_.end() || found->second->worker != worker) return nullptr;
  const std::shared_ptr<const KeptLab> lab = found->second;
  labs_.erase(found);
  return lab;
}

std::vector<std::shared_ptr<const KeptLab>> LabTable::take_all_of(uint32_t worker) {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<const KeptLab>> result;
  for (auto it = labs_.begin(); it != labs_.end();) {
    if (it->second->worker == worker) {
      result.push_back(it->second);
      it = labs_.erase(it);
    } else {
      ++it;
    }
  }
  return result;
}

std::vector<std::shared_ptr<const KeptLab>> LabTable::take_all() {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<const KeptLab>> result;
  for (const auto& [number, lab] : labs_) result.push_back(lab);
  labs_.clear();
  return result;
}

}  // namespace shakedown
