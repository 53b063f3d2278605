#include "sim/spoilt_disk.hpp"

#include "journal/record.hpp"
#include "sim/organization.hpp"

#include <string>
#include <utility>

namespace rolecall::testing {
namespace {

using base::store_failure;

bool is_of(std::string_view line, std::string_view kind) {
  return line.starts_with("{\"record\":\"" + std::string(kind) + "\"");
}

/// Hands everything on.
class log_wrapper : public base::store_log {
public:
  explicit log_wrapper(std::unique_ptr<base::store_log> real) : real_(std::move(real)) {}
  std::optional<store_failure> append(std::string_view data) override { return real_->append(data); }
  std::optional<store_failure> sync() override { return real_->sync(); }

protected:
  std::unique_ptr<base::store_log> real_;
};

class unsynced final : public log_wrapper {
public:
  using log_wrapper::log_wrapper;
  std::optional<store_failure> sync() override { return std::nullopt; }
};

class late final : public log_wrapper {
public:
  using log_wrapper::log_wrapper;
  std::optional<store_failure> append(std::string_view data) override {
    if (is_of(data, "intent")) {
      held_back_ += data;
      return std::nullopt;
    }
    return real_->append(std::exchange(held_back_, {}) + std::string(data));
  }

private:
  std::string held_back_;
};

class optimist final : public log_wrapper {
public:
  using log_wrapper::log_wrapper;
  std::optional<store_failure> append(std::string_view data) override {
    if (!is_of(data, "answer")) return real_->append(data);
    auto read = journal::parse_line(data.substr(0, data.size() - 1));
    auto told = std::get<journal::answer>(std::get<journal::record>(std::move(read)));
    if (told.is == journal::fate::unknown) told.is = journal::fate::done;
    return real_->append(journal::line(told));
  }
};

class unanswered final : public log_wrapper {
public:
  using log_wrapper::log_wrapper;
  std::optional<store_failure> append(std::string_view data) override {
    return is_of(data, "answer") ? std::nullopt : real_->append(data);
  }
};

class unowing final : public log_wrapper {
public:
  using log_wrapper::log_wrapper;
  std::optional<store_failure> append(std::string_view data) override {
    return is_of(data, "debt") ? std::nullopt : real_->append(data);
  }
};

class wrapper : public base::store {
public:
  explicit wrapper(base::store& real) : real_(real) {}
  std::variant<std::string, store_failure> read(const std::string& path, std::size_t most) override {
    return real_.read(path, most);
  }
  std::optional<store_failure> replace(const std::string& path, std::string_view data) override {
    return real_.replace(path, data);
  }
  std::optional<store_failure> create(const std::string& path, std::string_view data) override {
    return real_.create(path, data);
  }
  std::variant<std::unique_ptr<base::store_log>, store_failure> open_log(const std::string& path) override {
    return real_.open_log(path);
  }
  bool is_held(const std::string& path) override { return real_.is_held(path); }
  std::variant<std::vector<std::string>, store_failure> list(const std::string& folder) override {
    return real_.list(folder);
  }
  std::optional<store_failure> remove(const std::string& path) override { return real_.remove(path); }
  std::variant<std::unique_ptr<base::store_guard>, store_failure> guard(const std::string& path) override {
    return real_.guard(path);
  }
  std::optional<store_failure> make_folder(const std::string& folder) override {
    return real_.make_folder(folder);
  }

protected:
  base::store& real_;
};

template <class Log>
class spoilt final : public wrapper {
public:
  using wrapper::wrapper;
  std::variant<std::unique_ptr<base::store_log>, store_failure> open_log(const std::string& path) override {
    auto opened = real_.open_log(path);
    if (auto* log = std::get_if<std::unique_ptr<base::store_log>>(&opened))
      *log = std::make_unique<Log>(std::move(*log));
    return opened;
  }
};

class leaking final : public wrapper {
public:
  using wrapper::wrapper;
  std::optional<store_failure> replace(const std::string& path, std::string_view data) override {
    if (auto failed = real_.replace(path, std::string(data) + sim::admin_key)) return failed;
    return real_.replace(path, data);
  }
};

class pastless final : public wrapper {
public:
  using wrapper::wrapper;
  std::variant<std::vector<std::string>, store_failure> list(const std::string& /*folder*/) override {
    return std::vector<std::string>();
  }
};

} // namespace

std::unique_ptr<base::store> disk_without_sync(base::store& real) {
  return std::make_unique<spoilt<unsynced>>(real);
}
std::unique_ptr<base::store> disk_with_late_intents(base::store& real) {
  return std::make_unique<spoilt<late>>(real);
}
std::unique_ptr<base::store> disk_of_an_optimist(base::store& real) {
  return std::make_unique<spoilt<optimist>>(real);
}
std::unique_ptr<base::store> disk_without_answers(base::store& real) {
  return std::make_unique<spoilt<unanswered>>(real);
}
std::unique_ptr<base::store> disk_without_debts(base::store& real) {
  return std::make_unique<spoilt<unowing>>(real);
}
std::unique_ptr<base::store> disk_without_past(base::store& real) { return std::make_unique<pastless>(real); }
std::unique_ptr<base::store> disk_with_leak(base::store& real) { return std::make_unique<leaking>(real); }

} // namespace rolecall::testing
