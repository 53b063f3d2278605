#pragma once

// Records in the order they were added, found by their member `id`.

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace rolecall::emulator {

template <class Record>
class table {
public:
  /// False, and nothing changed, if there is a record of that id.
  bool add(Record record) {
    if (!index_.emplace(record.id, records_.size()).second) return false;
    records_.push_back(std::move(record));
    return true;
  }

  [[nodiscard]] const Record* find(const std::string& id) const {
    const auto found = index_.find(id);
    return found == index_.end() ? nullptr : &records_[found->second];
  }
  [[nodiscard]] Record* find(const std::string& id) {
    const auto found = index_.find(id);
    return found == index_.end() ? nullptr : &records_[found->second];
  }

  /// False if there is none.
  bool erase(const std::string& id) {
    const auto found = index_.find(id);
    if (found == index_.end()) return false;
    const auto at = found->second;
    index_.erase(found);
    records_.erase(records_.begin() + static_cast<std::ptrdiff_t>(at));
    for (auto i = at; i < records_.size(); ++i) index_[records_[i].id] = i;
    return true;
  }

  [[nodiscard]] bool contains(const std::string& id) const { return index_.contains(id); }
  [[nodiscard]] std::size_t size() const { return records_.size(); }
  [[nodiscard]] bool empty() const { return records_.empty(); }
  [[nodiscard]] const Record& operator[](std::size_t at) const { return records_[at]; }

  auto begin() { return records_.begin(); }
  auto end() { return records_.end(); }
  [[nodiscard]] auto begin() const { return records_.begin(); }
  [[nodiscard]] auto end() const { return records_.end(); }

private:
  std::vector<Record> records_;
  std::unordered_map<std::string, std::size_t> index_;
};

} // namespace rolecall::emulator
