#include "sim/mortal.hpp"

#include <algorithm>
#include <functional>

namespace rolecall::sim {

boost::asio::awaitable<boost::system::error_code> mortal_clock::sleep_until(http::time_point at) {
  if (!life_.step()) at = http::time_point::max();
  return real_.sleep_until(at);
}

mortal_disk::mortal_disk(base::memory_store& disk, life& of, const std::optional<disk_fault>& fault,
                         const tracer& trace)
    : disk_(disk), life_(of), fault_(fault), trace_(trace) {
  disk.before = [this](std::string_view what, const std::string& path) {
    if (!life_.step()) throw died();
    if (trace_) trace_("disk: " + std::string(what) + " " + path);
    touched_.insert(path);
    if (what == "replace" || what == "remove") gone_.append(disk_.contents(path)) += '\n';
    return refusal(what, path);
  };
}

bool mortal_disk::has_held(std::string_view secret) const {
  const std::boyer_moore_horspool_searcher of_secret(secret.begin(), secret.end());
  const auto held = [&](std::string_view text) {
    return std::search(text.begin(), text.end(), of_secret) != text.end();
  };
  return held(gone_) ||
         std::ranges::any_of(touched_, [&](const std::string& path) { return held(disk_.contents(path)); });
}

std::optional<base::store_failure> mortal_disk::refusal(std::string_view what, const std::string& path) {
  if (!fault_) return std::nullopt;
  const bool reads = what == "read" || what == "list";
  const bool meant = fault_->operation.empty() ? !reads : what == fault_->operation;
  if (!meant || ++asked_ < fault_->from || asked_ >= fault_->from + fault_->times) return std::nullopt;
  if (trace_) trace_("   the disk refuses");
  return base::store_failure{reads ? base::store_problem::denied : base::store_problem::full,
                             "cannot " + std::string(what) + " " + path + ": it is a bad day"};
}

} // namespace rolecall::sim
