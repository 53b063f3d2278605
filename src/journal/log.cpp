#include "journal/log.hpp"

#include "journal/folder.hpp"

namespace rolecall::journal {

std::variant<std::unique_ptr<log>, base::store_failure> log::open(base::store& files,
                                                                  const std::string& folder, begin head) {
  if (auto failed = files.make_folder(folder)) return *std::move(failed);
  auto opened = files.open_log(path_of(folder, head.run));
  if (auto* failed = std::get_if<base::store_failure>(&opened)) return std::move(*failed);
  auto& to = std::get<std::unique_ptr<base::store_log>>(opened);
  if (auto failed = to->append(line(head))) return *std::move(failed);
  if (auto failed = to->sync()) return *std::move(failed);
  run so_far;
  so_far.head = std::move(head);
  return std::make_unique<log>(std::move(to), std::move(so_far));
}

void log::append(const record& what) {
  if (failure_) return;
  note(to_->append(line(what)));
  if (failure_) return;
  add(so_far_, what);
  ++appended_;
}

void log::sync() {
  if (!failure_) note(to_->sync());
}

void log::note(const std::optional<base::store_failure>& failed) {
  if (failed) failure_ = failed->message;
}

} // namespace rolecall::journal
