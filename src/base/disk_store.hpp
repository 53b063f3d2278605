#pragma once

#include "base/store.hpp"

namespace rolecall::base {

/// The file system. Holds nothing: any number of these are the same.
class disk_store final : public store {
public:
  std::variant<std::string, store_failure> read(const std::string& path, std::size_t most_bytes) override;
  std::optional<store_failure> replace(const std::string& path, std::string_view data) override;
  std::optional<store_failure> create(const std::string& path, std::string_view data) override;
  std::variant<std::unique_ptr<store_log>, store_failure> open_log(const std::string& path) override;
  bool is_held(const std::string& path) override;
  std::variant<std::vector<std::string>, store_failure> list(const std::string& folder) override;
  std::optional<store_failure> remove(const std::string& path) override;
  std::variant<std::unique_ptr<store_guard>, store_failure> guard(const std::string& path) override;
  std::optional<store_failure> make_folder(const std::string& folder) override;
};

} // namespace rolecall::base
