#include "base/memory_store.hpp"

#include <utility>

namespace rolecall::base {

class memory_store::log final : public store_log {
public:
  log(const memory_store& in, std::string path, std::shared_ptr<content> file)
      : in_(in), path_(std::move(path)), file_(std::move(file)) {
    file_->holder = alive_;
  }

  std::optional<store_failure> append(std::string_view data) override {
    if (auto failed = in_.ask("append", path_)) {
      file_->data += data.substr(0, data.size() / 2);
      return failed;
    }
    file_->data += data;
    return std::nullopt;
  }
  std::optional<store_failure> sync() override {
    if (auto failed = in_.ask("sync", path_)) return failed;
    file_->synced = file_->data.size();
    return std::nullopt;
  }

private:
  const memory_store& in_;
  std::string path_;
  std::shared_ptr<content> file_;
  std::shared_ptr<const void> alive_ = std::make_shared<int>(0);
};

std::optional<store_failure> memory_store::ask(std::string_view operation, const std::string& path) const {
  return before ? before(operation, path) : std::nullopt;
}

void memory_store::crash(random_source& chance) {
  for (auto& [path, file] : files_) {
    auto kept = std::make_shared<content>(*file); // a log that is still open keeps the other one
    const std::size_t unsure = kept->data.size() - kept->synced;
    kept->data.resize(kept->synced + chance.below(unsure + 1));
    const bool spoilt = kept->data.size() > kept->synced && chance.below(4) == 0;
    if (spoilt) kept->data.back() = '\0';
    kept->synced = kept->data.size();
    kept->holder.reset();
    file = std::move(kept);
  }
}

std::optional<std::string> memory_store::find(const std::string& path) const {
  const auto at = files_.find(path);
  if (at == files_.end()) return std::nullopt;
  return at->second->data;
}

std::string_view memory_store::contents(const std::string& path) const {
  const auto at = files_.find(path);
  return at == files_.end() ? std::string_view() : std::string_view(at->second->data);
}

std::string_view memory_store::synced(const std::string& path) const {
  const auto at = files_.find(path);
  if (at == files_.end()) return {};
  return std::string_view(at->second->data).substr(0, at->second->synced);
}

void memory_store::put(const std::string& path, std::string data) {
  auto file = std::make_shared<content>();
  file->synced = data.size();
  file->data = std::move(data);
  files_[path] = std::move(file);
}

std::vector<std::string> memory_store::paths() const {
  std::vector<std::string> out;
  out.reserve(files_.size());
  for (const auto& [path, file] : files_) out.push_back(path);
  return out;
}

std::variant<std::string, store_failure> memory_store::read(const std::string& path, std::size_t most_bytes) {
  if (auto failed = ask("read", path)) return *std::move(failed);
  const auto at = files_.find(path);
  if (at == files_.end())
    return store_failure{store_problem::missing, "cannot read " + path + ": no such file"};
  if (at->second->data.size() > most_bytes)
    return store_failure{store_problem::too_large, "cannot read " + path + ": it is too long"};
  return at->second->data;
}

std::optional<store_failure> memory_store::replace(const std::string& path, std::string_view data) {
  if (auto failed = ask("replace", path)) return failed;
  put(path, std::string(data));
  return std::nullopt;
}

std::optional<store_failure> memory_store::create(const std::string& path, std::string_view data) {
  if (auto failed = ask("create", path)) return failed;
  if (files_.contains(path))
    return store_failure{store_problem::exists, "cannot create " + path + ": it is there already"};
  put(path, std::string(data));
  return std::nullopt;
}

std::variant<std::unique_ptr<store_log>, store_failure> memory_store::open_log(const std::string& path) {
  if (auto failed = ask("open", path)) return *std::move(failed);
  if (files_.contains(path))
    return store_failure{store_problem::exists, "cannot create " + path + ": it is there already"};
  put(path, {});
  return std::make_unique<log>(*this, path, files_.at(path));
}

bool memory_store::is_held(const std::string& path) {
  const auto at = files_.find(path);
  return at != files_.end() && !at->second->holder.expired();
}

std::variant<std::vector<std::string>, store_failure> memory_store::list(const std::string& folder) {
  if (auto failed = ask("list", folder)) return *std::move(failed);
  const std::string start = folder + "/";
  std::vector<std::string> out;
  for (const auto& [path, file] : files_) {
    if (!path.starts_with(start)) continue;
    std::string name = path.substr(start.size());
    if (name.find('/') == std::string::npos) out.push_back(std::move(name));
  }
  return out;
}

std::optional<store_failure> memory_store::remove(const std::string& path) {
  if (auto failed = ask("remove", path)) return failed;
  files_.erase(path);
  return std::nullopt;
}

class memory_store::held_guard final : public store_guard {
public:
  held_guard(memory_store& in, std::string path) : in_(in), path_(std::move(path)) {
    in_.guarded_.insert(path_);
  }
  held_guard(const held_guard&) = delete;
  held_guard& operator=(const held_guard&) = delete;
  ~held_guard() override { in_.guarded_.erase(path_); }

private:
  memory_store& in_;
  std::string path_;
};

std::variant<std::unique_ptr<store_guard>, store_failure> memory_store::guard(const std::string& path) {
  if (auto failed = ask("guard", path)) return *std::move(failed);
  if (guarded_.contains(path))
    return store_failure{store_problem::busy, "cannot guard " + path + ": somebody else does"};
  return std::make_unique<held_guard>(*this, path);
}

std::optional<store_failure> memory_store::make_folder(const std::string& folder) {
  return ask("folder", folder);
}

} // namespace rolecall::base
