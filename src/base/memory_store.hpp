#pragma once

#include "base/random_source.hpp"
#include "base/store.hpp"

#include <functional>
#include <map>
#include <set>

namespace rolecall::base {

/// Files in memory, as an unkind disk would keep them: for tests and simulation.
class memory_store final : public store {
public:
  /// Asked before each operation ("read", "replace", "create", "open", "append", "sync", "list", "remove",
  /// "guard", "folder");
  /// what it returns is what the operation fails with. May throw. Empty: nothing fails.
  std::function<std::optional<store_failure>(std::string_view operation, const std::string& path)> before;

  /// The machine stops and starts again: of what was not synced each log keeps a part that chance decides,
  /// sometimes with a wrong byte in it. Logs that are still open write into the void from then on.
  void crash(random_source& chance);

  /// What the file holds, synced or not; nothing if there is none.
  [[nodiscard]] std::optional<std::string> find(const std::string& path) const;
  /// The same as it stands, and what of it is on the disk for certain. Good until the file changes.
  [[nodiscard]] std::string_view contents(const std::string& path) const;
  [[nodiscard]] std::string_view synced(const std::string& path) const;
  void put(const std::string& path, std::string data);
  /// Sorted.
  [[nodiscard]] std::vector<std::string> paths() const;

  std::variant<std::string, store_failure> read(const std::string& path, std::size_t most_bytes) override;
  std::optional<store_failure> replace(const std::string& path, std::string_view data) override;
  std::optional<store_failure> create(const std::string& path, std::string_view data) override;
  std::variant<std::unique_ptr<store_log>, store_failure> open_log(const std::string& path) override;
  bool is_held(const std::string& path) override;
  std::variant<std::vector<std::string>, store_failure> list(const std::string& folder) override;
  std::optional<store_failure> remove(const std::string& path) override;
  std::variant<std::unique_ptr<store_guard>, store_failure> guard(const std::string& path) override;
  std::optional<store_failure> make_folder(const std::string& folder) override;

private:
  struct content {
    std::string data;
    std::size_t synced = 0; ///< bytes of it
    std::weak_ptr<const void> holder;
  };
  class log;
  class held_guard;

  [[nodiscard]] std::optional<store_failure> ask(std::string_view operation, const std::string& path) const;

  std::map<std::string, std::shared_ptr<content>> files_;
  std::set<std::string> guarded_;
};

} // namespace rolecall::base
